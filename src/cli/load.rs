//! Reads a project and everything that it names, and judges it.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use rayon::prelude::*;

use super::environment::SystemClock;
use crate::diagnostic::{Diagnostic, Location, Severity};
use crate::model::WorkspaceName;
use crate::port::{Clock as _, FileError, Files};
use crate::spec::{self, Document, Included, Judge, Judged, Keep, Project, Verdict};

/// The project's file, in its root.
pub(super) const PROJECT_FILE: &str = "campaignctl.yaml";
/// How many files a thread takes at once: few, so that at the end none waits long for another. It
/// reads them all before it judges them: a processor is quicker at one thing for a while.
const AT_ONCE: usize = 32;
/// How many bytes of files are read before they are judged.
const TOGETHER: usize = 256 * 1024;

/// A project as it stands on disk.
pub(super) struct Loaded {
    /// `None` when the project's file does not say enough to go on.
    pub(super) project: Option<Project>,
    /// Its diagnostics hold those of the project's file too.
    pub(super) judged: Judged,
    /// How many files were read.
    pub(super) files: usize,
    /// The files that each document includes.
    pub(super) includes: BTreeMap<String, BTreeSet<String>>,
}

/// Loads the project for the given workspaces, or for all of them. Each file's tree is dropped as
/// soon as it is judged.
pub(super) fn load(
    files: &dyn Files,
    workspaces: Option<&[WorkspaceName]>,
    keep: Keep<'_>,
) -> Loaded {
    match Opened::to_judge(files) {
        Ok(opened) => {
            let paths = opened.paths(files);
            opened.judge(files, paths, workspaces, keep)
        }
        Err(diagnostics) => {
            let judged = Judged { diagnostics, ..Judged::default() };
            Loaded { project: None, judged, files: 1, includes: BTreeMap::new() }
        }
    }
}

/// A project of which only its own file was read.
pub(super) struct Opened {
    pub(super) project: Project,
    diagnostics: Vec<Diagnostic>,
}

impl Opened {
    /// Reads the project's file.
    ///
    /// # Errors
    /// When it does not say enough to go on.
    pub(super) fn open(files: &dyn Files) -> Result<Self, Vec<Diagnostic>> {
        match read_project(files) {
            (Some(project), diagnostics) => Ok(Self { project, diagnostics }),
            (None, diagnostics) => Err(diagnostics),
        }
    }

    /// Reads the project's file, and gets ready to judge the campaign files.
    ///
    /// # Errors
    /// When it does not say enough to go on.
    pub(super) fn to_judge(files: &dyn Files) -> Result<Self, Vec<Diagnostic>> {
        rayon::join(|| Self::open(files), spec::prepare).0
    }

    /// Looks for the campaign files.
    pub(super) fn paths(&self, files: &dyn Files) -> Paths {
        let others = || match &*other_endings(&self.project) {
            [] => Vec::new(),
            // What cannot be looked for is told of the patterns themselves.
            endings => files.list(endings).unwrap_or_default(),
        };
        let (campaigns, others) = rayon::join(|| files.list(&self.project.campaigns), others);
        Paths { campaigns, others }
    }

    /// Reads and judges them.
    pub(super) fn judge(
        self,
        files: &dyn Files,
        paths: Paths,
        workspaces: Option<&[WorkspaceName]>,
        keep: Keep<'_>,
    ) -> Loaded {
        let Self { project, mut diagnostics } = self;
        let Paths { campaigns, others } = paths;
        let paths = campaigns.unwrap_or_else(|why| {
            let message = format!("could not look for campaign files: {why}");
            let at = Location::file(PROJECT_FILE);
            diagnostics.push(Diagnostic::error("unreadable-file", message).at(at));
            Vec::new()
        });
        let all: Vec<WorkspaceName> = project.workspaces.keys().cloned().collect();
        let workspaces = workspaces.unwrap_or(&all);
        let judge = Judge { project: &project, workspaces, now: Some(SystemClock.now()), keep };
        let included = Shelf { files, read: Mutex::default(), missed: AtomicUsize::new(0) };
        let verdict = |document: Document| {
            let texts = spec::texts_of(&project, &document, &|path| included.get(path));
            (judge.document(&document, &texts), texts.into_keys().collect())
        };
        let each = paths.par_chunks(AT_ONCE).with_max_len(1).flat_map_iter(|paths| {
            let mut verdicts = Vec::with_capacity(paths.len());
            let (mut read, mut bytes) = (Vec::new(), 0);
            for path in paths {
                let document = document(files, path);
                bytes += document.len();
                read.push(document);
                if bytes > TOGETHER {
                    verdicts.extend(read.drain(..).map(verdict));
                    bytes = 0;
                }
            }
            verdicts.extend(read.into_iter().map(verdict));
            verdicts
        });
        let (verdicts, wanted): (Vec<Verdict>, Vec<BTreeSet<String>>) = each.unzip();
        let mut judged = judge.all(verdicts);
        if diagnostics.iter().any(Diagnostic::is_error) {
            judged.desired.values_mut().for_each(|desired| desired.partial = true);
        }
        if paths.is_empty() || project.campaigns.len() > 1 {
            let found = |pattern: &str| files.list(&[pattern.to_owned()]).map(|found| found.len());
            // What cannot be looked for has been told above.
            diagnostics.extend(judge.patterns(found).unwrap_or_default());
        }
        diagnostics.extend(not_matched(&project, others, &paths));
        judged.diagnostics.splice(0..0, diagnostics);
        let files = 1 + paths.len() + included.len();
        Loaded {
            // Its campaigns are judged; nothing else can be done with one that is nobody's.
            project: Some(project).filter(|project| !project.lineage.is_nil()),
            judged,
            files,
            includes: paths.into_iter().zip(wanted).collect(),
        }
    }
}

