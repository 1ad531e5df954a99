//! `lock verify`: every promise of every lockfile, for CI.

use crate::cli::validate::count;
use crate::cli::{Context, Exit, Failure, Outcome, open};
use crate::lock::{self, Lock};
use crate::model::{Digest, Origin, printable};
use crate::port::Pieces as _;
use crate::spec::{Project, Target};
use crate::store::DiskPieces;

use super::Found;

/// Lists every problem; 12 if there is any.
pub(super) fn run(context: &mut Context<'_>) -> Outcome {
    let project = context.project()?;
    let pieces = DiskPieces::at(context.root.join("campaigns.lock.d"));
    let lockfiles = context.lockfiles()?;
    let mut problems = 0;
    for found in &lockfiles {
        let (lock, broken) = lock::verify(&found.read()?);
        let mut told: Vec<String> = broken.iter().map(ToString::to_string).collect();
        if let Some(lock) = &lock {
            told.extend(of_project(&project, found, lock));
            told.extend(open::block_on(of_pieces(&pieces, lock)));
        }
        for problem in &told {
            writeln!(context.out, "{}: {}", found.name, printable(problem))?;
        }
        problems += told.len();
    }
    let files = count(lockfiles.len(), "lockfile");
    if problems > 0 {
        let message = format!("{} in {files}", count(problems, "problem"));
        return Err(Failure::new(Exit::LockStale, message));
    }
    writeln!(context.out, "{files}: every promise holds")?;
    Ok(Exit::Done)
}

fn of_project(project: &Project, found: &Found, lock: &Lock) -> Vec<String> {
    let mut told = Vec::new();
    if lock.workspace != found.workspace {
        told.push(format!("its header names the workspace `{}`", lock.workspace));
    }
    if lock.lineage != project.lineage {
        told.push(format!("it is of another project, of lineage {}", lock.lineage));
    }
    let Some(spec) = project.workspaces.get(&found.workspace) else {
        told.push(format!(
            "the project has no workspace `{0}`; if it was renamed: campaignctl lock mv {0} NEW",
            found.workspace
        ));
        return told;
    };
    let sandbox = matches!(spec.target, Target::Sandbox { .. });
    for (key, entry) in &lock.campaigns {
        if entry.campaign_id.is_some() && (entry.origin == Some(Origin::Sandbox)) != sandbox {
            let what = if sandbox { "no id of a sandbox" } else { "an id of a sandbox" };
            told.push(format!("`{key}` has {what}, which `{}` cannot know", found.workspace));
        }
    }
    told
}

async fn of_pieces(pieces: &DiskPieces, lock: &Lock) -> Vec<String> {
    let mut told = Vec::new();
    for (digest, owner) in lock.pieces() {
        match pieces.get(&digest).await {
            Ok(Some(_)) => {}
            Ok(None) => told.push(format!("`{owner}` needs {}, which is missing", place(&digest))),
            Err(error) => told.push(format!("`{owner}`: {error}")),
        }
    }
    told
}

/// Where a piece lies in the project.
pub(super) fn place(digest: &Digest) -> String {
    let hex = digest.hex();
    format!("campaigns.lock.d/{}/{}", &hex[..2], &hex[2..])
}
