//! The oracle: what it answers, whom it believes, and what it calls by name.

mod rules;
mod specimens;
