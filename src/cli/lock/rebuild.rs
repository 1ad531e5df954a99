//! `lock rebuild`: ids that earlier commits of the lockfile had.

use clap::Args;

use super::{Found, file_of, parse};
use crate::cli::validate::count;
use crate::cli::{Context, Exit, Failure, Outcome, git, init};
use crate::lock::{self, Lock, Recovered};
use crate::spec::Project;

#[derive(Debug, Args)]
pub(super) struct RebuildArgs {
    /// Look through every commit that the present one comes from
    #[arg(long, required = true)]
    from_git_history: bool,

    /// Write the lockfiles; without it the ids are only listed
    #[arg(long)]
    yes: bool,
}

impl RebuildArgs {
    pub(super) fn run(self, context: &mut Context<'_>) -> Outcome {
        let project = context.project()?;
        let guard = context.guard()?;
        let mut total = 0;
        for workspace in project.workspaces.keys() {
            let name = file_of(workspace);
            let found =
                Found { path: context.root.join(&name), name, workspace: workspace.clone() };
            total += self.rebuild(context, &project, &found)?;
        }
        drop(guard);
        match (total, self.yes) {
            (0, _) => context.say("no id was lost")?,
            (_, true) => context.say("look at what is there now: `campaignctl plan`")?,
            (_, false) => context.say(&format!(
                "{} would be put back; --yes writes them",
                count(total, "lost id")
            ))?,
        }
        Ok(Exit::Done)
    }

    fn rebuild(
        &self,
        context: &mut Context<'_>,
        project: &Project,
        found: &Found,
    ) -> Result<usize, Failure> {
        let mut lock = if found.path.exists() {
            parse(found)?
        } else {
            Lock::new(found.workspace.clone(), project.lineage)
        };
        let mut total = 0;
        // The newest first: it knows best which key had which id.
        for revision in revisions(context, &found.name)? {
            let Some(earlier) = earlier(context, &found.name, &revision)? else { continue };
            if earlier.lineage != project.lineage {
                continue;
            }
            for Recovered { id, owner } in lock.recover(&earlier) {
                let short = &revision[..revision.len().min(10)];
                writeln!(context.out, "{}: {owner} had {id} in {short}", found.name)?;
                total += 1;
            }
        }
        if self.yes && total > 0 {
            init::write(&found.path, &lock::print(&lock))?;
            writeln!(context.out, "wrote {}", found.name)?;
        }
        Ok(total)
    }
}

/// The commits that touched the file, the newest first; those of side branches too, where an
/// unfortunate merge may have lost what they had.
fn revisions(context: &Context<'_>, name: &str) -> Result<Vec<String>, Failure> {
    let line = ["log", "--full-history", "--format=%H", "--", name];
    let text = git::demand(&context.root, &line)?;
    Ok(text.lines().map(str::to_owned).collect())
}

/// The lockfile of a commit; `None` where it was deleted or cannot be read.
fn earlier(context: &Context<'_>, name: &str, revision: &str) -> Result<Option<Lock>, Failure> {
    let text = git::ask(&context.root, &["show", &format!("{revision}:./{name}")])?;
    let lock = text.map(|text| lock::parse(&text));
    Ok(match lock {
        Some(Ok(lock)) => Some(lock),
        // What has a conflict that nobody settled has its ids in its parents.
        Some(Err(_)) | None => None,
    })
}
