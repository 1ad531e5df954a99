//! The files of a project as they were read, and which are still wanted.

use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, LazyLock};

use memchr::memmem::Finder;

use crate::diagnostic::{Diagnostic, Location};
use crate::yaml::{Kind, Limits, Node, Source, is_control, read};

use super::path;
use super::project::Project;
use super::reference::{What, tokens};

/// A campaign file, read. Reading is a pure function, so many files can be read at once.
#[derive(Clone, Debug)]
pub struct Document {
    pub(super) source: Source,
    pub(super) roots: Vec<Arc<Node>>,
    pub(super) diagnostics: Vec<Diagnostic>,
    wants: BTreeSet<String>,
}

impl Document {
    pub fn read(path: &str, bytes: &[u8]) -> Self {
        let (source, roots, diagnostics) = read(path, bytes, &Limits::default());
        let mut wants = BTreeSet::new();
        // A file is named by this word, unless the word itself is escaped.
        if FILE.find(bytes).is_some() || memchr::memchr(b'\\', bytes).is_some() {
            for root in &roots {
                files_of(root, path, &mut wants);
            }
        }
        Self { source, roots, diagnostics, wants }
    }

    /// The bytes of its text.
    #[expect(clippy::len_without_is_empty, reason = "nobody asks for an empty one")]
    pub fn len(&self) -> usize {
        self.source.text.len()
    }

    /// A file that could not be had, and why.
    pub fn unreadable(path: &str, why: &str) -> Self {
        let message = format!("could not read `{path}`: {why}");
        Self::refused(path, Diagnostic::error("unreadable-file", message))
    }

    /// A file that is larger than any definition may be.
    pub fn too_large(path: &str, why: &str) -> Self {
        Self::refused(path, Diagnostic::error("too-large", format!("`{path}` is too large: {why}")))
    }

    fn refused(path: &str, diagnostic: Diagnostic) -> Self {
        let diagnostic = diagnostic.at(Location::file(path));
        Self {
            source: Source::new(path, ""),
            roots: Vec::new(),
            diagnostics: vec![diagnostic],
            wants: BTreeSet::new(),
        }
    }
}

/// An included file, read.
#[derive(Clone, Debug)]
pub struct Included {
    /// The text, or why it could not be read.
    pub(super) text: Result<Source, String>,
    wants: BTreeSet<String>,
}

impl Included {
    /// Reads a text, or keeps why it could not be had. Line ends become `\n`; the last one is not
    /// part of the text.
    pub fn read(path: &str, read: Result<Vec<u8>, String>) -> Self {
        let text = read.and_then(|bytes| {
            let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(&bytes);
            let line = |at: usize| 1 + memchr::memchr_iter(b'\n', &bytes[..at]).count();
            let text = std::str::from_utf8(bytes).map_err(|fault| {
                let at = fault.valid_up_to();
                format!("it is not UTF-8: byte 0x{:02X} in line {}", bytes[at], line(at))
            })?;
            if let Some((at, c)) = text.char_indices().find(|(_, c)| is_control(*c)) {
                let code = u32::from(c);
                return Err(format!(
                    "it has the control character U+{code:04X} in line {}",
                    line(at)
                ));
            }
            let text = text.replace("\r\n", "\n");
            Ok(Source::new(path, text.strip_suffix('\n').unwrap_or(&text)))
        });
        let mut wants = BTreeSet::new();
        if let Ok(source) = &text {
            files_in(&source.text, path, &mut wants);
        }
        Self { text, wants }
    }
}

/// Included files by path.
pub type Texts = BTreeMap<String, Arc<Included>>;

/// Everything that a document of a project includes, files in files too; `find` has each file.
pub fn texts_of(
    project: &Project,
    document: &Document,
    find: &dyn Fn(&str) -> Arc<Included>,
) -> Texts {
    let mut open: Vec<String> = document.wants.iter().chain(&project.wants).cloned().collect();
    let mut texts = Texts::new();
    while let Some(path) = open.pop() {
        if let Entry::Vacant(slot) = texts.entry(path) {
            let included = find(slot.key());
            open.extend(included.wants.iter().cloned());
            slot.insert(included);
        }
    }
    texts
}

/// What the defaults of a project include.
pub(super) fn wanted_by(defaults: &super::defaults::Defaults) -> BTreeSet<String> {
    let mut wants = BTreeSet::new();
    if let Some(node) = &defaults.node {
        files_of(node, &defaults.source.path, &mut wants);
    }
    wants
}

/// Every file of a project that was read so far.
#[derive(Clone, Debug, Default)]
pub struct Sources {
    pub(super) documents: BTreeMap<String, Document>,
    pub(super) texts: Texts,
    wants: BTreeSet<String>,
}

impl Sources {
    /// Begins with what the project itself includes.
    pub fn new(project: &Project) -> Self {
        Self { wants: project.wants.clone(), ..Self::default() }
    }

    pub fn add(&mut self, document: Document) {
        self.wants.extend(document.wants.iter().cloned());
        self.documents.insert(document.source.path.clone(), document);
    }

    /// Adds an included file, or why it could not be read.
    pub fn add_text(&mut self, path: &str, read: Result<Vec<u8>, String>) {
        let included = Included::read(path, read);
        self.wants.extend(included.wants.iter().cloned());
        self.texts.insert(path.to_owned(), Arc::new(included));
    }

    /// How many files were read.
    pub fn files(&self) -> usize {
        self.documents.len() + self.texts.len()
    }

    /// The paths of included files that are still missing, sorted. Ask again after adding them.
    pub fn wanted(&self) -> Vec<String> {
        self.wants.iter().filter(|path| !self.texts.contains_key(*path)).cloned().collect()
    }
}

/// Collects what a tree includes, by `{ file: … }` and by `@{file:…}`.
fn files_of(node: &Node, path: &str, wants: &mut BTreeSet<String>) {
    match &node.kind {
        Kind::Text(text, _) => files_in(text, path, wants),
        Kind::List(items) => items.iter().for_each(|item| files_of(item, path, wants)),
        Kind::Map(entries) => {
            if let [only] = entries.as_slice()
                && let Some(written) = only.value.text()
                && only.key == "file"
            {
                wants.extend(path::resolve(path, written));
                return;
            }
            for entry in entries {
                files_of(&entry.value, path, wants);
            }
        }
        Kind::Null | Kind::Bool(_) | Kind::Number(_) => {}
    }
}

static FILE: LazyLock<Finder<'_>> = LazyLock::new(|| Finder::new("file"));
static INCLUDE: LazyLock<Finder<'_>> = LazyLock::new(|| Finder::new("@{file:"));

fn files_in(text: &str, path: &str, wants: &mut BTreeSet<String>) {
    if INCLUDE.find(text.as_bytes()).is_none() {
        return;
    }
    for token in tokens(text) {
        if let What::File(written) = token.what {
            wants.extend(path::resolve(path, written));
        }
    }
}
