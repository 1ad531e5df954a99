//! The paths that a source names: every import with its braces opened, and every path in the code.

use std::collections::BTreeSet;

use super::tokens::{Token, tokens};

/// A path as the crate's root sees it, where it was written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Path {
    /// `crate`, `self` and `super` are resolved: `["crate", "model", "Digest"]`.
    pub(super) segments: Vec<String>,
    pub(super) line: usize,
    /// From a `use`, so that a single segment is a name too.
    pub(super) imported: bool,
}

/// What one file says about others.
#[derive(Debug, Default)]
pub(super) struct Names {
    pub(super) paths: Vec<Path>,
    /// Modules with a file of their own that exist only in tests.
    pub(super) test_modules: BTreeSet<Vec<String>>,
    /// Lines with `async`.
    pub(super) asyncs: Vec<usize>,
}

/// Reads the file of `module` (`["lock", "entry"]`); what is `#[cfg(test)]` is left out.
pub(super) fn names(module: &[String], source: &str) -> Names {
    let tokens = tokens(source);
    let mut reader = Reader {
        tokens: &tokens,
        at: 0,
        depth: 0,
        module: module.to_vec(),
        inline: Vec::new(),
        names: Names::default(),
    };
    while reader.at < tokens.len() {
        reader.step();
    }
    reader.names
}

struct Reader<'a> {
    tokens: &'a [Token<'a>],
    at: usize,
    depth: usize,
    module: Vec<String>,
    /// The depths at which the inline modules around us began.
    inline: Vec<usize>,
    names: Names,
}

impl<'a> Reader<'a> {
    fn step(&mut self) {
        let token = self.tokens[self.at];
        match token.text {
            "#" if self.is_test_attribute() => return self.skip_item(),
            "use" => return self.import(),
            "mod" if self.text(2) == "{" => {
                self.module.push(self.text(1).to_owned());
                self.inline.push(self.depth);
                self.at += 1;
            }
            "async" => self.names.asyncs.push(token.line),
            "{" => self.depth += 1,
            "}" => self.close(),
            _ if token.is_word() => return self.path(),
            _ => {}
        }
        self.at += 1;
    }

    fn text(&self, ahead: usize) -> &'a str {
        self.tokens.get(self.at + ahead).map_or("", |token| token.text)
    }

    fn close(&mut self) {
        self.depth = self.depth.saturating_sub(1);
        if self.inline.last() == Some(&self.depth) {
            self.inline.pop();
            self.module.pop();
        }
    }

    fn is_test_attribute(&self) -> bool {
        let words = self.tokens[self.at..].iter().map(|token| token.text);
        let attribute: Vec<_> = words.take_while(|text| *text != "]").collect();
        attribute.starts_with(&["#", "[", "cfg"])
            && attribute.contains(&"test")
            && !attribute.contains(&"not")
    }

    /// Passes over the item after an attribute, to its `;` or the end of its block.
    fn skip_item(&mut self) {
        let mut depth = 0;
        while let Some(token) = self.tokens.get(self.at) {
            match token.text {
                "mod" if depth == 0 && self.text(2) == ";" => {
                    let module = [self.module.clone(), vec![self.text(1).to_owned()]].concat();
                    self.names.test_modules.insert(module);
                }
                "(" | "[" | "{" => depth += 1,
                ")" | "]" => depth -= 1,
                "}" => {
                    depth -= 1;
                    if depth == 0 {
                        break;
                    }
                }
                ";" if depth == 0 => break,
                _ => {}
            }
            self.at += 1;
        }
        self.at += 1;
    }

    fn import(&mut self) {
        self.at += 1;
        self.tree(&[]);
    }

    /// One branch of an import: a path that ends in a name, in `*`, or in braces.
    fn tree(&mut self, stem: &[String]) {
        let mut segments = stem.to_vec();
        let line = self.tokens.get(self.at).map_or(0, |token| token.line);
        loop {
            match self.text(0) {
                "::" => {}
                "{" => return self.branches(&segments),
                "as" => self.at += 1, // and the name that it gives
                "," | "}" | ";" | "" => break,
                text => segments.push(text.to_owned()),
            }
            self.at += 1;
        }
        if segments.len() > 1 && segments.last().is_some_and(|last| last == "self") {
            segments.pop();
        }
        self.keep(segments, line, true);
    }

    fn branches(&mut self, stem: &[String]) {
        while !matches!(self.text(0), "}" | "") {
            self.at += 1;
            if !matches!(self.text(0), "}" | "") {
                self.tree(stem);
            }
        }
        self.at += 1;
    }

    fn path(&mut self) {
        let line = self.tokens[self.at].line;
        let mut segments = vec![self.text(0).to_owned()];
        while self.text(1) == "::" && self.tokens.get(self.at + 2).is_some_and(|t| t.is_word()) {
            self.at += 2;
            segments.push(self.text(0).to_owned());
        }
        self.at += 1;
        self.keep(segments, line, false);
    }

    fn keep(&mut self, mut segments: Vec<String>, line: usize, imported: bool) {
        let supers = segments.iter().take_while(|text| *text == "super").count();
        let own = supers > 0 || segments[0] == "self";
        if own {
            let kept = self.module.len().saturating_sub(supers);
            let rest = segments.split_off(supers.max(1));
            segments = [vec!["crate".to_owned()], self.module[..kept].to_vec(), rest].concat();
        }
        if imported && segments == ["crate"] {
            // A name for the whole crate would hide what is taken from it.
            segments.push("*".to_owned());
        }
        self.names.paths.push(Path { segments, line, imported });
    }
}

