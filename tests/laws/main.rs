//! Laws of the scalars, the games and the dense methods.

mod eigen;
mod elementary;
mod equivalences;
mod first_order;
mod games;
mod gn;
mod interval;
mod interval_games;
mod linearise;
mod linearise_memory;
mod misuse;
mod mlp_gan;
mod nlcg;
mod numerics;
mod numerics_range;
mod rank_one;
mod scalars;
mod second_order;
mod small_games;
mod states;
mod strategies;
mod table;
#[path = "../support/tolerance.rs"]
mod tolerance;
mod undecided;
mod vocabulary;
