//! Why a command ended without doing what was asked: for a person in a hurry.

use std::error::Error;
use std::fmt;

use super::Exit;

/// A failure with its exit code, its causes and what to do about it.
#[derive(Debug)]
pub(super) struct Failure {
    pub(super) exit: Exit,
    /// `None` when everything was said already (diagnostics, a plan).
    pub(super) message: Option<String>,
    pub(super) help: Option<String>,
}

pub(super) type Outcome = Result<Exit, Failure>;

impl Failure {
    pub(super) fn new(exit: Exit, message: impl Into<String>) -> Self {
        Self { exit, message: Some(message.into()), help: None }
    }

    /// For a failure that the output explains already.
    pub(super) fn said(exit: Exit) -> Self {
        Self { exit, message: None, help: None }
    }

    /// An error with its causes, one sentence.
    pub(super) fn because(exit: Exit, what: &str, error: &dyn Error) -> Self {
        let mut message = format!("{what}: {error}");
        let mut cause = error.source();
        while let Some(error) = cause {
            let text = error.to_string();
            if !message.ends_with(&text) {
                message.push_str(": ");
                message.push_str(&text);
            }
            cause = error.source();
        }
        Self::new(exit, message)
    }

    #[must_use]
    pub(super) fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.message.as_deref().unwrap_or("failed"))
    }
}

impl Error for Failure {}

impl From<std::io::Error> for Failure {
    /// Only writing output fails this way. A reader that went away (`| head`) is no failure.
    fn from(error: std::io::Error) -> Self {
        match error.kind() {
            std::io::ErrorKind::BrokenPipe => Self::said(Exit::Done),
            _ => Self::because(Exit::Unexpected, "could not write the output", &error),
        }
    }
}
