//! Command line of gnash: arguments in, library calls, exit code out.
//!
//! Exit codes: 0 done; 1 a request that could not be met; 2 a request that makes no sense; 130
//! stopped by Ctrl-C, with everything saved.

mod cli;

fn main() -> std::process::ExitCode {
    cli::main()
}
