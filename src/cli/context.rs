//! What every command has at hand: the folder, the flags, where to write.

use std::io::Write;
use std::path::PathBuf;

use super::args::Color;
use super::{Exit, Failure, Format, Global, environment, hint};

/// One run of one command.
pub(super) struct Context<'a> {
    pub(super) global: Global,
    /// The project's folder.
    pub(super) root: PathBuf,
    /// Whether the command may open a client of a workspace.
    pub(super) reaches: bool,
    /// The answer.
    pub(super) out: &'a mut dyn Write,
    /// The conversation.
    pub(super) err: &'a mut dyn Write,
    /// Whether the answer may have colours.
    pub(super) out_colour: bool,
    /// Whether the conversation may have colours.
    pub(super) err_colour: bool,
}

impl<'a> Context<'a> {
    pub(super) fn new(mut global: Global, out: &'a mut dyn Write, err: &'a mut dyn Write) -> Self {
        let root = global.directory.clone().unwrap_or_else(|| PathBuf::from("."));
        let allowed = environment::variable("NO_COLOR").is_none()
            && environment::variable("TERM").as_deref() != Some("dumb");
        let colour = |terminal: bool| match global.color {
            Color::Always => true,
            Color::Never => false,
            Color::Auto => allowed && terminal,
        };
        let out_colour = colour(environment::stdout_is_terminal());
        let err_colour = colour(environment::stderr_is_terminal());
        if let [only] = global.workspaces.as_slice() {
            global.workspace = Some(only.clone());
        }
        Self { global, root, reaches: true, out, err, out_colour, err_colour }
    }

    /// Refuses several workspaces where a command works on one.
    pub(super) fn check_workspaces(&self, takes_several: bool) -> Result<(), Failure> {
        if takes_several || self.global.workspaces.len() < 2 {
            return Ok(());
        }
        Err(Failure::new(Exit::Invalid, "this command works on one workspace")
            .help("name one with -w; `codegen` takes several"))
    }

    /// Says something that is not part of the answer, unless told to be quiet.
    pub(super) fn say(&mut self, text: &str) -> Result<(), Failure> {
        if !self.global.quiet {
            // What was answered so far comes first, where both go to one terminal or log.
            self.out.flush()?;
            writeln!(self.err, "{}", hint::pasteable(text, &self.global))?;
        }
        Ok(())
    }

    /// Says what only those want to know who asked for more.
    pub(super) fn detail(&mut self, text: &str) -> Result<(), Failure> {
        if self.global.verbose > 0 { self.say(text) } else { Ok(()) }
    }

    /// Tells a person why the command failed, and returns the exit code.
    pub(super) fn explain(&mut self, failure: &Failure) -> Exit {
        let (red, cyan, plain) =
            if self.err_colour { ("\x1b[1;31m", "\x1b[1;36m", "\x1b[0m") } else { ("", "", "") };
        let mut text = String::new();
        if let Some(message) = &failure.message {
            text.extend([red, "error", plain, ": ", message, "\n"]);
        }
        if let Some(help) = &failure.help {
            for (number, line) in hint::pasteable(help, &self.global).lines().enumerate() {
                let lead = if number == 0 { ["help", plain, ": "] } else { ["    ", plain, "  "] };
                text.push_str(cyan);
                text.extend(lead.into_iter().chain([line, "\n"]));
            }
        }
        // There is nowhere left to say that saying failed; `main` sees that the answer did.
        let _flushed = self.out.flush();
        let _written = self.err.write_all(text.as_bytes());
        failure.exit
    }

    /// Refuses a `--format` that the command does not have.
    pub(super) fn formats(&self, known: &[Format]) -> Result<Format, Failure> {
        if known.contains(&self.global.format) {
            return Ok(self.global.format);
        }
        let names: Vec<_> = known.iter().map(|format| format!("`{}`", format.name())).collect();
        let wanted = self.global.format.name();
        Err(Failure::new(Exit::Invalid, format!("this command has no `--format {wanted}`"))
            .help(format!("it has {}", names.join(", "))))
    }
}

impl Format {
    fn name(self) -> &'static str {
        match self {
            Self::Human => "human",
            Self::Json => "json",
            Self::Markdown => "markdown",
            Self::Github => "github",
            Self::Sarif => "sarif",
        }
    }
}
