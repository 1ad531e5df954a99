//! Reads a project and everything that it names, and judges it.

use std::collections::{BTreeMap, BTreeSet};

use rayon::prelude::*;

use crate::diagnostic::{Diagnostic, Location};
use crate::model::WorkspaceName;
use crate::port::{FileError, Files};
use crate::spec::{self, Document, Judged, Project, Sources};

/// The project's file, in its root.
pub(super) const PROJECT_FILE: &str = "campaignctl.yaml";

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

/// Loads the project for the given workspaces, or for all of them.
pub(super) fn load(files: &dyn Files, workspaces: Option<&[WorkspaceName]>) -> Loaded {
    let (project, mut diagnostics) = read_project(files);
    let Some(project) = project else {
        let judged = Judged { diagnostics, ..Judged::default() };
        return Loaded { project: None, judged, files: 1, includes: BTreeMap::new() };
    };
    let sources = read_sources(files, &project, &mut diagnostics);
    let all: Vec<WorkspaceName> = project.workspaces.keys().cloned().collect();
    let mut judged = spec::judge(&project, &sources, workspaces.unwrap_or(&all));
    if diagnostics.iter().any(Diagnostic::is_error) {
        judged.desired.values_mut().for_each(|desired| desired.partial = true);
    }
    judged.diagnostics.splice(0..0, diagnostics);
    let includes = sources.includes();
    Loaded { project: Some(project), judged, files: 1 + sources.files(), includes }
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

fn read_sources(
    files: &dyn Files,
    project: &Project,
    diagnostics: &mut Vec<Diagnostic>,
) -> Sources {
    let mut sources = Sources::new(project);
    let paths = files.list(&project.campaigns).unwrap_or_else(|why| {
        let message = format!("could not look for campaign files: {why}");
        let at = Location::file(PROJECT_FILE);
        diagnostics.push(Diagnostic::error("unreadable-file", message).at(at));
        Vec::new()
    });
    let documents: Vec<Document> = paths
        .par_iter()
        .map(|path| match files.read(path) {
            Ok(bytes) => Document::read(path, &bytes),
            Err(why) => Document::unreadable(path, &why.to_string()),
        })
        .collect();
    for document in documents {
        sources.add(document);
    }
    // Included files may include others.
    loop {
        let wanted = sources.wanted();
        if wanted.is_empty() {
            return sources;
        }
        let read: Vec<_> = wanted.par_iter().map(|path| files.read(path)).collect();
        for (path, bytes) in wanted.iter().zip(read) {
            sources.add_text(path, bytes.map_err(|why| why.to_string()));
        }
    }
}
