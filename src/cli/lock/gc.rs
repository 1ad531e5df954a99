//! `lock gc`: stored texts that nothing refers to any more.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use clap::Args;

use crate::cli::validate::count;
use crate::cli::{Context, Exit, Failure, Outcome};
use crate::model::Digest;

#[derive(Debug, Args)]
pub(super) struct GcArgs {
    /// Remove them; without it they are only listed
    #[arg(long)]
    yes: bool,
}

impl GcArgs {
    pub(super) fn run(self, context: &mut Context<'_>) -> Outcome {
        // An apply stores texts before it writes what refers to them.
        let guard = context.guard()?;
        let needed = needed(context)?;
        let folder = context.root.join("campaigns.lock.d");
        let mut bytes = 0;
        let mut unneeded = Vec::new();
        for (path, digest) in stored(&folder)? {
            if !needed.contains(&digest) {
                bytes += fs::metadata(&path).map_or(0, |meta| meta.len());
                unneeded.push((path, super::verify::place(&digest)));
            }
        }
        for (path, place) in &unneeded {
            if self.yes {
                fs::remove_file(path).map_err(|error| failed("remove", path, &error))?;
            }
            let verb = if self.yes { "removed " } else { "" };
            writeln!(context.out, "{verb}{place}")?;
        }
        drop(guard);
        let texts = format!("{}, {bytes} bytes", count(unneeded.len(), "text"));
        match (unneeded.is_empty(), self.yes) {
            (true, _) => context.say("every stored text is needed")?,
            (false, true) => context.say(&texts)?,
            (false, false) => context.say(&format!("{texts}; --yes removes them"))?,
        }
        Ok(Exit::Done)
    }
}

/// Every digest that any lockfile or unfinished journal mentions. Their texts are searched as they
/// are, so that one with conflicts, of a newer version, or of a workspace that is gone counts too.
fn needed(context: &Context<'_>) -> Result<BTreeSet<Digest>, Failure> {
    let mut needed = BTreeSet::new();
    for found in context.lockfiles()? {
        mentioned(&found.read()?, &mut needed);
    }
    let private = context.private();
    let Ok(entries) = fs::read_dir(&private) else { return Ok(needed) };
    for entry in entries {
        let path = entry.map_err(|error| failed("read", &private, &error))?.path();
        let journal = path.file_name().and_then(|name| name.to_str());
        if journal.is_some_and(|name| name.starts_with("journal.")) {
            let bytes = fs::read(&path).map_err(|error| failed("read", &path, &error))?;
            mentioned(&String::from_utf8_lossy(&bytes), &mut needed);
        }
    }
    Ok(needed)
}

fn mentioned(text: &str, needed: &mut BTreeSet<Digest>) {
    const LENGTH: usize = "sha256:".len() + 64;
    let found = text.match_indices("sha256:");
    let digests = found.filter_map(|(at, _)| Digest::parse(text.get(at..at + LENGTH)?).ok());
    needed.extend(digests);
}

/// The stored texts. Files that are named otherwise are nobody's business here.
fn stored(folder: &Path) -> Result<Vec<(PathBuf, Digest)>, Failure> {
    if !folder.exists() {
        return Ok(Vec::new());
    }
    let mut stored = Vec::new();
    for entry in walkdir::WalkDir::new(folder).min_depth(2).max_depth(2).sort_by_file_name() {
        let entry = entry.map_err(|error| {
            let what = format!("could not look into {}", folder.display());
            Failure::because(Exit::Unexpected, &what, &error)
        })?;
        let name = |path: Option<&Path>| {
            path.and_then(Path::file_name).and_then(|name| name.to_str()).unwrap_or("").to_owned()
        };
        let path = entry.path();
        let hex = format!("{}{}", name(path.parent()), name(Some(path)));
        if let Ok(digest) = Digest::parse(&format!("sha256:{hex}")) {
            stored.push((entry.into_path(), digest));
        }
    }
    Ok(stored)
}

fn failed(verb: &str, path: &Path, error: &std::io::Error) -> Failure {
    Failure::because(Exit::Unexpected, &format!("could not {verb} {}", path.display()), error)
}
