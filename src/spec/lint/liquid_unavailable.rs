//! Liquid that other kinds of campaigns have.

use super::liquid::{self, ELSEWHERE};
use super::{Found, Message, Rule};
use crate::diagnostic::Severity;
use crate::liquid::Kind;

pub(super) const RULE: Rule = Rule {
    id: "liquid-unavailable",
    severity: Severity::Warning,
    summary: "Liquid reads what an API campaign has, and filters outside of conditions",
    why: "`/messages/send` has no trigger properties, no event and no Canvas: they print nothing. \
        A filter in a condition does nothing (\"Supported personalization tags\", \"Liquid operators\").",
    example: "channel: sms\nbody: \"Order {{api_trigger_properties.${order}}} is on its way.\"\n",
    mend: "channel: sms\nbody: \"Order {{custom_attribute.${last_order}}} is on its way.\"\n",
};

pub(super) fn find(message: &Message<'_>) -> Vec<Found> {
    let mut found = Vec::new();
    for (path, text) in message.liquid() {
        for stretch in text.stretches() {
            for name in liquid::names(stretch.body) {
                let elsewhere = ELSEWHERE.iter().find(|(it, _)| Some(*it) == name.namespace);
                if let Some((_, who)) = elsewhere {
                    let told = format!("`{}` prints nothing in an API campaign", name.written);
                    let help = format!(
                        "{who}; a value of each send is a param: declare `params: {{ {0}: string }}` \
                         and write `@{{param.{0}}}`",
                        plain(name.name)
                    );
                    found.push(Found::new(path, told).help(help));
                }
            }
            let condition = matches!(stretch.tag(), "if" | "elsif" | "unless" | "case" | "when");
            if stretch.kind == Kind::Tag && condition {
                for filter in liquid::filters(stretch.body) {
                    let told = format!("`| {filter}` does nothing in a condition");
                    let help = "assign first: `{% assign x = … %}`, then test `x`";
                    found.push(Found::new(path, told).help(help));
                }
            }
        }
    }
    found.dedup_by(|a, b| a.field == b.field && a.message == b.message);
    found
}

/// A name as a param may have it.
fn plain(name: &str) -> String {
    let letter = |c: char| if c.is_ascii_alphanumeric() { c.to_ascii_lowercase() } else { '_' };
    let name: String = name.chars().map(letter).collect();
    if name.starts_with(|c: char| c.is_ascii_digit()) { format!("_{name}") } else { name }
}
