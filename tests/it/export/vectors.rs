//! The golden vectors of `docs/vectors`: what `render` makes of them, and what others make of them.
//!
//! `CAMPAIGNCTL_BLESS=1 cargo test --test it vectors` writes their answers anew; then read them.

use std::collections::BTreeMap;
use std::process::Command;

use campaignctl::export::{Segment, Substitution};
use campaignctl::lock::{Entry, MessageEntry, released};
use campaignctl::model::{
    Campaign, CampaignId, CampaignKey, Channel, Content, Delivery, Message, MessageKey, ParamType,
    Params, Place, RecipientId, VariationId,
};
use campaignctl::render;
use proptest::prelude::*;
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use serde_json::{Value, json};

const PATH: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/vectors/substitution.json");

#[derive(Serialize, Deserialize)]
struct Vectors {
    version: u32,
    vectors: Vec<Vector>,
}

#[derive(Serialize, Deserialize)]
struct Vector {
    name: String,
    channel: Channel,
    param_types: BTreeMap<String, ParamType>,
    content: Content,
    substitutions: Value,
    cases: Vec<Case>,
}

#[derive(Serialize, Deserialize)]
struct Case {
    params: Params,
    secrets: BTreeMap<String, String>,
    /// The exact text of the message object.
    #[serde(skip_serializing_if = "Option::is_none")]
    message: Option<String>,
    /// Why there is none.
    #[serde(skip_serializing_if = "Option::is_none")]
    refused: Option<String>,
}

#[test]
fn the_vectors_are_what_render_makes() {
    let held = std::fs::read_to_string(PATH).unwrap();
    let mut file: Vectors = serde_json::from_str(&held).unwrap();
    for vector in &mut file.vectors {
        vector.substitutions = json!(substitutions(vector));
        for at in 0..vector.cases.len() {
            let case = &vector.cases[at];
            let rendered = rendered(vector, &case.params, &case.secrets);
            let case = &mut vector.cases[at];
            (case.message, case.refused) = match rendered {
                Ok(message) => (Some(message), None),
                Err(refused) => (None, Some(refused)),
            };
        }
    }
    let text = serde_json::to_string_pretty(&file).unwrap() + "\n";
    if bless() {
        let mode = campaignctl::store::disk::Mode::Shared;
        campaignctl::store::disk::replace(PATH.as_ref(), text.as_bytes(), mode).unwrap();
    } else {
        assert!(held == text, "{PATH} is not what render makes; see the head of this test");
    }
}

#[test]
fn the_python_that_others_may_copy_passes_every_vector() {
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/vectors/substitute.py");
    let output = Command::new("python3").args([script, PATH]).output().unwrap();
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success(), "{said}{}", String::from_utf8_lossy(&output.stderr));
    let file: Vectors = serde_json::from_str(&std::fs::read_to_string(PATH).unwrap()).unwrap();
    let cases: usize = file.vectors.iter().map(|vector| vector.cases.len()).sum();
    assert_eq!(said, format!("{cases} cases: all as they should be\n"));
}

#[test]
fn every_escape_has_a_vector() {
    let held = std::fs::read_to_string(PATH).unwrap();
    for escape in ["plain", "header", "html", "url", "json_string", "json_value", "typed"] {
        assert!(held.contains(&format!("\"escape\": \"{escape}\"")), "{escape}");
    }
}

proptest! {
    #[test]
    fn joining_segments_is_rendering(x in "[ -~ü\n]{0,10}|[{}%']{1,5}", n in any::<i32>(), b in any::<bool>()) {
        let file: Vectors = serde_json::from_str(&std::fs::read_to_string(PATH).unwrap()).unwrap();
        let secrets = BTreeMap::from([("KEY".to_owned(), "k\"{{".to_owned())]);
        for vector in &file.vectors {
            let values = |declared: &ParamType| match declared {
                ParamType::String => json!(x),
                ParamType::Integer => json!(n),
                ParamType::Number => json!(0.25),
                ParamType::Boolean => json!(b),
            };
            let params: Params =
                vector.param_types.iter().map(|(name, one)| (name.clone(), values(one))).collect();
            let rendered = rendered(vector, &params, &secrets).ok();
            prop_assert_eq!(joined(vector, &params, &secrets), rendered, "{}", vector.name);
        }
    }
}

fn substitutions(vector: &Vector) -> Vec<Substitution> {
    let filled = render::filled(vector.channel, &vector.content, &vector.param_types).unwrap();
    filled.into_iter().map(Substitution::from).collect()
}

