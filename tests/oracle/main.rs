//! The oracle: what it answers, whom it believes, and what it calls by name.

mod judge;
mod logged;
mod read;
mod read_numbers;
mod rules;
mod running;
mod second_order;
mod specimens;
