//! `doctor`: whether a project and its workspaces are fit for each other. It writes and sends
//! nothing.

mod examine;
mod judge;

use clap::Args;

use super::hint;
use super::open;
use super::proof::refuse_sandbox_ids;
use super::{Context, Exit, Failure, Format, Outcome};
use crate::output::doctor::{Checkup, human, json};
use examine::Examination;

#[derive(Debug, Args)]
#[command(after_help = "Without -w every workspace of the project is checked.")]
pub(super) struct DoctorArgs {}

impl DoctorArgs {
    #[expect(clippy::unused_self, reason = "every command is run the same way")]
    pub(super) fn run(self, context: &mut Context<'_>) -> Outcome {
        let format = context.formats(&[Format::Human, Format::Json])?;
        let wanted = if let Some(name) = &context.global.workspace {
            vec![name.clone()]
        } else {
            let project = context.definitions()?.project;
            project.workspaces.keys().map(ToString::to_string).collect()
        };
        let (mut checkups, mut ends) = (Vec::new(), Vec::new());
        for name in wanted {
            context.global.workspace = Some(name);
            let (checkup, exits) = examined(context)?;
            checkups.push(checkup);
            ends.extend(exits);
        }
        match format {
            Format::Json => json(context.out, &checkups)?,
            _ => human(context.out, &checkups, context.out_colour)?,
        }
        // What keeps everything else from being looked at comes first.
        let first = [Exit::Unauthorized, Exit::Spent, Exit::Invalid];
        let end = first.into_iter().find(|exit| ends.contains(exit));
        Ok(end.unwrap_or(if ends.is_empty() { Exit::Done } else { Exit::Invalid }))
    }
}

/// Looks at the workspace that the context names.
fn examined(context: &mut Context<'_>) -> Result<(Checkup, Vec<Exit>), Failure> {
    let definitions = context.definitions()?;
    let mut examination = Examination::default();
    match context.record(&definitions) {
        Err(failure) => examination.failed("lockfile", Exit::Invalid, &failure),
        Ok(record) => open::block_on(async {
            // A live workspace is not asked about ids that never were its own.
            if let Err(failure) = refuse_sandbox_ids(&definitions, record.lock()) {
                return examination.failed("lockfile", Exit::Invalid, &failure);
            }
            match context.reach(&definitions, record.lock()).await {
                Err(failure) => examination.failed("key", failure.exit, &failure),
                Ok(client) => examination.look(&client, &definitions, &record).await,
            }
        }),
    }
    let Examination { mut checks, ends } = examination;
    for help in checks.iter_mut().filter_map(|check| check.help.as_mut()) {
        *help = hint::pasteable(help, &context.global);
    }
    let (workspace, target) = (definitions.workspace.to_string(), definitions.target());
    Ok((Checkup { workspace, target, checks }, ends))
}
