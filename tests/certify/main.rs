//! Certifiers: exact decisions, enclosures, certificates, and what they must refuse.

mod basins;
mod counts;
mod decisions;
mod definite;
mod enclosures;
mod lemma3;
mod lyapunov;
mod misuse;
mod planted;
mod polynomials;
