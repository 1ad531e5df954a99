//! `lock verify`: every promise of every lockfile, for CI.

use crate::cli::validate::count;
use crate::cli::{Context, Exit, Failure, Format, Outcome, open, reach};
use crate::export::{self, Texts};
use crate::lock::{self, Lock};
use crate::model::{Digest, Origin, printable};
use crate::output;
use crate::output::lock::{LockfileV1, ProblemV1, VerifiedV1};
use crate::port::Pieces as _;
use crate::spec::{Project, Target};
use crate::store::DiskPieces;

use super::Found;

/// Lists every problem; 12 if there is any.
pub(super) fn run(context: &mut Context<'_>, format: Format) -> Outcome {
    let project = context.project()?;
    // All of them are verified, whichever is named; a name that is none is a slip.
    context.wanted(&project)?;
    let pieces = DiskPieces::at(context.root.join("campaigns.lock.d"));
    let mut lockfiles = Vec::new();
    for found in context.lockfiles()? {
        let problems = problems(&project, &pieces, &found)?;
        let workspace = found.workspace.to_string();
        lockfiles.push(LockfileV1 { lockfile: found.name, workspace, problems });
    }
    let problems = lockfiles.iter().map(|one| one.problems.len()).sum();
    let verified = VerifiedV1 { version: 1, problems, lockfiles };
    if format == Format::Json {
        output::lock::json(context.out, &verified)?;
    } else {
        for LockfileV1 { lockfile, problems, .. } in &verified.lockfiles {
            for problem in problems {
                writeln!(context.out, "{lockfile}: {}", printable(&problem.message))?;
            }
        }
    }
    let files = count(verified.lockfiles.len(), "lockfile");
    if problems > 0 {
        let message = format!("{} in {files}", count(problems, "problem"));
        return Err(Failure::new(Exit::LockStale, message));
    }
    if format == Format::Human {
        writeln!(context.out, "{files}: every promise holds")?;
    }
    Ok(Exit::Done)
}

fn problems(
    project: &Project,
    pieces: &DiskPieces,
    found: &Found,
) -> Result<Vec<ProblemV1>, Failure> {
    let (lock, broken) = lock::verify(&found.read()?);
    let told = broken.iter().map(|one| ProblemV1 {
        kind: one.kind().to_owned(),
        line: one.line(),
        message: one.to_string(),
    });
    let mut told: Vec<_> = told.collect();
    if let Some(lock) = &lock {
        of_project(project, found, lock, &mut told);
        open::block_on(of_texts(pieces, lock, &mut told));
    }
    Ok(told)
}

fn problem(kind: &str, message: String) -> ProblemV1 {
    ProblemV1 { kind: kind.to_owned(), line: None, message }
}

fn of_project(project: &Project, found: &Found, lock: &Lock, told: &mut Vec<ProblemV1>) {
    if lock.workspace != found.workspace {
        let message = format!("its header names the workspace `{}`", lock.workspace);
        told.push(problem("other-workspace", message));
    }
    if lock.lineage != project.lineage {
        let message = format!("it is of another project, of lineage {}", lock.lineage);
        told.push(problem("other-project", message));
    }
    let Some(spec) = project.workspaces.get(&found.workspace) else {
        let message = format!(
            "the project has no workspace `{0}`; if it was renamed: campaignctl lock mv {0} NEW",
            found.workspace
        );
        told.push(problem("orphan", message));
        return;
    };
    let sandbox = matches!(spec.target, Target::Sandbox { .. });
    // While one stands in for Braze, its ids are where they belong.
    let rehearsed = !sandbox && reach::rehearsed();
    for (key, entry) in lock.campaigns.iter().filter(|_| !rehearsed) {
        if entry.campaign_id.is_some() && (entry.origin == Some(Origin::Sandbox)) != sandbox {
            let what = if sandbox { "no id of a sandbox" } else { "an id of a sandbox" };
            let message = format!("`{key}` has {what}, which `{}` cannot know", found.workspace);
            told.push(problem("origin", message));
        }
    }
}

/// The stored texts, and whether each message's fields and texts are those of its digest.
async fn of_texts(pieces: &DiskPieces, lock: &Lock, told: &mut Vec<ProblemV1>) {
    let mut texts = Texts::new();
    let mut lost = 0;
    for (digest, owner) in lock.pieces() {
        match pieces.get(&digest).await {
            Ok(Some(text)) => drop(texts.insert(digest, text)),
            Ok(None) => {
                let message = format!("`{owner}` needs {}, which is missing", place(&digest));
                told.push(problem("text-missing", message));
                lost += 1;
            }
            Err(error) => {
                told.push(problem("text-damaged", format!("`{owner}`: {error}")));
                lost += 1;
            }
        }
    }
    if lost > 0 {
        // Without its texts nobody can tell what a message says.
        return;
    }
    for (key, entry) in &lock.campaigns {
        for (message, one) in &entry.messages {
            let Some(released) = one.released else { continue };
            let name = format!("{key}.{message}");
            if let Err(error) = export::released(&name, one, released, &texts) {
                let message = format!("{error}; `apply` releases it again");
                told.push(problem("content", message));
            }
        }
    }
}

/// Where a piece lies in the project.
pub(super) fn place(digest: &Digest) -> String {
    let hex = digest.hex();
    format!("campaigns.lock.d/{}/{}", &hex[..2], &hex[2..])
}
