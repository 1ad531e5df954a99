//! Liquid with a name that Braze does not have.

use std::collections::HashSet;

use super::liquid::{self, ATTRIBUTES, ELSEWHERE, Lookup, NAMESPACES, Stretch};
use super::{Found, Message, Rule};
use crate::diagnostic::Severity;
use crate::liquid::Kind;
use crate::spec::names;

pub(super) const RULE: Rule = Rule {
    id: "liquid-unknown",
    severity: Severity::Warning,
    summary: "Liquid uses attributes, filters and tags that Braze has",
    why: "An unknown attribute prints nothing, and nobody is told (\"Supported personalization tags\", \
        \"Liquid filters\").",
    example: "channel: sms\nbody: \"Hi {{${firstname} | default: 'there'}}, your parcel is here.\"\n",
    mend: "channel: sms\nbody: \"Hi {{${first_name} | default: 'there'}}, your parcel is here.\"\n",
};

const FILTERS: &[&str] = &[
    "abs",
    "append",
    "as_json_string",
    "at_least",
    "at_most",
    "base64_encode",
    "capitalize",
    "ceil",
    "compact",
    "concat",
    "date",
    "default",
    "divided_by",
    "downcase",
    "escape",
    "first",
    "floor",
    "hmac_sha1",
    "hmac_sha1_base64",
    "hmac_sha1_hex",
    "hmac_sha256",
    "hmac_sha256_base64",
    "hmac_sha256_hex",
    "hmac_sha512",
    "join",
    "json_escape",
    "json_parse",
    "last",
    "map",
    "md5",
    "minus",
    "modulo",
    "money",
    "newline_to_br",
    "number_with_delimiter",
    "plus",
    "prepend",
    "property_accessor",
    "remove",
    "remove_first",
    "replace",
    "replace_first",
    "reverse",
    "round",
    "sha1",
    "sha2",
    "size",
    "slice",
    "sort",
    "sort_natural",
    "split",
    "strip",
    "strip_html",
    "strip_newlines",
    "time_zone",
    "times",
    "truncate",
    "truncatewords",
    "uniq",
    "upcase",
    "url_encode",
    "url_escape",
    "url_param_escape",
    "where",
];

const TAGS: &[&str] = &[
    "abort_message",
    "assign",
    "break",
    "capture",
    "case",
    "catalog_items",
    "catalog_selection_items",
    "comment",
    "connected_content",
    "continue",
    "cycle",
    "decrement",
    "echo",
    "else",
    "elsif",
    "endcapture",
    "endcase",
    "endcomment",
    "endfor",
    "endif",
    "endraw",
    "endtablerow",
    "endtranslation",
    "endunless",
    "for",
    "if",
    "ifchanged",
    "endifchanged",
    "increment",
    "liquid",
    "message_extras",
    "promotion",
    "random",
    "raw",
    "shopping_cart",
    "tablerow",
    "translation",
    "unless",
    "when",
    "elseif",
];

const DEVICE: &[&str] = &[
    "ad_tracking_enabled",
    "browser",
    "carrier",
    "foreground_push_enabled",
    "google_ad_id",
    "id",
    "idfa",
    "model",
    "os",
    "platform",
    "roku_ad_id",
];

const REPLY: &[&str] = &["inbound_media_urls", "inbound_message_body"];

/// What the namespaces of Braze's own have.
const MEMBERS: &[(&str, &[&str])] = &[
    ("app", &["api_id", "name"]),
    ("campaign", &["api_id", "dispatch_id", "message_api_id", "message_name", "name"]),
    ("card", &["api_id", "name"]),
    ("most_recently_used_device", DEVICE),
    ("sms", REPLY),
    ("subscribed_state", &["email_global"]),
    ("targeted_device", DEVICE),
    ("whats_app", REPLY),
];

/// Those that may have more: ids of subscription groups, what a reply brings.
const OPEN: [&str; 3] = ["sms", "subscribed_state", "whats_app"];

/// Whether Braze has a filter.
pub(super) fn is_filter(name: &str) -> bool {
    FILTERS.contains(&name)
}

/// Whether Braze has a tag.
pub(super) fn is_tag(name: &str) -> bool {
    TAGS.contains(&name)
}

