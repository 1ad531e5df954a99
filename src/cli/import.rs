//! `import`: campaigns that a workspace has already become definitions and entries of the lockfile.

mod listing;
mod take;
mod update;

pub(super) use take::{read, rewrite};

use clap::Args;

use super::{Context, Exit, Failure, Format, Outcome};

#[derive(Debug, Args)]
pub(super) struct ImportArgs {
    /// Titles or ids of campaigns in the workspace; with --update, keys of definitions
    #[arg(value_name = "NAME|ID|KEY")]
    names: Vec<String>,

    /// Show what could be imported, and write nothing
    #[arg(long, conflicts_with_all = ["names", "all", "update"])]
    list: bool,

    /// Every API campaign that is live and has no key yet
    #[arg(long, conflicts_with_all = ["names", "update"])]
    all: bool,

    /// Accept what the dashboard changed: the definitions say it, their comments and layout stay
    #[arg(long, requires = "names")]
    update: bool,

    /// The key for the one campaign that is imported, whatever its title suggests
    #[arg(long = "as", value_name = "KEY", requires = "names", conflicts_with = "update")]
    key: Option<String>,

    /// The folder for new files
    #[arg(long, value_name = "DIR", default_value = "campaigns")]
    into: String,
}

impl ImportArgs {
    pub(super) fn run(self, context: &mut Context<'_>) -> Outcome {
        if self.list {
            return listing::run(context);
        }
        context.formats(&[Format::Human])?;
        if self.update {
            return update::run(context, &self.names);
        }
        if !self.all && self.names.is_empty() {
            return Err(Failure::new(Exit::Invalid, "nothing says what to import").help(
                "`campaignctl import --list` shows what there is; name titles or ids, or say --all",
            ));
        }
        take::run(context, &self)
    }
}
