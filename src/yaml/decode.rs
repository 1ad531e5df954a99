//! Bytes into text, or what is wrong with them.

use crate::diagnostic::{Diagnostic, Location};

use super::{Limits, Source};

/// Checks size, encoding and control characters. A byte order mark is dropped.
pub(super) fn decode(path: &str, bytes: &[u8], limits: &Limits) -> Result<Source, Box<Diagnostic>> {
    if bytes.len() > limits.bytes {
        let message = format!("the file has {} bytes; the limit is {}", bytes.len(), limits.bytes);
        return Err(Box::new(Diagnostic::error("too-large", message).at(Location::file(path))));
    }
    if bytes.starts_with(&[0xFF, 0xFE]) || bytes.starts_with(&[0xFE, 0xFF]) {
        let diagnostic = Diagnostic::error("encoding", "the file is UTF-16")
            .at(Location::file(path))
            .help("save it as UTF-8");
        return Err(Box::new(diagnostic));
    }
    let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
    let text = std::str::from_utf8(bytes).map_err(|fault| not_utf8(path, bytes, fault))?;
    match text.char_indices().find(|(_, c)| is_refused(*c)) {
        None => Ok(Source::new(path, text)),
        Some((at, wrong)) => {
            let message = format!("U+{:04X} is not allowed in YAML", wrong as u32);
            let diagnostic = Diagnostic::error("control-character", message)
                .at(Location::of(path, text, at..at + wrong.len_utf8()))
                .help("remove it, or write it as an escape in double quotes, such as \"\\t\"");
            Err(Box::new(diagnostic))
        }
    }
}

fn not_utf8(path: &str, bytes: &[u8], fault: std::str::Utf8Error) -> Box<Diagnostic> {
    let at = fault.valid_up_to();
    let readable = String::from_utf8_lossy(&bytes[..at]);
    let diagnostic =
        Diagnostic::error("encoding", format!("byte 0x{:02X} is not UTF-8", bytes[at]))
            .at(Location::of(path, &readable, readable.len()..readable.len()))
            .help("save the file as UTF-8");
    Box::new(diagnostic)
}

/// YAML's printable characters are everything else ("5.1. Character Set").
fn is_refused(c: char) -> bool {
    is_control(c) || matches!(c, '\u{FFFE}' | '\u{FFFF}')
}

/// Whether a character is one that nobody sees, and that steers terminals.
pub fn is_control(c: char) -> bool {
    c.is_control() && !matches!(c, '\t' | '\n' | '\r' | '\u{85}')
}