pub(super) fn find(message: &Message<'_>) -> Vec<Found> {
    let mut found = Vec::new();
    for (path, text) in message.liquid() {
        let stretches: Vec<Stretch<'_>> = text.stretches().collect();
        let defined = defined(&stretches);
        let own = |name: &str| defined.as_ref().is_none_or(|names| names.contains(name));
        for stretch in &stretches {
            let mut told = vec![attributes(stretch), tag(stretch)];
            if stretch.fault.is_none() {
                told.extend([bare(stretch, own), filters(stretch)]);
            }
            for (message, help) in told.into_iter().flatten() {
                found.push(Found { help, ..Found::new(path, message) });
            }
        }
    }
    found.dedup_by(|a, b| a.field == b.field && a.message == b.message);
    found
}

type Told = Vec<(String, Option<String>)>;

fn question(near: &str) -> String {
    format!("did you mean `{near}`?")
}

fn attributes(stretch: &Stretch<'_>) -> Told {
    liquid::names(stretch.body).into_iter().filter_map(attribute).collect()
}

fn attribute(Lookup { namespace, name, written }: Lookup<'_>) -> Option<(String, Option<String>)> {
    let Some(namespace) = namespace else {
        if ATTRIBUTES.contains(&name) {
            return None;
        }
        let near = names::nearest(name, ATTRIBUTES);
        let help = near.map_or_else(
            || format!("an attribute of your own is `custom_attribute.{written}`"),
            |near| question(&format!("${{{near}}}")),
        );
        return Some((format!("`{written}` is no attribute of Braze's"), Some(help)));
    };
    if let Some(told) = member(namespace, name, written) {
        return Some(told);
    }
    let known = NAMESPACES.into_iter().chain(ELSEWHERE.map(|(name, _)| name));
    if known.clone().any(|known| known == namespace) {
        return None;
    }
    let help = names::nearest(namespace, known).map(question);
    Some((format!("Braze fills in nothing for `{written}`"), help))
}

/// Names that a namespace of Braze's does not have.
fn member(namespace: &str, name: &str, written: &str) -> Option<(String, Option<String>)> {
    let (_, members) = MEMBERS.iter().find(|(it, _)| *it == namespace)?;
    if members.contains(&name) {
        return None;
    }
    let near = names::nearest(name, members.iter().copied());
    if OPEN.contains(&namespace) && near.is_none() {
        return None;
    }
    let help = match near {
        Some(near) => question(&format!("{namespace}.${{{near}}}")),
        None => format!("it has {}", names::list(members, "and")),
    };
    Some((format!("`{written}` prints nothing: `{namespace}` has no such name"), Some(help)))
}

/// `{{first_name}}` is a variable of the text's own, which it does not have.
fn bare(stretch: &Stretch<'_>, defined: impl Fn(&str) -> bool) -> Told {
    let name = liquid::word(stretch.body);
    let rest = stretch.body[stretch.body.find(name).unwrap_or(0) + name.len()..].trim_start();
    if stretch.kind != Kind::Output || name.is_empty() || defined(name) {
        return Told::new();
    }
    if ATTRIBUTES.contains(&name) {
        let told = format!("`{name}` prints nothing: attributes are written `${{…}}`");
        return vec![(told, Some(question(&format!("{{{{${{{name}}}}}}}"))))];
    }
    let inner = rest.strip_prefix('.').filter(|rest| !rest.starts_with('$')).map(liquid::word);
    match inner.filter(|inner| !inner.is_empty() && NAMESPACES.contains(&name)) {
        Some(inner) => {
            let told = format!("`{name}.{inner}` prints nothing: names are written `${{…}}`");
            vec![(told, Some(question(&format!("{name}.${{{inner}}}"))))]
        }
        None => Told::new(),
    }
}

/// The names that the text itself gives values; `None` when that may be any.
fn defined<'a>(stretches: &[Stretch<'a>]) -> Option<HashSet<&'a str>> {
    let mut names = HashSet::new();
    for stretch in stretches.iter().filter(|stretch| stretch.kind == Kind::Tag) {
        match stretch.tag() {
            "assign" | "capture" | "for" | "increment" | "decrement" | "tablerow" => {
                names.insert(liquid::word(stretch.arguments().trim_start_matches(['\'', '"'])));
            }
            "connected_content" => {
                names.extend(stretch.body.split(":save ").skip(1).map(liquid::word));
            }
            // Its lines may define anything.
            "liquid" => return None,
            _ => {}
        }
    }
    Some(names)
}

