//! The oracle: what it answers, whom it believes, and what it calls by name.

mod ask;
mod ask_fuzz;
mod ask_registry;
mod ask_spectrum;
mod ask_stream;
mod by_hand;
mod catalogue;
mod judge;
mod judge_cli;
mod judge_conventions;
mod judge_entries;
mod judge_input;
mod judge_runs;
mod logged;
mod pages;
mod python;
mod read;
mod read_numbers;
mod ridge_by_hand;
mod rules;
mod running;
mod second_order;
mod second_order_by_hand;
mod specimens;
mod tensors;
