//! Saved plans on disk, and what they are compared with.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::time::Duration;

use super::environment::SystemClock;
use super::open::{Definitions, Record};
use super::scope::Made;
use super::{Context, Exit, Failure};
use crate::model::{Digest, Timestamp};
use crate::plan::{Ground, Mismatch, Plan, Saved, Terms};
use crate::port::{Clock as _, Files as _};
use crate::store::DiskFiles;
use crate::store::disk::{self, Mode};

/// A plan file is no larger than this.
const LIMIT: u64 = 1 << 30;
/// No plan is good for longer.
const MOST_SECONDS: u64 = 30 * 86_400;

/// How a plan is to be saved.
pub(super) struct Saving<'a> {
    pub(super) path: &'a Path,
    pub(super) expires: Duration,
    pub(super) redacted: bool,
    pub(super) offline: bool,
    pub(super) partial: bool,
}

/// This program, with its version.
pub(super) fn tool() -> String {
    format!("campaignctl {}", env!("CARGO_PKG_VERSION"))
}

/// Reads `2h`, `30m`, `3d` or `45s`, at most 30 days.
pub(super) fn duration(text: &str) -> Result<Duration, String> {
    let form = "write a whole number and `d`, `h`, `m` or `s`, such as `2h`";
    let scale = match text.chars().last() {
        Some('d') => 86_400,
        Some('h') => 3_600,
        Some('m') => 60,
        Some('s') => 1,
        _ => return Err(form.to_owned()),
    };
    let number: u64 = text[..text.len() - 1].parse().map_err(|_| form.to_owned())?;
    match number.checked_mul(scale) {
        Some(seconds) if seconds <= MOST_SECONDS => Ok(Duration::from_secs(seconds)),
        _ => Err("30 days are the most".to_owned()),
    }
}

/// The same the other way round: `2h`, `90s`.
pub(super) fn in_words(duration: Duration) -> String {
    let seconds = duration.as_secs();
    let scales = [(86_400, 'd'), (3_600, 'h'), (60, 'm')];
    match scales.into_iter().find(|(scale, _)| seconds > 0 && seconds.is_multiple_of(*scale)) {
        Some((scale, unit)) => format!("{}{unit}", seconds / scale),
        None => format!("{seconds}s"),
    }
}

/// Saves a plan. One that shows texts can be read by its owner alone.
pub(super) fn save(
    context: &Context<'_>,
    definitions: &Definitions,
    record: &Record,
    made: &Made,
    saving: &Saving<'_>,
) -> Result<Saved, Failure> {
    let created = SystemClock.now();
    let Timestamp(at) = created;
    let expires = at.checked_add(saving.expires).map_err(|error| {
        Failure::because(Exit::Invalid, "`--expires` leads out of time", &error)
    })?;
    let terms = Terms {
        tool: tool(),
        endpoint: definitions.endpoint(),
        created,
        expires: Timestamp(expires),
        offline: saving.offline,
        partial: saving.partial,
        redacted: saving.redacted,
    };
    let files = files(context, definitions, &made.plan);
    let saved = Saved::new(&made.plan, record.lock(), &made.observed, files, terms)
        .map_err(|error| Failure::because(Exit::Stopped, "nothing was saved", &error))?;
    let path = context.root.join(saving.path);
    let readers = if saving.redacted { Mode::Shared } else { Mode::Private };
    disk::replace(&path, saved.print().as_bytes(), readers).map_err(|error| {
        let what = format!("could not write {}", path.display());
        Failure::because(Exit::Unexpected, &what, &error)
    })?;
    Ok(saved)
}

/// Reads a saved plan.
pub(super) fn read(context: &Context<'_>, path: &Path) -> Result<Saved, Failure> {
    let path: PathBuf = context.root.join(path);
    let what = format!("could not read {}", path.display());
    let failed = |error: &dyn std::error::Error| Failure::because(Exit::Invalid, &what, error);
    let size = std::fs::metadata(&path).map_err(|error| failed(&error))?;
    if !size.is_file() || size.len() > LIMIT {
        return Err(Failure::new(Exit::Invalid, format!("{what}: it is no saved plan")));
    }
    let text = std::fs::read_to_string(&path).map_err(|error| failed(&error))?;
    Saved::parse(&text)
        .map_err(|error| failed(&error).help("`campaignctl plan --out FILE` saves one"))
}

/// Refuses a plan that does not mean any more what was reviewed.
pub(super) fn check(
    context: &Context<'_>,
    definitions: &Definitions,
    record: &Record,
    saved: &Saved,
) -> Result<(), Failure> {
    with_ground(context, definitions, record, |ground| saved.check(ground))
}

/// What is to be carried out of a fresh plan.
pub(super) fn narrow(
    context: &Context<'_>,
    definitions: &Definitions,
    record: &Record,
    saved: &Saved,
    made: Made,
) -> Result<Plan, Failure> {
    let Made { plan, observed, .. } = made;
    with_ground(context, definitions, record, |ground| saved.narrow(plan, &observed, ground))
}

fn with_ground<T>(
    context: &Context<'_>,
    definitions: &Definitions,
    record: &Record,
    ask: impl FnOnce(Ground<'_>) -> Result<T, Mismatch>,
) -> Result<T, Failure> {
    let disk = DiskFiles::new(&context.root);
    let ground = Ground {
        tool: &tool(),
        endpoint: &definitions.endpoint(),
        now: SystemClock.now(),
        lock: record.lock(),
        lockfile: &record.name,
        file: &|path| disk.read(path).ok().map(|bytes| Digest::of(&bytes)),
    };
    ask(ground).map_err(|mismatch| refused(&mismatch))
}

fn refused(mismatch: &Mismatch) -> Failure {
    let (exit, help) = match mismatch {
        Mismatch::Expired { .. } => (Exit::PlanExpired, "plan again, or give it longer: --expires"),
        Mismatch::Applied => {
            (Exit::PlanMismatch, "nothing is left to do; plan again for what is new")
        }
        Mismatch::Workspace { .. } | Mismatch::Endpoint { .. } | Mismatch::Lineage { .. } => {
            (Exit::PlanMismatch, "apply it where it was made for")
        }
        _ => (Exit::PlanMismatch, "nothing was done; plan again, and review what it says now"),
    };
    Failure::new(exit, crate::model::printable(&mismatch.to_string())).help(help)
}

/// The digests of the files that the operations come from.
fn files(
    context: &Context<'_>,
    definitions: &Definitions,
    plan: &Plan,
) -> BTreeMap<String, Digest> {
    let disk = DiskFiles::new(&context.root);
    let campaigns: BTreeSet<_> = plan.operations.iter().map(|one| &one.campaign).collect();
    let defined = campaigns.iter().filter_map(|key| definitions.desired.campaigns.get(*key));
    let documents: BTreeSet<_> = defined.map(|campaign| &campaign.place.file).collect();
    let included = documents.iter().filter_map(|file| definitions.includes.get(*file)).flatten();
    let paths: BTreeSet<_> = documents.iter().copied().chain(included).collect();
    let digest = |path: &&String| Some(((*path).clone(), Digest::of(&disk.read(path).ok()?)));
    paths.iter().filter_map(digest).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_are_written_as_they_are_read() {
        for text in ["0s", "5s", "90s", "3m", "2h", "30d"] {
            assert_eq!(in_words(duration(text).unwrap()), text);
        }
        assert_eq!(in_words(duration("120s").unwrap()), "2m");
    }
}
