//! Where sends are remembered: the ledger's options, its place, and what its failures mean.

use std::path::PathBuf;

use clap::Args;

use super::open::{self, Definitions};
use super::{Context, Exit, Failure, audience, environment};
use crate::model::{SendHeader, SendKey, SendStatus};
use crate::output::send::Way;
use crate::port::{Ledger as _, LedgerError};
use crate::store::SqliteLedger;

#[derive(Clone, Debug, Args)]
pub(super) struct LedgerArgs {
    /// The ledger's file [default: beside the sandbox's store; for a live endpoint in the user's
    /// state directory]
    #[arg(long, value_name = "FILE", global = true)]
    ledger: Option<PathBuf>,

    /// Begin a ledger for a live endpoint: nothing was sent to it from anywhere else
    #[arg(long, global = true)]
    new_ledger: bool,
}

impl LedgerArgs {
    fn path(&self, context: &Context<'_>, definitions: &Definitions) -> Result<PathBuf, Failure> {
        let workspace = &definitions.workspace;
        if let Some(path) = &self.ledger {
            return Ok(audience::beneath(&context.root, path));
        }
        if definitions.is_sandbox() {
            return Ok(context.private().join(format!("ledger.{workspace}.sqlite")));
        }
        // What a stand-in took must not count as sent by the workspace itself.
        if let Some(stand_in) = &definitions.rehearsal {
            let address: String =
                stand_in.host().replace(|c: char| !c.is_ascii_alphanumeric() && c != '.', "-");
            return Ok(context.private().join(format!("ledger.{workspace}.{address}.sqlite")));
        }
        let state = environment::state_dir()
            .map_err(|error| Failure::because(Exit::Unexpected, "no state directory", &error))?;
        let lineage = definitions.project.lineage.to_string();
        Ok(state.join(lineage).join(format!("{workspace}.sqlite")))
    }

    /// The way that commands about these sends name.
    pub(super) fn way(&self, context: &Context<'_>) -> Way {
        Way { folder: context.global.directory.clone(), ledger: self.ledger.clone() }
    }

    /// What the ledger has of a send. No ledger is made for it.
    pub(super) fn known(
        &self,
        context: &mut Context<'_>,
        definitions: &Definitions,
        key: &SendKey,
    ) -> Result<Option<(SendHeader, SendStatus)>, Failure> {
        if !self.path(context, definitions)?.exists() {
            return Ok(None);
        }
        let book = self.open(context, definitions)?;
        open::block_on(book.status(key)).map_err(|error| unusable(&error))
    }

    /// Opens the ledger of a workspace. Machines are disposable: one that remembers nothing of a
    /// live workspace must be told that there is nothing to remember.
    pub(super) fn open(
        &self,
        context: &mut Context<'_>,
        definitions: &Definitions,
    ) -> Result<SqliteLedger, Failure> {
        let path = self.path(context, definitions)?;
        context.detail(&format!("ledger {}", path.display()))?;
        if !path.exists() {
            if definitions.is_live() && !self.new_ledger {
                let message = format!("there is no ledger at {}", path.display());
                return Err(Failure::new(Exit::Stopped, message).help(
                    "bring the ledger that knows what was sent, with --ledger FILE,\n\
                     or say --new-ledger if nothing was ever sent from here",
                ));
            }
            if let Some(folder) = path.parent() {
                std::fs::create_dir_all(folder).map_err(|error| {
                    let what = format!("could not make {}", folder.display());
                    Failure::because(Exit::Unexpected, &what, &error)
                })?;
            }
        }
        SqliteLedger::open(&path, &environment::holder()).map_err(|error| unusable(&error))
    }
}

/// What an unusable ledger means for the command.
pub(super) fn unusable(error: &LedgerError) -> Failure {
    let exit = match error {
        LedgerError::Held { .. } => Exit::Stopped,
        LedgerError::NoSuchSend(_) => Exit::Invalid,
        LedgerError::Unavailable { .. } => Exit::Unexpected,
    };
    Failure::new(exit, error.to_string())
}
