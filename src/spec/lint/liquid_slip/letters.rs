//! Names of Braze's outside of Liquid, which people would receive as they are written.

use super::Told;
use crate::spec::lint::liquid::{ATTRIBUTES, ELSEWHERE, NAMESPACES, word};

/// Every one in a text without Liquid; `quote` says how it is quoted. Other names may be anybody's:
/// JavaScript has `${…}`, too.
pub(super) fn outside<'a>(
    text: &'a str,
    quote: impl Fn(&'a str) -> &'a str,
) -> impl Iterator<Item = Told> {
    memchr::memchr_iter(b'$', text.as_bytes()).filter_map(move |at| {
        if text[..at].ends_with(['\\', '$']) {
            return None;
        }
        let braced = braced(text, at).map(|(written, meant)| (written, meant.to_owned()));
        let (written, meant) = braced.or_else(|| single(text, at))?;
        let written = quote(written);
        let told = format!("`{written}` is outside of Liquid: people may receive these letters");
        Some((told, Some(format!("write `{{{{{meant}}}}}`"))))
    })
}

/// `${name}`, `namespace.${name}` or either in one more brace, and what Liquid has in its own.
fn braced(text: &str, at: usize) -> Option<(&str, &str)> {
    let inside = text[at..].strip_prefix("${")?;
    let length = inside.find(['}', '{', '\n']).filter(|end| inside[*end..].starts_with('}'))?;
    let end = at + 2 + length + 1;
    let owner = text[..at].strip_suffix('.').map(|before| {
        let start = before.rfind(|c: char| !(c.is_ascii_alphanumeric() || c == '_'));
        &before[start.map_or(0, |at| at + before[at..].chars().next().map_or(1, char::len_utf8))..]
    });
    let known = match owner {
        Some(owner) => NAMESPACES.into_iter().chain(ELSEWHERE.map(|it| it.0)).any(|it| it == owner),
        None => ATTRIBUTES.contains(&inside[..length].trim()),
    };
    let start = at - owner.map_or(0, |owner| owner.len() + 1);
    let one_more = text[..start].ends_with('{') && text[end..].starts_with('}');
    let written = if one_more { &text[start - 1..=end] } else { &text[start..end] };
    known.then_some((written, &text[start..end]))
}

/// `{$name}`
fn single(text: &str, at: usize) -> Option<(&str, String)> {
    let name = word(&text[at + 1..]);
    let end = at + 1 + name.len();
    let braced = text[..at].ends_with('{') && text[end..].starts_with('}');
    (braced && ATTRIBUTES.contains(&name)).then(|| (&text[at - 1..=end], format!("${{{name}}}")))
}
