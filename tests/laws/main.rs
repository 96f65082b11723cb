//! Laws of the scalars, the games and the dense methods.

mod eigen;
mod elementary;
mod first_order;
mod games;
mod gn;
mod interval;
mod misuse;
mod numerics;
mod rank_one;
mod scalars;
mod states;
mod strategies;
mod table;
#[path = "../support/tolerance.rs"]
mod tolerance;
mod vocabulary;
