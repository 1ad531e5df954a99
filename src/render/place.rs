//! Where in a message a value goes, and how it is written there.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Serialize;
use serde_json::{Map, Value};

use super::text::{MARK, Marked, Step};
use super::{RenderError, html, json, url, value};
use crate::liquid;
use crate::model::{Channel, ParamType, Reference, Segment};

/// A place for one value.
#[derive(Clone, Debug)]
pub(super) struct Hole {
    place: Place,
    /// `email/subject`
    field: String,
}

/// What a value has to be escaped for. `docs/applications.md` says how, step by step.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Place {
    /// A text of no language: only Liquid has to be kept out.
    Plain,
    /// One line: a value with a control character is refused.
    Header,
    /// HTML's text, or an attribute's value in quotes.
    Html,
    /// A component of a URL.
    Url,
    /// Within a string of a JSON text.
    JsonString,
    /// A value of a JSON text.
    JsonValue,
    /// The whole field: it takes the value with its type.
    Typed,
}

impl Hole {
    pub(super) fn place(&self) -> Place {
        self.place
    }

    pub(super) fn is_typed(&self) -> bool {
        self.place == Place::Typed
    }

    /// Whether there are values of the right type that do not fit.
    pub(super) fn is_strict(&self) -> bool {
        self.place == Place::Header
    }

    pub(super) fn check(&self, name: &str, value: &Value) -> Result<(), RenderError> {
        let breaks = |text: &str| text.contains(|c: char| c.is_control());
        if self.place == Place::Header && value.as_str().is_some_and(breaks) {
            let (field, reference) = (self.field.clone(), format!("`{name}`"));
            return Err(RenderError::LineBreak { field, reference });
        }
        Ok(())
    }

    /// Writes a value into a request's JSON.
    pub(super) fn fill(
        &self,
        name: &str,
        value: &Value,
        body: &mut Vec<u8>,
    ) -> Result<(), RenderError> {
        self.check(name, value)?;
        let text = value::as_text(value);
        let escaped = match self.place {
            Place::Typed => {
                body.extend_from_slice(value.to_string().as_bytes());
                return Ok(());
            }
            Place::Plain | Place::Header => text,
            Place::Html => html::escape(&text),
            Place::Url => url::component(&text),
            Place::JsonString => json::inner(&text),
            Place::JsonValue => value.to_string(),
        };
        body.extend_from_slice(json::inner(&liquid::literal(&escaped)).as_bytes());
        Ok(())
    }

    /// Writes the reference where its value would be.
    pub(super) fn leave(&self, reference: &str, body: &mut Vec<u8>) {
        let inner = json::inner(reference);
        let text = if self.is_typed() { format!("\"{inner}\"") } else { inner };
        body.extend_from_slice(text.as_bytes());
    }
}

/// The hole of each reference in a field, in order.
pub(super) fn holes(
    channel: Channel,
    path: &[String],
    message: &Map<String, Value>,
    marked: &Marked<'_>,
    declared: &BTreeMap<String, ParamType>,
) -> Result<Vec<Hole>, RenderError> {
    if marked.marks.is_empty() {
        return Ok(Vec::new());
    }
    let field = format!("{channel}/{}", path.join("/"));
    let misplaced = |reference: Reference<'_>, place| RenderError::Misplaced {
        field: field.clone(),
        reference: spelled(reference),
        place,
    };
    let references = || {
        marked.segments.iter().filter_map(|segment| match segment {
            Segment::Reference(reference) => Some(*reference),
            Segment::Literal(_) => None,
        })
    };
    for (reference, mark) in references().zip(&marked.marks) {
        if marked.within_liquid(*mark) {
            return Err(misplaced(reference, "within Liquid"));
        }
        check_declared(reference, declared, &field)?;
    }
    let surface = Surface::of(channel, path, message);
    let places = surface.places(marked);
    let whole = marked.text.strip_prefix(MARK) == Some("");
    let mut holes = Vec::new();
    for (reference, place) in references().zip(places) {
        let place = match reference {
            Reference::Param(name) if whole && surface.takes_types(path) => typed(declared[name]),
            Reference::Param(_) => place.map_err(|why| misplaced(reference, why))?,
            Reference::Secret(_) => place_of_secret(place),
        };
        holes.push(Hole { place, field: field.clone() });
    }
    Ok(holes)
}

/// What the whole of a field is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Surface {
    Plain,
    Header,
    Html,
    Json,
    Url,
    /// `a=b&c=d`
    Form,
}

