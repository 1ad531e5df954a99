//! Where a param may not stand: in Liquid, and in a URL's scheme or host.

use crate::liquid;

use super::compose::{Fault, Part, Said};

/// The parts of a composed text that are params in a wrong place, each with what is wrong.
pub(super) fn misplaced<'a>(parts: &'a [Part<'a>], field: &str) -> Vec<(&'a Part<'a>, Fault)> {
    let brace = |part: &Part<'_>| match &part.what {
        Said::Literal(text) => memchr::memchr(b'{', text.as_bytes()).is_some(),
        Said::Param(_) | Said::Secret(_) | Said::Unknown => false,
    };
    let is_param = |part: &Part<'_>| matches!(part.what, Said::Param(_));
    if !parts.iter().any(is_param) || !(is_url(field) || parts.iter().any(brace)) {
        return Vec::new();
    }
    let (text, params) = flat(parts);
    let liquid = liquid::spans(&text);
    let mut wrong = Vec::new();
    for (part, at) in params {
        let around = liquid.iter().find(|span| span.range.contains(&at));
        let inside = around.and_then(|span| match span.kind {
            liquid::Kind::Output => Some("a Liquid expression"),
            liquid::Kind::Tag => Some("a Liquid tag"),
            liquid::Kind::Raw => Some("a Liquid `raw` block"),
            liquid::Kind::Comment => None,
        });
        if let Some(inside) = inside {
            wrong.push((part, in_liquid(part, inside)));
        } else if is_url(field) && !has_host(&text[..at]) {
            let help = "write the scheme and host, or take them from a variable: `@{site}/…`";
            let fault =
                Fault::new("param-in-host", "a param cannot be the scheme or host of a URL");
            wrong.push((part, fault.help(Some(help.to_owned()))));
        }
    }
    wrong
}

fn in_liquid(part: &Part<'_>, inside: &str) -> Fault {
    let name = if let Said::Param(name) = &part.what { name } else { "x" };
    let help = format!(
        "capture it outside and use the name: \
         `{{% capture {name} %}}@{{param.{name}}}{{% endcapture %}}`"
    );
    let message = format!("a param cannot stand inside of {inside}");
    Fault::new("param-in-liquid", message).help(Some(help))
}

/// The text with a letter in place of every reference, and where the params are in it.
fn flat<'a>(parts: &'a [Part<'a>]) -> (String, Vec<(&'a Part<'a>, usize)>) {
    let room = |part: &Part<'_>| match &part.what {
        Said::Literal(literal) => literal.len(),
        Said::Param(_) | Said::Secret(_) | Said::Unknown => ANY_HOST.len(),
    };
    let mut text = String::with_capacity(parts.iter().map(room).sum());
    let mut params = Vec::new();
    for part in parts {
        match &part.what {
            Said::Literal(literal) => text.push_str(literal),
            Said::Param(_) => {
                params.push((part, text.len()));
                text.push('p');
            }
            Said::Secret(_) => text.push('s'),
            // It may have been the scheme and the host.
            Said::Unknown => text.push_str(ANY_HOST),
        }
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
    use super::super::compose::Origin;
    use super::*;

    fn check(field: &str, text: &str) -> Vec<&'static str> {
        let mut parts = Vec::new();
        for (index, literal) in text.split("<p>").enumerate() {
            let origin = Origin { piece: 0, range: 0..0 };
            if index > 0 {
                parts.push(Part { what: Said::Param("p"), origin: origin.clone() });
            }
            parts.push(Part { what: Said::Literal(literal.into()), origin });
        }
        misplaced(&parts, field).into_iter().map(|(_, fault)| fault.rule).collect()
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
