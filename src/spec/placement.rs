//! Where a param may not stand: in Liquid, and in a URL's scheme or host.

use crate::liquid;

use super::compose::{Composed, Fault, Marked, Origin};

/// The params that stand in a wrong place of a composed text: where they came from, and what is
/// wrong with each.
pub(super) fn misplaced<'a>(composed: &'a Composed<'_>, field: &str) -> Vec<(&'a Origin, Fault)> {
    let is_param = |what: &Marked<'_>| matches!(what, Marked::Param(_));
    let liquid = || memchr::memchr(b'{', composed.letters.as_bytes()).is_some();
    if !composed.marks.iter().any(|mark| is_param(&mark.what)) || !(is_url(field) || liquid()) {
        return Vec::new();
    }
    let (text, params) = flat(composed);
    let liquid = liquid::spans(&text);
    let mut wrong = Vec::new();
    for Param { name, origin, at } in params {
        let around = liquid.iter().find(|span| span.range.contains(&at));
        let inside = around.and_then(|span| match span.kind {
            liquid::Kind::Output => Some("a Liquid expression"),
            liquid::Kind::Tag => Some("a Liquid tag"),
            liquid::Kind::Raw => Some("a Liquid `raw` block"),
            liquid::Kind::Comment => None,
        });
        if let Some(inside) = inside {
            wrong.push((origin, in_liquid(name, inside)));
        } else if is_url(field) && !has_host(&text[..at]) {
            let help = "write the scheme and host, or take them from a variable: `@{site}/…`";
            let fault =
                Fault::new("param-in-host", "a param cannot be the scheme or host of a URL");
            wrong.push((origin, fault.help(Some(help.to_owned()))));
        }
    }
    wrong
}

fn in_liquid(name: &str, inside: &str) -> Fault {
    let help = format!(
        "capture it outside and use the name: \
         `{{% capture {name} %}}@{{param.{name}}}{{% endcapture %}}`"
    );
    let message = format!("a param cannot stand inside of {inside}");
    Fault::new("param-in-liquid", message).help(Some(help))
}

/// A param, and where it is in the flat text.
struct Param<'a> {
    name: &'a str,
    origin: &'a Origin,
    at: usize,
}

/// The text with a letter in place of every reference, and the params in it.
fn flat<'a>(composed: &'a Composed<'_>) -> (String, Vec<Param<'a>>) {
    let room = composed.letters.len() + composed.marks.len() * ANY_HOST.len();
    let mut text = String::with_capacity(room);
    let mut params = Vec::new();
    for (letters, mark) in composed.stretches() {
        text.push_str(letters);
        let Some(mark) = mark else { continue };
        text.push_str(match mark.what {
            Marked::Param(name) => {
                params.push(Param { name, origin: &mark.origin, at: text.len() });
                "p"
            }
            Marked::Secret(_) => "s",
            // It may have been the scheme and the host.
            Marked::Unknown => ANY_HOST,
        });
    }
    (text, params)
}

/// What has a host, and no Liquid.
const ANY_HOST: &str = "u://u/";

/// Whether a field of a message holds a URL.
fn is_url(field: &str) -> bool {
    let name = field.rsplit('/').next().unwrap_or_default();
    let name = name.split('[').next().unwrap_or_default();
    matches!(name, "url" | "uri" | "custom_uri") || name.ends_with("_url") || name.ends_with("_uri")
}

/// Whether the scheme and the host are over before the end of this beginning of a URL.
fn has_host(before: &str) -> bool {
    match before.split_once("://") {
        Some((_, rest)) => rest.contains(['/', '?', '#']),
        None => false,
    }
}

#[cfg(test)]
mod tests {
    use super::super::compose::Mark;
    use super::*;

    fn check(field: &str, text: &str) -> Vec<&'static str> {
        let mut composed = Composed::default();
        for (index, letters) in text.split("<p>").enumerate() {
            if index > 0 {
                let (at, what) = (composed.letters.len(), Marked::Param("p"));
                composed.marks.push(Mark { at, what, origin: Origin { piece: 0, range: 0..0 } });
            }
            composed.letters.push_str(letters);
        }
        misplaced(&composed, field).into_iter().map(|(_, fault)| fault.rule).collect()
    }

    #[test]
    fn a_param_stands_outside_of_liquid() {
        assert_eq!(check("body", "{{ ${first_name} }} <p> {% if x %}<p>{% endif %}"), [""; 0]);
        assert_eq!(check("body", "{{ <p> }}"), ["param-in-liquid"]);
        assert_eq!(check("body", "{% if x == '<p>' %}"), ["param-in-liquid"]);
        assert_eq!(check("body", "{% raw %}<p>{% endraw %}<p>"), ["param-in-liquid"]);
    }

    #[test]
    fn a_param_is_no_host() {
        assert_eq!(check("custom_uri", "https://x.example/orders/<p>?a=<p>"), [""; 0]);
        assert_eq!(check("buttons[0]/uri", "myapp://orders/<p>"), [""; 0]);
        assert_eq!(check("custom_uri", "https://<p>.example/"), ["param-in-host"]);
        assert_eq!(check("url", "<p>"), ["param-in-host"]);
        assert_eq!(check("image_url", "https://x.example<p>"), ["param-in-host"]);
        assert_eq!(check("body", "<p>"), [""; 0]);
    }
}
