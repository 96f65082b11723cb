//! Certifiers: exact decisions, enclosures, certificates, and what they must refuse.

mod counts;
mod definite;
mod lemma3;
mod lyapunov;
mod misuse;
mod planted;
mod polynomials;
