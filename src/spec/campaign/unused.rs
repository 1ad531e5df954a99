//! Params that no message uses.

use std::collections::{BTreeMap, BTreeSet};

use crate::diagnostic::Diagnostic;
use crate::model::ParamType;
use crate::spec::path;
use crate::spec::reference::{What, tokens};
use crate::spec::sources::Texts;
use crate::yaml::{Kind, Node, Source};

/// A warning at each param that is declared and appears nowhere, in no workspace.
pub(super) fn params(
    source: &Source,
    root: &Node,
    declared: &BTreeMap<String, ParamType>,
    texts: &Texts,
) -> Vec<Diagnostic> {
    if declared.is_empty() {
        return Vec::new();
    }
    let unused = declared.keys().map(String::as_str).collect();
    let mut search = Search { texts, unused, files: BTreeSet::new() };
    if let Some(messages) = root.get("messages") {
        search.node(messages, &source.path);
    }
    let entries = root.get("params").map_or(&[][..], |params| params.entries());
    entries
        .iter()
        .filter(|entry| search.unused.contains(entry.key.as_str()))
        .map(|entry| {
            Diagnostic::warning(
                "unused-param",
                format!("no message uses the param `{}`", entry.key),
            )
            .at(source.locate(&entry.key_span))
            .help(format!("write `@{{param.{}}}` where its value belongs, or remove it", entry.key))
        })
        .collect()
}

struct Search<'a> {
    texts: &'a Texts,
    /// The params that were not found so far.
    unused: BTreeSet<&'a str>,
    /// The files that were searched already.
    files: BTreeSet<String>,
}

impl Search<'_> {
    fn node(&mut self, node: &Node, path: &str) {
        if self.unused.is_empty() {
            return;
        }
        match &node.kind {
            Kind::Text(text, _) => self.text(text, path),
            Kind::List(items) => items.iter().for_each(|item| self.node(item, path)),
            Kind::Map(entries) => {
                for entry in entries {
                    match entry.value.text() {
                        Some(written) if entry.key == "file" && entries.len() == 1 => {
                            self.file(written, path);
                        }
                        _ => self.node(&entry.value, path),
                    }
                }
            }
            Kind::Null | Kind::Bool(_) | Kind::Number(_) => {}
        }
    }

    fn text(&mut self, text: &str, path: &str) {
        for token in tokens(text) {
            match token.what {
                What::Param(name) => {
                    self.unused.remove(name);
                }
                What::File(written) => self.file(written, path),
                _ => {}
            }
        }
    }

    fn file(&mut self, written: &str, from: &str) {
        let Ok(path) = path::resolve(from, written) else { return };
        if !self.files.insert(path.clone()) {
            return;
        }
        if let Some(Ok(source)) = self.texts.get(&path).map(|included| &included.text) {
            self.text(&source.text, &path);
        }
    }
}