fn filters(stretch: &Stretch<'_>) -> Told {
    let here = stretch.kind == Kind::Output || matches!(stretch.tag(), "assign" | "echo");
    let all = if here { liquid::filters(stretch.body) } else { Vec::new() };
    let unknown = all.into_iter().filter(|name| !FILTERS.contains(name));
    let told = unknown.map(|name| {
        let near = names::nearest(name, FILTERS.iter().copied()).map(question);
        (format!("Braze has no filter `{name}`"), near)
    });
    told.collect()
}

fn tag(stretch: &Stretch<'_>) -> Told {
    let name = stretch.tag();
    if name.is_empty() || TAGS.contains(&name) {
        return Told::new();
    }
    let help = match name {
        "render" | "include" => {
            Some("Braze's content blocks are `{{content_blocks.${name}}}`".to_owned())
        }
        _ => names::nearest(name, TAGS.iter().copied()).map(question),
    };
    vec![(format!("Braze has no tag `{name}`"), help)]
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::model::{Channel, Content};

    #[test]
    fn names_are_those_of_braze_or_of_the_text() {
        let check = |text: &str, expected: &str| {
            let fields = json!({ "body": text }).as_object().cloned().unwrap_or_default();
            let content = Content(fields);
            let found = find(&Message::new(Channel::Sms, &content));
            let told = found.into_iter().map(|it| match it.help {
                Some(help) => format!("{} ({help})", it.message),
                None => it.message,
            });
            assert_eq!(told.collect::<Vec<_>>().join("; "), expected, "{text}");
        };
        check("{{${first_name} | default: 'you' | upcase}}", "");
        check("{{custom_attribute.${Loyalty Tier}}}{{content_blocks.${foot}}}", "");
        check("{% assign first_name = 'A' %}{{first_name}}", "");
        check("{% connected_content https://a.example :save city %}{{city.name}}", "");
        check("{{api_trigger_properties.${a}}}", "");
        check("{{ 'now' | time_zone: ${time_zone} | date: '%F' }}{{ items[0].title }}", "");
        check(
            "{{${frist_name}}}",
            "`${frist_name}` is no attribute of Braze's (did you mean `${first_name}`?)",
        );
        check(
            "{{${loyalty}}}",
            "`${loyalty}` is no attribute of Braze's (an attribute of your own is `custom_attribute.${loyalty}`)",
        );
        check(
            "{{custom_attributes.${a}}}",
            "Braze fills in nothing for `custom_attributes.${a}` (did you mean `custom_attribute`?)",
        );
        check(
            "{{ first_name }}",
            "`first_name` prints nothing: attributes are written `${…}` (did you mean `{{${first_name}}}`?)",
        );
        check(
            "{{custom_attribute.tier}}",
            "`custom_attribute.tier` prints nothing: names are written `${…}` (did you mean `custom_attribute.${tier}`?)",
        );
        check("{{campaign.${message_name}}}{{app.${name}}}{{sms.${inbound_message_body}}}", "");
        check("{{subscribed_state.${77aa8d7c-90b2-4e65-b7f4-c2d81e5a6093}}}", "");
        check("{{subscribed_state.${email_global}}}{{sms.${something_new}}}", "");
        check("{{custom_attribute.${naem}}}{{canvas.${naem}}}{{targeted_device.${os}}}", "");
        check(
            "{{campaign.${naem}}}",
            "`campaign.${naem}` prints nothing: `campaign` has no such name (did you mean `campaign.${name}`?)",
        );
        check(
            "{% if most_recently_used_device.${oss} == 'x' %}{% endif %}",
            "`most_recently_used_device.${oss}` prints nothing: `most_recently_used_device` has no such name \
             (did you mean `most_recently_used_device.${os}`?)",
        );
        check(
            "{{subscribed_state.${email_globl}}}",
            "`subscribed_state.${email_globl}` prints nothing: `subscribed_state` has no such name \
             (did you mean `subscribed_state.${email_global}`?)",
        );
        check(
            "{{app.${version}}}",
            "`app.${version}` prints nothing: `app` has no such name (it has `api_id` and `name`)",
        );
        check(
            "{{ ${frist_name}, bye",
            "`${frist_name}` is no attribute of Braze's (did you mean `${first_name}`?)",
        );
        check("{{${city} | upcas}}", "Braze has no filter `upcas` (did you mean `upcase`?)");
        check("{{${city} | handleize}}", "Braze has no filter `handleize`");
        check("{% iff a %}", "Braze has no tag `iff` (did you mean `if`?)");
        check(
            "{% render 'foot' %}",
            "Braze has no tag `render` (Braze's content blocks are `{{content_blocks.${name}}}`)",
        );
    }
}
