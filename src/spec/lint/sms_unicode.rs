//! A character that makes an SMS cost more.

use super::known::known;
use super::sms_segments::{Encoding, count, is_gsm7, of};
use super::{Found, Message, Rule};
use crate::diagnostic::Severity;

pub(super) const RULE: Rule = Rule {
    id: "sms-unicode",
    severity: Severity::Warning,
    summary: "no single character makes an SMS longer",
    why: "One character outside of the GSM-7 alphabet sends the whole text as UCS-2, with 70 instead of \
        160 characters in a segment (\"SMS object\", \"Message copy and segment calculator\").",
    example: "channel: sms\nbody: \"Your parcel is on its way. It’s small, so the courier will put it into \
        your letter box.\"\n",
    mend: "channel: sms\nbody: \"Your parcel is on its way. It's small, so the courier will put it into \
        your letter box.\"\n",
};

pub(super) fn find(message: &Message<'_>) -> Vec<Found> {
    let Some(segments) = of(message) else { return Vec::new() };
    if segments.forced_by.is_none() {
        return Vec::new();
    }
    let text = known(message.text("body").unwrap_or_default()).text;
    let plain = count(&text, Encoding::Gsm7);
    if segments.count <= plain {
        return Vec::new();
    }
    let characters = foreign(&text);
    let verb = if characters.len() == 1 { "forces" } else { "force" };
    let cost = format!("{verb} UCS-2: {} segments instead of {plain}", segments.count);
    let found = Found::new("body", format!("{} {cost}", named(&characters)));
    let plainer = characters.iter().take(NAMED).map(|&it| (it, plainer(it)));
    let mends: Vec<_> = plainer.filter_map(|(it, plain)| Some((it, plain?))).collect();
    vec![match &mends[..] {
        [] => found,
        [(_, plain)] if characters.len() == 1 => {
            found.help(format!("`{plain}` is in the GSM-7 alphabet"))
        }
        some => {
            let each =
                some.iter().map(|(it, plain)| format!("`{plain}` for `{}`", it.escape_debug()));
            let each = each.collect::<Vec<_>>().join(", ");
            found.help(format!(
                "only all of them together gain anything; in the GSM-7 alphabet are {each}"
            ))
        }
    }]
}

/// How many are named one by one.
const NAMED: usize = 5;

/// The characters that are not in GSM-7, each once.
fn foreign(text: &str) -> Vec<char> {
    let mut found = Vec::new();
    for character in text.chars().filter(|&it| !is_gsm7(it)) {
        if !found.contains(&character) {
            found.push(character);
        }
    }
    found
}

fn named(characters: &[char]) -> String {
    let each = characters.iter().take(NAMED);
    let mut each: Vec<String> =
        each.map(|&it| format!("`{}` (U+{:04X})", it.escape_debug(), u32::from(it))).collect();
    let last = match characters.len().checked_sub(NAMED) {
        None | Some(0) => each.pop().unwrap_or_default(),
        Some(more) => format!("{more} more"),
    };
    if each.is_empty() { last } else { format!("{} and {last}", each.join(", ")) }
}

/// What reads the same and is in GSM-7.
fn plainer(character: char) -> Option<&'static str> {
    Some(match character {
        '‘' | '’' | '‚' | '′' => "'",
        '“' | '”' | '„' | '″' => "\"",
        '–' | '—' | '‑' | '−' => "-",
        '…' => "...",
        '•' | '·' => "*",
        '\u{a0}' | '\u{202f}' | '\t' => "a plain space",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::model::{Channel, Content};

    #[track_caller]
    fn check(characters: &str, expected: &[&str]) {
        let body = format!("{}{characters}", "a".repeat(75));
        let content = Content(json!({ "body": body }).as_object().cloned().unwrap_or_default());
        let found = find(&Message::new(Channel::Sms, &content));
        let told = found.into_iter().map(|it| {
            let help = it.help.map_or(String::new(), |help| format!(" ({help})"));
            format!("{}{help}", it.message)
        });
        assert_eq!(told.collect::<Vec<_>>(), expected);
    }

    #[test]
    fn every_character_is_named() {
        check("", &[]);
        check("ö€", &[]);
        check(
            "’a’",
            &["`’` (U+2019) forces UCS-2: 2 segments instead of 1 (`'` is in the GSM-7 alphabet)"],
        );
        check(
            "’ő–",
            &["`’` (U+2019), `ő` (U+0151) and `–` (U+2013) force UCS-2: 2 segments instead of 1 \
               (only all of them together gain anything; in the GSM-7 alphabet are `'` for `’`, `-` for `–`)"],
        );
        check(
            "абвгдежа",
            &[
                "`а` (U+0430), `б` (U+0431), `в` (U+0432), `г` (U+0433), `д` (U+0434) and 2 more force \
               UCS-2: 2 segments instead of 1",
            ],
        );
    }
}
