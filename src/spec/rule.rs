//! Every rule that a definition can break, with what breaks it and what mends it.

mod campaign;
mod included;
mod project;
mod reading;
mod reference;
mod shape;
mod waiver;

use crate::diagnostic::Severity;

pub use super::lint::Rule;

/// Every rule: of reading, of shape, of names and files, of the whole, and the lints.
pub fn all() -> impl Iterator<Item = &'static Rule> {
    let own = [
        project::RULES,
        reading::RULES,
        shape::RULES,
        reference::RULES,
        included::RULES,
        campaign::RULES,
        waiver::RULES,
    ];
    own.into_iter().flatten().chain(super::lint::RULES)
}

/// The rule with this id.
pub fn find(id: &str) -> Option<&'static Rule> {
    all().find(|rule| rule.id == id)
}

/// The id that a slip of the fingers may have been meant as.
pub fn near(id: &str) -> Option<&'static str> {
    super::names::nearest(id, all().map(|rule| rule.id))
}

/// Whether the rule is about the content of one message; its examples are then the fields of one.
pub fn is_lint(rule: &Rule) -> bool {
    super::lint::RULES.iter().any(|lint| lint.id == rule.id)
}

/// Whether a project may choose its severity: what would make a definition ambiguous or useless
/// stays an error.
pub fn is_a_choice(rule: &Rule) -> bool {
    is_lint(rule) || rule.severity != Severity::Error
}

/// Whether a comment in a campaign file may waive it, too.
pub fn is_waivable(rule: &Rule) -> bool {
    is_a_choice(rule) && !project::RULES.iter().any(|it| it.id == rule.id)
}

/// The rules that a project may choose a severity for.
pub(super) fn choices() -> impl Iterator<Item = &'static str> + Clone {
    let ids: Vec<&str> = all().filter(|rule| is_a_choice(rule)).map(|rule| rule.id).collect();
    ids.into_iter()
}

/// Why a rule cannot be chosen: it is none, or always an error.
pub(super) fn no_choice(id: &str) -> String {
    let shown = super::names::shown(id);
    match find(id) {
        Some(_) => format!("{shown} is always an error and cannot be chosen"),
        None => format!("there is no rule {shown}"),
    }
}

/// An example split at its lines `# path`: each file with its text. What stands before the first
/// such line is `campaigns/example.yaml`; the fields of one message become a campaign there.
pub fn files(rule: &Rule, example: &str) -> Vec<(String, String)> {
    if is_lint(rule) {
        let tags = if rule.id == "missing-unsubscribe" { "tags: [marketing]\n" } else { "" };
        let fields = example.trim_end().replace('\n', "\n    ");
        let text = format!("campaign: example\n{tags}messages:\n  m:\n    {fields}\n");
        return vec![(DEFAULT.to_owned(), text)];
    }
    let mut files = vec![(DEFAULT.to_owned(), String::new())];
    for line in example.lines() {
        match line.strip_prefix("# ").filter(|path| is_path(path)) {
            Some(path) => files.push((path.to_owned(), String::new())),
            None => {
                if let Some((_, text)) = files.last_mut() {
                    text.extend([line, "\n"]);
                }
            }
        }
    }
    if files.len() > 1 && files[0].1.trim().is_empty() {
        files.remove(0);
    }
    files
}

const DEFAULT: &str = "campaigns/example.yaml";

fn is_path(text: &str) -> bool {
    let known = [".yaml", ".html", ".txt"].iter().any(|extension| text.ends_with(extension));
    known && !text.contains(' ')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_kebab_case_and_unique() {
        let mut ids: Vec<&str> = all().map(|rule| rule.id).collect();
        let kebab = |id: &&str| id.bytes().all(|b| b.is_ascii_lowercase() || b == b'-');
        assert!(ids.iter().all(kebab));
        ids.sort_unstable();
        let before = ids.len();
        ids.dedup();
        assert_eq!(ids.len(), before);
    }

    #[test]
    fn rules_are_told_in_fragments_and_sentences() {
        for rule in all() {
            assert!(!rule.summary.ends_with('.'), "{}", rule.summary);
            assert!(rule.why.ends_with('.'), "{}", rule.why);
            assert!(!rule.example.is_empty() && !rule.mend.is_empty(), "{}", rule.id);
        }
    }
}