/// The message object as `render` puts it into a request, or why it refuses.
fn rendered(
    vector: &Vector,
    params: &Params,
    secrets: &BTreeMap<String, String>,
) -> Result<String, String> {
    #[derive(Deserialize)]
    struct Body<'a> {
        #[serde(borrow)]
        messages: BTreeMap<String, &'a RawValue>,
    }
    let (campaign, entry) = released_campaign(vector);
    let template = render::template(&campaign, &entry, &[]).unwrap();
    let recipients = [RecipientId::External("u".to_owned())];
    let body = template.body(&recipients, params, &|name| secrets.get(name).cloned());
    let body = body.map_err(|error| error.to_string())?;
    let body: Body<'_> = serde_json::from_slice(&body).unwrap();
    Ok(body.messages[vector.channel.in_sends()].get().to_owned())
}

fn released_campaign(vector: &Vector) -> (Campaign, Entry) {
    let key = MessageKey::parse("m").unwrap();
    let message = Message {
        key: key.clone(),
        moved_from: None,
        channel: vector.channel,
        name: None,
        draft: false,
        content: vector.content.clone(),
        texts: BTreeMap::new(),
        place: Place::default(),
    };
    let mut recorded: MessageEntry =
        serde_json::from_value(json!({ "channel": vector.channel })).unwrap();
    recorded.message_variation_id = VariationId::parse("variation-1").ok();
    recorded.release(released(&message));
    let campaign = Campaign {
        key: CampaignKey::parse("c").unwrap(),
        moved_from: None,
        name: None,
        description: None,
        tags: None,
        conversions: None,
        params: vector.param_types.clone(),
        delivery: Delivery::default(),
        protected: false,
        settled: false,
        messages: vec![message],
        place: Place::default(),
    };
    let entry = Entry {
        campaign_id: CampaignId::parse("c-1").ok(),
        params: vector.param_types.clone(),
        messages: [(key, recorded)].into_iter().collect(),
        ..Entry::default()
    };
    (campaign, entry)
}

/// The message object from the segments alone, as `docs/applications.md` tells it; `None` when a
/// value is refused.
fn joined(vector: &Vector, params: &Params, secrets: &BTreeMap<String, String>) -> Option<String> {
    let mut content = json!(vector.content);
    for substitution in substitutions(vector) {
        let place = content.pointer_mut(&substitution.at).unwrap();
        if let [Segment::Param { param, escape: render::Place::Typed }] = &*substitution.segments {
            *place = params[param].clone();
            continue;
        }
        let mut text = String::new();
        for segment in &substitution.segments {
            text += &match segment {
                Segment::Literal { literal } => literal.clone(),
                Segment::Param { param, escape } => escaped(&params[param], *escape)?,
                Segment::Secret { secret, escape } => escaped(&json!(secrets[secret]), *escape)?,
            };
        }
        *place = text.into();
    }
    let mut message = serde_json::Map::from_iter([(
        "message_variation_id".to_owned(),
        Value::from("variation-1"),
    )]);
    message.extend(content.as_object().unwrap().clone());
    Some(Value::Object(message).to_string())
}

fn escaped(value: &Value, escape: render::Place) -> Option<String> {
    let text = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    let text = match escape {
        render::Place::Header if text.chars().any(char::is_control) => return None,
        render::Place::Plain | render::Place::Header => text,
        render::Place::Html => [("&", "&amp;"), ("<", "&lt;"), (">", "&gt;"), ("\"", "&quot;")]
            .iter()
            .fold(text, |text, (from, to)| text.replace(from, to))
            .replace('\'', "&#39;"),
        render::Place::Url => text
            .bytes()
            .map(|byte| match byte {
                b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => {
                    char::from(byte).to_string()
                }
                other => format!("%{other:02X}"),
            })
            .collect(),
        render::Place::JsonString => {
            let quoted = json!(text).to_string();
            quoted[1..quoted.len() - 1].to_owned()
        }
        render::Place::JsonValue => value.to_string(),
        render::Place::Typed => return None,
    };
    let mut safe = String::new();
    for (at, c) in text.char_indices() {
        let rest = &text[at + c.len_utf8()..];
        let opens = c == '{' && (rest.is_empty() || rest.starts_with(['{', '%']));
        if opens { safe.push_str("{{ '{' }}") } else { safe.push(c) }
    }
    Some(safe)
}

#[expect(clippy::disallowed_methods, reason = "blessing is asked for by the environment")]
fn bless() -> bool {
    std::env::var_os("CAMPAIGNCTL_BLESS").is_some()
}
