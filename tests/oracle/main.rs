//! The oracle: what it answers, whom it believes, and what it calls by name.

mod read;
mod read_numbers;
mod rules;
mod running;
mod specimens;