/// Fields that are texts to Braze, and lists and objects of texts, whatever is put into them.
const TEXTS: [&str; 18] = [
    "alert",
    "title",
    "body",
    "plaintext_body",
    "description",
    "summary_text",
    "uri_text",
    "text",
    "caption",
    "footer",
    "header",
    "header_text",
    "body_text",
    "loc_args",
    "title_loc_args",
    "header_variables",
    "body_variables",
    "button_variables",
];

impl Surface {
    fn of(channel: Channel, path: &[String], message: &Map<String, Value>) -> Self {
        let first = path.first().map_or("", String::as_str);
        let last = path.last().map_or("", String::as_str);
        match (channel, first) {
            (Channel::Email, "body") => Self::Html,
            (Channel::Email, "subject" | "from" | "reply_to" | "bcc" | "preheader" | "headers") => {
                Self::Header
            }
            (Channel::Webhook, "request_headers") => Self::Header,
            (Channel::Webhook, "body") => webhook_body(message),
            (_, "extra" | "extras") if last != "appboy_image_url" => Self::Plain,
            (_, "media_items") => Self::Url,
            _ if is_url(last) => Self::Url,
            _ => Self::Plain,
        }
    }

    fn takes_types(self, path: &[String]) -> bool {
        let texts = path.iter().rev().take(2).any(|field| TEXTS.contains(&field.as_str()));
        // What the author puts into these is the author's own.
        let own = path.first().is_some_and(|first| first == "extra" || first == "extras");
        self == Self::Plain && (own || !texts)
    }

    fn places(self, marked: &Marked<'_>) -> Vec<Result<Place, &'static str>> {
        let everywhere = |place| marked.marks.iter().map(|_| Ok(place)).collect();
        match self {
            Self::Plain => everywhere(Place::Plain),
            Self::Header => everywhere(Place::Header),
            Self::Form => everywhere(Place::Url),
            Self::Html => html::places(marked),
            Self::Json => json::places(marked).into_iter().map(Ok).collect(),
            Self::Url => url_places(marked),
        }
    }
}

fn is_url(field: &str) -> bool {
    // WhatsApp's `preview_url` is a boolean.
    let named = |end: &str| field == end || field.ends_with(&format!("_{end}"));
    field != "preview_url" && (named("url") || named("uri"))
}

/// The type that its headers name, or else what it begins with.
fn webhook_body(message: &Map<String, Value>) -> Surface {
    let headers = message.get("request_headers").and_then(Value::as_object);
    let named = headers.and_then(|headers| {
        let found = headers.iter().find(|(name, _)| name.eq_ignore_ascii_case("content-type"))?;
        Some(found.1.as_str()?.to_ascii_lowercase())
    });
    let body = message.get("body").and_then(Value::as_str).unwrap_or("").trim_start();
    let object = body.starts_with('{') && !body.starts_with("{{") && !body.starts_with("{%");
    match named.as_deref() {
        Some(named) if named.contains("json") => Surface::Json,
        Some(named) if named.contains("form-urlencoded") => Surface::Form,
        Some(named) if named.contains("xml") || named.contains("html") => Surface::Html,
        Some(named) if named.starts_with("text/plain") => Surface::Plain,
        _ if object || body.starts_with('[') => Surface::Json,
        _ if body.starts_with('<') => Surface::Html,
        _ => Surface::Plain,
    }
}

fn url_places(marked: &Marked<'_>) -> Vec<Result<Place, &'static str>> {
    let mut before = String::new();
    let mut places = Vec::new();
    for step in marked.steps() {
        if step == Step::Reference {
            let fixed = url::host_is_fixed(&before);
            places.push(if fixed { Ok(Place::Url) } else { Err("in the scheme or host of a URL") });
        }
        before.push(if let Step::Char(c) = step { c } else { 'x' });
    }
    places
}

/// Whoever sets the environment may choose the host; only what would break the text is escaped.
fn place_of_secret(place: Result<Place, &'static str>) -> Place {
    match place {
        Ok(place @ (Place::JsonString | Place::JsonValue | Place::Html)) => place,
        _ => Place::Header,
    }
}

fn typed(declared: ParamType) -> Place {
    if declared == ParamType::String { Place::Plain } else { Place::Typed }
}

fn check_declared(
    reference: Reference<'_>,
    declared: &BTreeMap<String, ParamType>,
    field: &str,
) -> Result<(), RenderError> {
    match reference {
        Reference::Param(name) if !declared.contains_key(name) => {
            Err(RenderError::UndeclaredInText { field: field.to_owned(), param: name.to_owned() })
        }
        _ => Ok(()),
    }
}

fn spelled(reference: Reference<'_>) -> String {
    match reference {
        Reference::Param(name) => format!("`@{{param.{name}}}`"),
        Reference::Secret(name) => format!("`@{{secret.{name}}}`"),
    }
}
