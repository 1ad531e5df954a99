//! Request bodies to look at.

use std::io;

use serde_json::Value;

use crate::model::is_unprintable;

/// Writes a request as indented JSON, its fields in the order of the request.
pub fn request(out: &mut dyn io::Write, body: &[u8]) -> io::Result<()> {
    let body: Value = serde_json::from_slice(body)?;
    value(out, &body)
}

/// Writes the request that a send is made from: params and secrets are references, recipients are
/// absent.
pub fn value(out: &mut dyn io::Write, body: &Value) -> io::Result<()> {
    let text = serde_json::to_string_pretty(body)?;
    // JSON escapes the controls of ASCII; those of Unicode could still steer a terminal.
    for c in text.chars() {
        if c != '\n' && is_unprintable(c) {
            for unit in c.encode_utf16(&mut [0; 2]) {
                write!(out, "\\u{unit:04x}")?;
            }
        } else {
            write!(out, "{c}")?;
        }
    }
    writeln!(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_request_keeps_its_order_and_steers_no_terminal() {
        let mut out = Vec::new();
        request(&mut out, "{\"b\":1,\"a\":\"\u{9b}2J\\u001b[2J\"}".as_bytes()).expect("memory");
        let text = String::from_utf8(out).expect("UTF-8");
        assert_eq!(text, "{\n  \"b\": 1,\n  \"a\": \"\\u009b2J\\u001b[2J\"\n}\n");
        let back: Value = serde_json::from_str(&text).expect("it stays JSON");
        assert_eq!(back["a"], "\u{9b}2J\u{1b}[2J");
    }
}
