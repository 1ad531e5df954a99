//! `export`: released messages, ids and params as one JSON bundle for applications.

use std::path::PathBuf;

use clap::Args;

use super::target::Written;
use super::{Context, Exit, Failure, Format, Outcome};
use crate::export::{self, Bundle, Reason};

#[derive(Debug, Args)]
#[command(
    after_help = "Without -w it is the workspace whose lockfile is the only one in the folder; where there are several, name one."
)]
pub(super) struct ExportArgs {
    /// Write the bundle to this file instead of standard output
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,

    /// Write nothing; fail with 12 when the file is not what would be written
    #[arg(long, requires = "out")]
    check: bool,
}

impl ExportArgs {
    pub(super) fn run(self, context: &mut Context<'_>) -> Outcome {
        context.formats(&[Format::Human, Format::Json])?;
        let locks = context.locks(false)?;
        let lock = locks.first().expect("a choice of lockfiles is never empty");
        let texts = context.texts(&export::wanted(lock))?;
        let bundle = export::bundle(lock, &texts).map_err(|error| {
            let what = format!("campaigns.{}.lock cannot be exported", lock.workspace);
            Failure::because(Exit::LockStale, &what, &error)
                .help("restore the lockfile and campaigns.lock.d from git, or apply again")
        })?;
        let text = serde_json::to_string_pretty(&bundle)
            .map_err(|error| Failure::because(Exit::Unexpected, "could not print", &error))?;
        let text = text + "\n";
        match &self.out {
            Some(path) => {
                let path = context.root.join(path);
                context.generate(&path, &text, self.check, Written::Bundle)?;
            }
            None => context.out.write_all(text.as_bytes())?,
        }
        tell_what_is_left_out(context, &bundle)?;
        Ok(Exit::Done)
    }
}

fn tell_what_is_left_out(context: &mut Context<'_>, bundle: &Bundle) -> Result<(), Failure> {
    for left_out in &bundle.left_out {
        let name = match &left_out.message {
            Some(message) => format!("{}.{message}", left_out.campaign),
            None => left_out.campaign.to_string(),
        };
        let reason = match left_out.reason {
            Reason::NotReleased => "nothing is released",
            Reason::MessageHasNoId => "it has no `message_variation_id` yet",
            Reason::CampaignHasNoId => "it has no `campaign_id` yet",
        };
        context.say(&format!("left out {name}: {reason}"))?;
    }
    Ok(())
}
