//! Liquid that Braze takes, and that does not do what it seems to.

mod condition;
mod letters;

use super::liquid::{self, Stretch, Text, What, short, tokens};
use super::liquid_syntax::strays;
use super::{Found, Message, Rule};
use crate::diagnostic::Severity;
use crate::liquid::{Kind, has_liquid, pieces};
use crate::model::Channel;

pub(super) const RULE: Rule = Rule {
    id: "liquid-slip",
    severity: Severity::Warning,
    summary: "Liquid has straight quotes, `==`, `and`, `or`, and colons before arguments; names stand in it",
    why: "Braze skips what it does not understand: a condition is always false, a fallback never comes, or \
        people receive the letters themselves (\"Use Liquid\", \"Liquid operators\").",
    example: "channel: sms\nbody: \"Hi ${first_name}, {% if ${language} = 'de' %}hallo{% endif %}!\"\n",
    mend: "channel: sms\nbody: \"Hi {{${first_name}}}, {% if ${language} == 'de' %}hallo{% endif %}!\"\n",
};

/// Tags that are read; others take addresses, JSON or lines of their own.
const READ: [&str; 8] = ["assign", "case", "echo", "elsif", "for", "if", "unless", "when"];

type Told = (String, Option<String>);

pub(super) fn find(message: &Message<'_>) -> Vec<Found> {
    let mut found = Vec::new();
    let mut tell = |path: &str, (message, help): Told| {
        found.push(Found { help, ..Found::new(path, message) });
    };
    for (path, text) in message.marked() {
        if memchr::memchr(b'$', text.as_bytes()).is_some() && !has_liquid(text) {
            let text = liquid::rendered(message.channel, path, text);
            letters::outside(&text, |it| it).for_each(|told| tell(path, told));
        }
        if message.is(Channel::Email) && path == "body" && has_liquid(text) {
            for told in in_comments(text) {
                tell(path, told);
            }
        }
    }
    for (path, text) in message.liquid() {
        in_text(text, &mut |told| tell(path, told));
    }
    found.dedup_by(|a, b| a.field == b.field && a.message == b.message);
    found
}

fn in_text(text: &Text<'_>, tell: &mut impl FnMut(Told)) {
    for (_, between) in text.between() {
        letters::outside(between, |it| text.quote(it)).for_each(&mut *tell);
        for stray in strays(between).filter(|stray| stray.tag().is_empty()) {
            let help = Some("a tag begins with `{%`".to_owned());
            tell((format!("`{}` ends no tag", short(stray.source)), help));
        }
    }
    text.stretches().filter(|it| it.fault.is_none()).for_each(|it| stretch(&it, tell));
}

fn stretch(stretch: &Stretch<'_>, tell: &mut impl FnMut(Told)) {
    let tag = stretch.tag();
    if stretch.body.is_empty() {
        let what = if stretch.kind == Kind::Tag { "does nothing" } else { "prints nothing" };
        return tell((format!("`{}` is empty: it {what}", short(stretch.source)), None));
    }
    if tag == "abort_message" {
        let reason = stretch.arguments();
        if reason.starts_with('(') && !reason.ends_with(')') {
            let help = Some("write `{% abort_message('reason') %}`".to_owned());
            tell((format!("`{}` has no `)`", short(stretch.source)), help));
        }
        return;
    }
    if stretch.kind == Kind::Tag && !READ.contains(&tag) {
        return;
    }
    let body = stretch.arguments();
    let read = tokens(body);
    if read.iter().any(|token| token.what == What::Open) {
        return;
    }
    for curly in read.iter().filter(|token| token.what == What::Curly) {
        let written = &body[curly.range.clone()];
        let inner = written.trim_matches(liquid::is_curly);
        let help = format!("write `{0}{inner}{0}`", if inner.contains('\'') { '"' } else { '\'' });
        let told = format!("`{written}` is no text: only straight quotes are quotes");
        tell((told, Some(help)));
    }
    for dollar in read.windows(2).filter(|pair| pair[0].what == What::Mark(b'$')) {
        let name = &body[dollar[1].range.clone()];
        if liquid::ATTRIBUTES.contains(&name) {
            let help = format!("write `{{{{${{{name}}}}}}}`");
            tell((
                format!("`${name}` prints nothing: attributes are written `${{…}}`"),
                Some(help),
            ));
        }
    }
    if matches!(tag, "if" | "elsif" | "unless") {
        condition::slips(body, &read, tell);
    }
    if matches!(tag, "" | "assign" | "echo") {
        arguments(body, &read, tell);
    }
}

/// Filters that have arguments without a colon, and `||` where a filter may have been meant.
fn arguments(body: &str, read: &[liquid::Token], tell: &mut impl FnMut(Told)) {
    let or = read.iter().find(|it| it.what == What::Operator && &body[it.range.clone()] == "||");
    if let Some(or) = or {
        let rest = body[or.range.end..].trim();
        let told = format!("`{}` is no filter", short(&body[or.range.start..]));
        let help = format!("a fallback is `| default: {}`", short(rest));
        return tell((told, (!rest.is_empty()).then_some(help)));
    }
    let pipe = |at: &usize| read[*at].what == What::Mark(b'|');
    for at in (0..read.len()).filter(pipe) {
        let (Some(name), Some(next)) = (read.get(at + 1), read.get(at + 2)) else { continue };
        let filter = &body[name.range.clone()];
        let argument = matches!(
            next.what,
            What::Text | What::Word | What::Name | What::Curly | What::Mark(b'(')
        );
        if name.what != What::Word || !argument || !super::liquid_unknown::is_filter(filter) {
            continue;
        }
        let last = read[at + 2..].iter().take_while(|it| it.what != What::Mark(b'|')).last();
        let end = last.map_or(next.range.end, |it| it.range.end);
        let told = short(&body[name.range.start..end]);
        let said = body[next.range.start..end].trim_start_matches('(').trim_end_matches(')');
        let help = format!("write `{filter}: {}`", short(said));
        tell((format!("`{told}` has no colon: its argument is not read"), Some(help)));
    }
}

/// Blocks that begin or end in an HTML comment alone.
fn in_comments(html: &str) -> Vec<Told> {
    let plain = |comment: &&str| comment.contains("{%") && !comment.starts_with("<!--[if");
    liquid::comments(html).filter(plain).filter_map(half).collect()
}

fn half(comment: &str) -> Option<Told> {
    let mut open: Vec<&str> = Vec::new();
    let mut alone = None;
    for piece in pieces(comment).into_iter().filter(|piece| piece.kind == Kind::Tag) {
        let source = &comment[piece.range];
        let tag = liquid::word(source.trim_start_matches(['{', '%', '-', ' ']));
        if tag.starts_with("end") {
            alone = alone.or(open.pop().is_none().then_some(source));
        } else if matches!(tag, "if" | "unless" | "case" | "for" | "capture") {
            open.push(source);
        }
    }
    let source = short(alone.or(open.first().copied())?);
    let told = format!("`{source}` does not run: Braze removes HTML comments before Liquid");
    Some((told, Some("write it outside of the comment".to_owned())))
}

#[cfg(test)]
mod tests;
