//! A character that makes an SMS cost more.

use super::known::known;
use super::sms_segments::{Encoding, count, of};
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
    let Some(character) = segments.forced_by else { return Vec::new() };
    let text = known(message.text("body").unwrap_or_default()).text;
    let plain = count(&text, Encoding::Gsm7);
    if segments.count <= plain {
        return Vec::new();
    }
    let told = format!(
        "`{}` (U+{:04X}) forces UCS-2: {} segments instead of {plain}",
        character.escape_debug(),
        u32::from(character),
        segments.count
    );
    let found = Found::new("body", told);
    vec![match plainer(character) {
        Some(plain) => found.help(format!("`{plain}` is in the GSM-7 alphabet")),
        None => found,
    }]
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
