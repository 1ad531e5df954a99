//! Parses, runs, and ends with the code that the run chose.

use std::process::ExitCode;

fn main() -> ExitCode {
    campaignctl::cli::main(std::env::args_os())
}
