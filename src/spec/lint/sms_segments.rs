//! The segments of an SMS, which are what it costs, and an SMS of too many.

use super::known::known;
use super::{Found, Message, Rule};
use crate::diagnostic::Severity;
use crate::model::Channel;

/// More cannot be sent as one message.
const LIMIT: usize = 10;

pub(super) const RULE: Rule = Rule {
    id: "sms-segments",
    severity: Severity::Warning,
    summary: "an SMS has at most 10 segments",
    why: "A segment is billed as one message. Ten of them hold 1,530 characters, or 670 as soon as one \
        character is not in the GSM-7 alphabet: fewer than the 1,600 that the API takes \
        (\"SMS object\", \"Message copy and segment calculator\").",
    example: "channel: sms\nbody: \"… seven hundred characters with a curly ’ …\"\n",
    mend: "channel: sms\nbody: \"Tern's parcel is on its way.\"\n",
};

pub(super) fn find(message: &Message<'_>) -> Vec<Found> {
    let Some(segments) = of(message) else { return Vec::new() };
    if segments.count <= LIMIT {
        return Vec::new();
    }
    let told = format!("at least {} segments, but an SMS has at most 10", segments.count);
    vec![Found::new("body", told)]
}

/// The segments of what is certain. A message with media is an MMS, which has none.
pub(super) fn of(message: &Message<'_>) -> Option<Segments> {
    if !message.is(Channel::Sms) || !message.items("media_items").is_empty() {
        return None;
    }
    message.text("body").map(|body| sms_segments(&known(body).text))
}

/// How a text travels as SMS.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Segments {
    pub encoding: Encoding,
    /// What is billed; 0 for an empty text.
    pub count: usize,
    /// The first character that is not in GSM-7.
    pub forced_by: Option<char>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Encoding {
    /// 160 characters in one segment, 153 in each of several.
    Gsm7,
    /// 70 characters in one segment, 67 in each of several.
    Ucs2,
}

impl Encoding {
    pub fn label(self) -> &'static str {
        match self {
            Self::Gsm7 => "GSM-7",
            Self::Ucs2 => "UCS-2",
        }
    }

    fn alone(self) -> usize {
        match self {
            Self::Gsm7 => 160,
            Self::Ucs2 => 70,
        }
    }

    fn each(self) -> usize {
        match self {
            Self::Gsm7 => 153,
            Self::Ucs2 => 67,
        }
    }

    /// How many units a character takes. Those of one character never part.
    fn units(self, character: char) -> usize {
        match self {
            Self::Gsm7 => 1 + usize::from(is_extended(character)),
            Self::Ucs2 => character.len_utf16(),
        }
    }
}

/// The GSM-7 alphabet.
const BASIC: &str = "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?\
    ¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà";

fn is_basic(character: char) -> bool {
    // Most characters are these: the alphabet is long.
    matches!(character, ' '..='Z' | 'a'..='z') || BASIC.contains(character)
}

/// Whether a character leaves a text in GSM-7.
pub(super) fn is_gsm7(character: char) -> bool {
    is_basic(character) || is_extended(character)
}

/// Its extension: each counts as two.
fn is_extended(character: char) -> bool {
    matches!(character, '\u{c}' | '^' | '{' | '}' | '\\' | '[' | '~' | ']' | '|' | '€')
}

/// The segments of a text as it is sent, in the encoding that it needs.
pub fn sms_segments(text: &str) -> Segments {
    let forced_by = text.chars().find(|&c| !is_gsm7(c));
    let encoding = if forced_by.is_some() { Encoding::Ucs2 } else { Encoding::Gsm7 };
    Segments { encoding, count: count(text, encoding), forced_by }
}

/// How many segments a text would have if every character were in the alphabet.
pub(super) fn count(text: &str, encoding: Encoding) -> usize {
    let units: usize = text.chars().map(|c| encoding.units(c)).sum();
    if units <= encoding.alone() {
        return usize::from(units > 0);
    }
    let mut segments = 1;
    let mut filled = 0;
    for units in text.chars().map(|c| encoding.units(c)) {
        if filled + units > encoding.each() {
            segments += 1;
            filled = 0;
        }
        filled += units;
    }
    segments
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, encoding: Encoding, count: usize, forced_by: Option<char>) {
        assert_eq!(sms_segments(text), Segments { encoding, count, forced_by });
    }

    #[test]
    fn gsm_7_has_160_characters_or_153_in_each_of_several() {
        check("", Encoding::Gsm7, 0, None);
        check("Hello @ £5", Encoding::Gsm7, 1, None);
        check(&"a".repeat(160), Encoding::Gsm7, 1, None);
        check(&"a".repeat(161), Encoding::Gsm7, 2, None);
        check(&"a".repeat(306), Encoding::Gsm7, 2, None);
        check(&"a".repeat(307), Encoding::Gsm7, 3, None);
        check(&"a".repeat(1_530), Encoding::Gsm7, 10, None);
        check(&"a".repeat(1_531), Encoding::Gsm7, 11, None);
    }

    #[test]
    fn extended_characters_count_twice_and_stay_together() {
        check(&"€".repeat(80), Encoding::Gsm7, 1, None);
        check(&"€".repeat(81), Encoding::Gsm7, 2, None);
        // 153 is odd: the 77th would be cut in half, so a segment holds 76.
        check(&"€".repeat(152), Encoding::Gsm7, 2, None);
        check(&"€".repeat(153), Encoding::Gsm7, 3, None);
    }

    #[test]
    fn one_foreign_character_forces_ucs_2() {
        check("It’s here", Encoding::Ucs2, 1, Some('’'));
        check(&("a".repeat(69) + "’"), Encoding::Ucs2, 1, Some('’'));
        check(&("a".repeat(70) + "’"), Encoding::Ucs2, 2, Some('’'));
        check(&"你".repeat(134), Encoding::Ucs2, 2, Some('你'));
        check(&"你".repeat(135), Encoding::Ucs2, 3, Some('你'));
        check(&"🎉".repeat(35), Encoding::Ucs2, 1, Some('🎉'));
        // 67 is odd: a surrogate pair does not part, so a segment holds 33.
        check(&"🎉".repeat(67), Encoding::Ucs2, 3, Some('🎉'));
        check("a\tb", Encoding::Ucs2, 1, Some('\t'));
    }
}
