//! The real programs that `scripts/components` installs for some tests.

use std::path::PathBuf;
use std::process::Command;

/// [`node_with`] the programs that the tests of editors talk to.
pub(crate) fn node(script: &str) -> Option<Command> {
    node_with("node", script)
}

/// A command that runs Node.js with an installed program's file, or `None` with a notice when it is
/// not installed and nobody requires it.
#[expect(clippy::disallowed_methods, reason = "tests have no other settings")]
#[expect(clippy::print_stderr, reason = "a test that did nothing says so")]
pub(crate) fn node_with(component: &str, script: &str) -> Option<Command> {
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    let installed = root.join("tests/components").join(component).join("installed.json").exists();
    if installed {
        let mut command = Command::new("node");
        command.arg(root.join(script)).current_dir(&root);
        return Some(command);
    }
    let required = std::env::var("CAMPAIGNCTL_COMPONENTS").is_ok_and(|value| value == "required");
    assert!(!required, "not installed: run scripts/components");
    eprintln!("skipped: run scripts/components to install what this test needs");
    None
}