#[cfg(test)]
fn check(module: &str, source: &str) -> String {
    let module: Vec<_> = module.split("::").map(str::to_owned).collect();
    let paths = names(&module, source).paths;
    let paths = paths.iter().filter(|path| path.segments.len() > 1);
    paths.map(|path| path.segments.join("::")).collect::<Vec<_>>().join(" ")
}

#[test]
fn the_braces_of_an_import_are_opened() {
    assert_eq!(
        check("plan", "use crate::{model::{self, Digest as D}, lock::*}; pub use std::{fs};"),
        "crate::model crate::model::Digest crate::lock::* std::fs"
    );
}

#[test]
fn super_and_self_are_counted_from_the_module() {
    assert_eq!(
        check("lock::entry", "use super::{Lock, super::model}; use self::part::Part;"),
        "crate::lock::Lock crate::model crate::lock::entry::part::Part"
    );
    assert_eq!(
        check("lock", "mod inner { use super::super::send::Send; } use super::plan::Plan;"),
        "crate::send::Send crate::plan::Plan"
    );
}

#[test]
fn paths_in_code_count_as_imports() {
    assert_eq!(
        check("plan", "fn f(x: crate::send::X) -> Vec<u8> { std::fs::read::<P>(x) }"),
        "crate::send::X std::fs::read"
    );
}

#[test]
fn what_is_for_tests_only_is_left_out() {
    let source = "#[cfg(test)] mod tests { use crate::send::X; fn f() { { } } } \
                  #[cfg(all(test, unix))] use crate::cli; \
                  #[cfg(test)] #[path = \"x.rs\"] mod cases; \
                  #[cfg(not(test))] use crate::model::Digest;";
    assert_eq!(check("plan", source), "crate::model::Digest");
    let modules = names(&["plan".to_owned()], source).test_modules;
    assert_eq!(modules.into_iter().collect::<Vec<_>>(), [["plan", "cases"]]);
}

#[test]
fn a_name_for_the_whole_crate_hides_nothing() {
    assert_eq!(check("plan", "use crate as everything;"), "crate::*");
    assert_eq!(check("plan", "use crate;"), "crate::*");
}