/// A campaign file, read.
fn document(files: &dyn Files, path: &str) -> Document {
    match files.read(path) {
        Ok(bytes) => Document::read(path, &bytes),
        Err(why @ FileError::TooLarge(..)) => Document::too_large(path, &why.to_string()),
        Err(why) => Document::unreadable(path, &why.to_string()),
    }
}

/// What was looked for.
pub(super) struct Paths {
    campaigns: Result<Vec<String>, FileError>,
    /// The same with any ending, once that is asked for.
    others: Vec<String>,
}

/// The patterns of the project with every other ending that YAML has; none where nobody asks.
fn other_endings(project: &Project) -> Vec<String> {
    if project.lints.get("unmatched-pattern").is_some_and(|chosen| chosen == "off") {
        return Vec::new();
    }
    let stems = project.campaigns.iter().filter_map(|pattern| {
        pattern.strip_suffix(".yaml").or_else(|| pattern.strip_suffix(".yml"))
    });
    let endings = |stem: &str| ["yaml", "yml", "YAML", "YML"].map(|end| format!("{stem}.{end}"));
    let written = |pattern: &String| project.campaigns.contains(pattern);
    stems.flat_map(endings).filter(|pattern| !written(pattern)).collect()
}

/// Warns of files that only their ending keeps from being definitions.
fn not_matched(project: &Project, mut left: Vec<String>, paths: &[String]) -> Option<Diagnostic> {
    const MOST_NAMED: usize = 3;
    let severity = match project.lints.get("unmatched-pattern").map(String::as_str) {
        Some("error") => Severity::Error,
        Some("note") => Severity::Note,
        _ => Severity::Warning,
    };
    left.retain(|path| paths.binary_search(path).is_err());
    if left.is_empty() || paths.is_empty() {
        // Where nothing matches at all, the patterns are told.
        return None;
    }
    let named: Vec<_> = left.iter().take(MOST_NAMED).map(|path| format!("`{path}`")).collect();
    let more = match left.len() - named.len() {
        0 => String::new(),
        more => format!(" and {more} more"),
    };
    let verb = if left.len() == 1 { "matches" } else { "match" };
    let message =
        format!("{}{more} {verb} no pattern of `campaigns`, for the ending", named.join(", "));
    let help = "rename what is a campaign, or name its ending in `campaigns` as well";
    let at = Location::file(PROJECT_FILE);
    Some(Diagnostic {
        severity,
        ..Diagnostic::warning("unmatched-pattern", message).at(at).help(help)
    })
}

/// Included files, each read once.
struct Shelf<'a> {
    files: &'a dyn Files,
    read: Mutex<HashMap<String, Arc<Included>>>,
    /// How many were not there.
    missed: AtomicUsize,
}

impl Shelf<'_> {
    fn get(&self, path: &str) -> Arc<Included> {
        if let Some(known) = self.lock().get(path) {
            return Arc::clone(known);
        }
        // Two threads may read one file at once; the first one's text counts.
        let read = self.files.read(path).map_err(|why| match why {
            FileError::Missing => self.missing(path),
            why => why.to_string(),
        });
        let included = Arc::new(Included::read(path, read));
        Arc::clone(self.lock().entry(path.to_owned()).or_insert(included))
    }

    /// Looks for a file beside the one that is missing; not for ever, should all be missing.
    fn missing(&self, path: &str) -> String {
        const MOST: usize = 10;
        let plain = FileError::Missing.to_string();
        if self.missed.fetch_add(1, Ordering::Relaxed) >= MOST {
            return plain;
        }
        let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder);
        let beside = format!("{}/*", globset::escape(folder));
        let pattern = beside.trim_start_matches('/').to_owned();
        let near = self.files.list(&[pattern]).ok().and_then(|beside| {
            let distances = beside.into_iter().map(|it| (strsim::osa_distance(path, &it), it));
            distances.filter(|(distance, _)| *distance <= 3).min()
        });
        near.map_or(plain.clone(), |(_, near)| format!("{plain}; did you mean `{near}`?"))
    }

    fn len(&self) -> usize {
        self.lock().len()
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<String, Arc<Included>>> {
        // A thread that panicked has left whole entries.
        self.read.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn read_project(files: &dyn Files) -> (Option<Project>, Vec<Diagnostic>) {
    match files.read(PROJECT_FILE) {
        Ok(bytes) => spec::project(PROJECT_FILE, &bytes),
        Err(FileError::Missing) => {
            let message = format!("this folder has no `{PROJECT_FILE}`");
            let help = "`campaignctl init` starts a project; `-C DIR` names another folder";
            (None, vec![Diagnostic::error("no-project", message).help(help)])
        }
        Err(why) => {
            let message = format!("could not read `{PROJECT_FILE}`: {why}");
            let diagnostic = Diagnostic::error("unreadable-file", message);
            (None, vec![diagnostic.at(Location::file(PROJECT_FILE))])
        }
    }
}
