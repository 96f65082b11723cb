//! Games, methods and numbers from JSON.
//!
//! [`Fields`] is an object whose fields are taken one by one: what is left over at the end is an
//! error, as is a field given twice. [`game`] and [`method`] read SPEC's sections 4 and 3.

mod encoding;
mod fields;
mod game;
mod item;
mod method;

pub(in crate::oracle) use encoding::{TELLING, unmarked};
pub use fields::Fields;
pub use game::{GAME_KINDS, LARGEST_DIMENSION, algebraic_game, check_nx, game};
pub use item::{Item, Rows};
pub use method::method;
