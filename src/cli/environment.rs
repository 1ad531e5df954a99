//! The only place that reads the environment, the clock, the terminal and chance.

use std::io::IsTerminal;
use std::path::PathBuf;

use uuid::Uuid;

use crate::model::{Lineage, Timestamp};
use crate::port::Clock;

/// The machine's clock.
pub(super) struct SystemClock;

impl Clock for SystemClock {
    #[expect(clippy::disallowed_methods, reason = "this is the Clock that others ask")]
    fn now(&self) -> Timestamp {
        Timestamp(jiff::Timestamp::now())
    }
}

/// A variable of the environment; `None` when it is not set, empty, or not text.
#[expect(clippy::disallowed_methods, reason = "this is the place that reads the environment")]
pub(super) fn variable(name: &str) -> Option<String> {
    std::env::var(name).ok().filter(|value| !value.is_empty())
}

/// A secret that a message refers to: `secret: ERP_AUTH` is `CAMPAIGNCTL_SECRET_ERP_AUTH`. The
/// prefix keeps a pull request from naming any other variable of the machine.
pub(super) fn secret(name: &str) -> Option<String> {
    variable(&secret_variable(name))
}

/// The values of all secrets that are set.
pub(super) fn secrets() -> Vec<String> {
    let all = std::env::vars_os().filter_map(|(name, value)| {
        let ours = name.to_str().is_some_and(|name| name.starts_with(&secret_variable("")));
        ours.then(|| value.to_string_lossy().into_owned())
    });
    all.collect()
}

/// The variable that holds a secret.
pub(super) fn secret_variable(name: &str) -> String {
    format!("CAMPAIGNCTL_SECRET_{name}")
}

/// The user's directory for state that outlives a checkout, such as ledgers.
///
/// # Errors
/// When the machine has no home directory.
pub(super) fn state_dir() -> Result<PathBuf, std::io::Error> {
    use etcetera::base_strategy::{BaseStrategy, choose_base_strategy};
    let strategy = choose_base_strategy().map_err(std::io::Error::other)?;
    let state = strategy.state_dir().unwrap_or_else(|| strategy.data_dir());
    Ok(state.join("campaignctl"))
}

/// How this program is run from here, for a hint that can be copied.
pub(super) fn invocation() -> &'static str {
    // `cargo run` says where it is.
    if variable("CARGO").is_some() { "cargo run --" } else { "campaignctl" }
}

/// Whether a person sits at both ends and can be asked.
pub(super) fn is_interactive() -> bool {
    std::io::stdin().is_terminal() && std::io::stderr().is_terminal()
}

pub(super) fn stdout_is_terminal() -> bool {
    std::io::stdout().is_terminal()
}

pub(super) fn stderr_is_terminal() -> bool {
    std::io::stderr().is_terminal()
}

/// A project's new identity.
#[expect(clippy::disallowed_methods, reason = "a lineage is made once, by `init`")]
pub(super) fn new_lineage() -> Lineage {
    Uuid::new_v4()
}

/// This process, for those who have to wait for it.
pub(super) fn holder() -> String {
    let host = variable("HOSTNAME").unwrap_or_else(|| "this machine".to_owned());
    format!("process {} on {host}", std::process::id())
}

/// How a shell runs this program: by its name where the PATH leads to one, otherwise by its place.
///
/// # Errors
/// When the program does not know where it is.
pub(super) fn own_command() -> Result<String, std::io::Error> {
    let name = format!("campaignctl{}", std::env::consts::EXE_SUFFIX);
    let path = variable("PATH").unwrap_or_default();
    if std::env::split_paths(&path).any(|folder| folder.join(&name).is_file()) {
        return Ok("campaignctl".to_owned());
    }
    let place = std::env::current_exe()?;
    Ok(format!("'{}'", place.display().to_string().replace('\'', "'\\''")))
}
