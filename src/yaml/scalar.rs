//! Plain scalars into values, by YAML 1.2's core schema.

use serde_json::Number;

use super::{Kind, Style};

/// What a plain scalar is. `Err` says why its author should quote it: other readers of YAML, or
/// JSON, see something else in it.
pub(super) fn plain(text: &str) -> Result<Kind, &'static str> {
    match text {
        "" | "~" | "null" | "Null" | "NULL" => return Ok(Kind::Null),
        "true" | "True" | "TRUE" => return Ok(Kind::Bool(true)),
        "false" | "False" | "FALSE" => return Ok(Kind::Bool(false)),
        _ => {}
    }
    if !text.starts_with(|c: char| c.is_ascii_digit() || matches!(c, '+' | '-' | '.')) {
        return Ok(text_of(text));
    }
    if text == "-0" {
        return Err("is 0 to some, and less than that to others");
    }
    if is_json_number(text) {
        return number(text).ok_or("has more digits than a number keeps");
    }
    odd(text).map_or_else(|| Ok(text_of(text)), Err)
}

fn text_of(text: &str) -> Kind {
    Kind::Text(text.to_owned(), Style::Plain)
}

fn number(text: &str) -> Option<Kind> {
    let read: Number = serde_json::from_str(text).ok()?;
    let whole = !text.contains(['.', 'e', 'E']);
    (!whole || read.is_i64() || read.is_u64()).then_some(Kind::Number(read))
}

fn is_json_number(text: &str) -> bool {
    let unsigned = text.strip_prefix('-').unwrap_or(text);
    let (mantissa, exponent) = match unsigned.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, Some(exponent)),
        None => (unsigned, None),
    };
    let (whole, fraction) = match mantissa.split_once('.') {
        Some((whole, fraction)) => (whole, Some(fraction)),
        None => (mantissa, None),
    };
    is_digits(whole)
        && (whole == "0" || !whole.starts_with('0'))
        && fraction.is_none_or(is_digits)
        && exponent
            .is_none_or(|exponent| is_digits(exponent.strip_prefix(['+', '-']).unwrap_or(exponent)))
}

/// Why something that looks like a number is not one that everybody reads the same.
fn odd(text: &str) -> Option<&'static str> {
    let unsigned = text.strip_prefix(['+', '-']).unwrap_or(text);
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_hexdigit());
    if matches!(unsigned.to_ascii_lowercase().as_str(), ".inf" | ".nan") {
        return Some("is a number that JSON does not have");
    }
    for prefix in ["0x", "0o", "0b"] {
        if unsigned.strip_prefix(prefix).is_some_and(digits) {
            return Some("is read as a number in another base by some");
        }
    }
    if unsigned.contains('_') && is_digits(&unsigned.replace(['_', '.'], "")) {
        return Some("is read as a number by some and as a text by others");
    }
    if is_digits(unsigned) && unsigned.starts_with('0') {
        return Some("is read as an octal number by some");
    }
    let unpointed = unsigned.strip_prefix('.').or_else(|| unsigned.strip_suffix('.'));
    if text.starts_with('+') && is_json_number(unsigned) || unpointed.is_some_and(is_digits) {
        return Some("is read as a number by some and as a text by others");
    }
    None
}

fn is_digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str) -> String {
        match plain(text) {
            Ok(Kind::Null) => "null".to_owned(),
            Ok(Kind::Bool(value)) => value.to_string(),
            Ok(Kind::Number(number)) => format!("number {number}"),
            Ok(Kind::Text(text, _)) => format!("text {text}"),
            Ok(other) => format!("{other:?}"),
            Err(why) => format!("odd: {why}"),
        }
    }

    #[test]
    fn only_true_and_false_are_booleans() {
        assert_eq!(check("true"), "true");
        assert_eq!(check("False"), "false");
        for word in ["yes", "no", "on", "off", "y", "n", "tRUE"] {
            assert_eq!(check(word), format!("text {word}"));
        }
    }

    #[test]
    fn numbers_are_those_of_json() {
        assert_eq!(check("0"), "number 0");
        assert_eq!(check("-12"), "number -12");
        assert_eq!(check("1.50"), "number 1.5");
        assert_eq!(check("18446744073709551615"), "number 18446744073709551615");
        assert_eq!(check("12-34"), "text 12-34");
        assert_eq!(check("1.2.3"), "text 1.2.3");
        assert_eq!(check("2026-01-01"), "text 2026-01-01");
        assert_eq!(check("-"), "text -");
        assert_eq!(check("..."), "text ...");
    }

    #[test]
    fn what_readers_disagree_about_must_be_quoted() {
        for odd in ["017", "1_000", "0x1F", "0o17", "+4915112345", ".5", "5.", ".inf", "-.INF"] {
            assert!(check(odd).starts_with("odd: "), "{odd} is {}", check(odd));
        }
        assert_eq!(check("-0"), "odd: is 0 to some, and less than that to others");
        assert_eq!(check("18446744073709551616"), "odd: has more digits than a number keeps");
    }
}
