//! Certifiers: exact decisions, enclosures, certificates, and what they must refuse.

mod basins;
mod counts;
mod decisions;
mod definite;
mod enclosures;
mod lemma3;
mod lyapunov;
mod lyapunov_altered;
mod lyapunov_definite;
mod lyapunov_growth;
mod lyapunov_random;
mod misuse;
mod planted;
mod polynomials;
