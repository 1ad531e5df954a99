//! The command line, where everything is introduced to everything else.

mod load;

use std::ffi::OsString;
use std::process::ExitCode;

/// Runs one command line and says how it ended.
pub fn main(args: impl IntoIterator<Item = OsString>) -> ExitCode {
    let _arguments: Vec<OsString> = args.into_iter().collect();
    ExitCode::SUCCESS
}
