//! The real programs that `scripts/components` installs for some tests.

use std::path::PathBuf;
use std::process::Command;

/// [`node_with`] the programs that the tests of editors talk to.
pub(crate) fn node(script: &str) -> Option<Command> {
    node_with("node", script)
}

/// A command that runs Node.js with an installed program's file, or `None` with a notice when it is
/// not installed and nobody requires it.
pub(crate) fn node_with(component: &str, script: &str) -> Option<Command> {
    let root = installed(component)?;
    let mut command = Command::new("node");
    command.arg(root.join(script)).current_dir(&root);
    Some(command)
}

/// As above, with Python and some of the packages of a component.
pub(crate) fn python_with(component: &str, packages: &[&str], script: &str) -> Option<Command> {
    let root = installed(component)?;
    let folder = root.join("tests/components").join(component);
    let path = std::env::join_paths(packages.iter().map(|name| folder.join(name))).unwrap();
    let mut command = Command::new("python3");
    command.arg(root.join(script)).current_dir(&root).env("PYTHONPATH", path);
    // Nothing is written beside the sources.
    command.env("PYTHONDONTWRITEBYTECODE", "1");
    Some(command)
}

/// The project's root, if a component is installed.
#[expect(clippy::disallowed_methods, reason = "tests have no other settings")]
#[expect(clippy::print_stderr, reason = "a test that did nothing says so")]
fn installed(component: &str) -> Option<PathBuf> {
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    if root.join("tests/components").join(component).join("installed.json").exists() {
        return Some(root);
    }
    let required = std::env::var("CAMPAIGNCTL_COMPONENTS").is_ok_and(|value| value == "required");
    assert!(!required, "not installed: run scripts/components");
    eprintln!("skipped: run scripts/components to install what this test needs");
    None
}
