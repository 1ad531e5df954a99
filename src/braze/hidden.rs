//! What must never be shown, found in whatever form a text has it.

/// Longer texts are cut before they are looked through: what is shown of them is far shorter.
const LONGEST: usize = 64 * 1024;

/// Escapes within escapes are followed so deep: a URL in JSON in JSON.
const DEPTH: usize = 3;

/// Secrets, with the word that stands for each.
#[derive(Clone, Default)]
pub(super) struct Hidden(Vec<(Vec<char>, &'static str)>);

/// A character that is meant, and the bytes that mean it.
#[derive(Clone, Copy)]
struct Meant {
    c: char,
    start: usize,
    end: usize,
}

impl Hidden {
    /// Hides a text behind a word. One that is nothing but space hides nothing.
    pub(super) fn add(&mut self, secret: &str, word: &'static str) {
        let secret: Vec<char> = secret.chars().filter(|c| !is_gap(*c)).collect();
        if !secret.is_empty() {
            self.0.push((secret, word));
            // Where one secret holds another, the whole of it goes.
            self.0.sort_by_key(|(secret, _)| std::cmp::Reverse(secret.len()));
        }
    }

    /// The text, or the beginning of a long one, without the secrets: also where they are escaped as
    /// JSON, URLs or HTML do it, broken over lines, or in other letter cases.
    pub(super) fn without(&self, text: &[u8]) -> String {
        let text = String::from_utf8_lossy(&text[..text.len().min(LONGEST)]).into_owned();
        let mut found = Vec::new();
        let mut meant = literal(&text);
        for _ in 0..=DEPTH {
            self.find(&meant, &mut found);
            let decoded = decoded(&meant);
            if decoded.len() == meant.len() {
                break;
            }
            meant = decoded;
        }
        replaced(&text, found)
    }

    fn find(&self, meant: &[Meant], found: &mut Vec<(usize, usize, &'static str)>) {
        for (secret, word) in &self.0 {
            let same = |window: &[Meant]| {
                window.iter().zip(secret).all(|(one, c)| one.c.eq_ignore_ascii_case(c))
            };
            let windows = meant.windows(secret.len()).filter(|window| same(window));
            found.extend(
                windows.map(|window| (window[0].start, window[secret.len() - 1].end, *word)),
            );
        }
    }
}

/// What lies between the parts of a broken word.
fn is_gap(c: char) -> bool {
    c.is_whitespace() || crate::model::is_unprintable(c)
}

fn literal(text: &str) -> Vec<Meant> {
    let meant = text.char_indices().map(|(start, c)| Meant { c, start, end: start + c.len_utf8() });
    meant.filter(|one| !is_gap(one.c)).collect()
}

/// One level of escapes undone.
fn decoded(meant: &[Meant]) -> Vec<Meant> {
    let mut plain = Vec::with_capacity(meant.len());
    let mut at = 0;
    while let Some(one) = meant.get(at) {
        let (c, length) = escape(&meant[at..]).unwrap_or((Some(one.c), 1));
        let end = meant[at + length - 1].end;
        if let Some(c) = c.filter(|c| !is_gap(*c)) {
            plain.push(Meant { c, start: one.start, end });
        }
        at += length;
    }
    plain
}

/// What an escape at the beginning means, and its length; a line break means nothing.
fn escape(meant: &[Meant]) -> Option<(Option<char>, usize)> {
    let c = |at: usize| meant.get(at).map(|one| one.c);
    let hex = |from: usize, length: usize| {
        let digits: String = meant.get(from..from + length)?.iter().map(|one| one.c).collect();
        char::from_u32(u32::from_str_radix(&digits, 16).ok()?)
    };
    match c(0)? {
        '%' => Some((Some(hex(1, 2)?), 3)),
        '\\' => match c(1)? {
            'u' => Some((Some(hex(2, 4)?), 6)),
            'x' => Some((Some(hex(2, 2)?), 4)),
            'n' | 'r' | 't' | 'b' | 'f' => Some((None, 2)),
            other => Some((Some(other), 2)),
        },
        '&' => {
            let length = meant.iter().take(10).position(|one| one.c == ';')? + 1;
            let name: String = meant[1..length - 1].iter().map(|one| one.c).collect();
            Some((Some(entity(&name)?), length))
        }
        _ => None,
    }
}

fn entity(name: &str) -> Option<char> {
    match name {
        "amp" => Some('&'),
        "lt" => Some('<'),
        "gt" => Some('>'),
        "quot" => Some('"'),
        "apos" => Some('\''),
        number => {
            let number = number.strip_prefix('#')?;
            let code = match number.strip_prefix(['x', 'X']) {
                Some(digits) => u32::from_str_radix(digits, 16).ok()?,
                None => number.parse().ok()?,
            };
            char::from_u32(code)
        }
    }
}

/// The words in the places of what was found; what overlaps becomes one.
fn replaced(text: &str, mut found: Vec<(usize, usize, &'static str)>) -> String {
    found.sort_unstable();
    let mut shown = String::with_capacity(text.len());
    let mut done = 0;
    for (start, end, word) in found {
        if start >= done {
            shown.push_str(&text[done..start]);
            shown.push_str(word);
        }
        done = done.max(end);
    }
    shown.push_str(&text[done..]);
    shown
}

#[cfg(test)]
mod tests {
    use super::*;

    const KEY: &str = "8f0c1b2a-3344-5566-7788-99aabbccddee";

    #[track_caller]
    fn check(text: &str, shown: &str) {
        let mut hidden = Hidden::default();
        hidden.add(KEY, "[key]");
        hidden.add("s3/cr\"e t", "[secret]");
        assert_eq!(hidden.without(text.as_bytes()), shown);
    }

    #[test]
    fn as_it_is_anywhere_and_more_than_once() {
        check(&format!("{KEY} or {KEY}{KEY}."), "[key] or [key][key].");
        check(&format!("Invalid: {}", KEY.to_uppercase()), "Invalid: [key]");
        check("8f0c1b2a-3344-5566-7788-99aabbccdde", "8f0c1b2a-3344-5566-7788-99aabbccdde");
        check("", "");
    }

    #[test]
    fn escaped_as_json_urls_and_html_do_it() {
        let json = KEY.chars().map(|c| format!("\\u{:04x}", u32::from(c)));
        let json = json.collect::<Vec<_>>().concat();
        check(&format!("{{\"message\":\"{json}!\"}}"), "{\"message\":\"[key]!\"}");
        let url = KEY.bytes().map(|byte| format!("%{byte:02X}"));
        let url = url.collect::<Vec<_>>().concat();
        check(&format!("?key={url}&a=%20"), "?key=[key]&a=%20");
        check(&url.replace('%', "%25"), "[key]");
        check(&KEY.replace('-', "&#45;"), "[key]");
        check(&KEY.replace('-', "&#x2D;"), "[key]");
        check(&KEY.replace('-', "\\u002d"), "[key]");
        check(r#""s3\/cr\"e t" s3%2Fcr%22e%20t s3/cr&quot;e t"#, r#""[secret]" [secret] [secret]"#);
    }

    #[test]
    fn broken_over_lines() {
        let (one, two) = KEY.split_at(17);
        check(&format!("a {one}\r\n  {two} b"), "a [key] b");
        check(&format!("\"{one}\\n\\t{two}\""), "\"[key]\"");
        check(&format!("{one}\u{1b}\u{200b}{two}"), "[key]");
    }

    #[test]
    fn odd_escapes_are_text() {
        for text in ["%", "%zz", "\\", "\\u12", "&;", "&nothing;", "&#x;", "&#1114112;", "a%C3%BCb"]
        {
            check(text, text);
        }
    }

    #[test]
    fn a_key_that_looks_like_an_escape_is_found_as_it_is() {
        let mut hidden = Hidden::default();
        hidden.add("ab%41cd", "[key]");
        assert_eq!(hidden.without(b"is ab%41cd so"), "is [key] so");
        hidden.add(" \n", "[nothing]");
        assert_eq!(hidden.without(b"a b"), "a b");
    }

    #[test]
    fn a_long_text_is_cut() {
        assert_eq!(Hidden::default().without(&vec![b'a'; 100_000]).len(), LONGEST);
    }
}
