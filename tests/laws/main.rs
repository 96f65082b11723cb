//! Laws of the scalars, the games and the dense methods.

mod eigen;
mod elementary;
mod first_order;
mod games;
mod gn;
mod interval;
mod interval_games;
mod misuse;
mod mlp_gan;
mod numerics;
mod numerics_range;
mod rank_one;
mod scalars;
mod states;
mod strategies;
#[path = "../support/tolerance.rs"]
mod tolerance;
mod vocabulary;
