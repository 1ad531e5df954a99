//! Values within HTML, as emails have it: text, and quoted attributes.

use super::place::Place;
use super::text::{Marked, Step};
use super::url;

/// The place of each reference in an HTML text; `Err` says why a place is none.
pub(super) fn places(marked: &Marked<'_>) -> Vec<Result<Place, &'static str>> {
    let mut scanner = Scanner { state: State::Text, seen: String::new() };
    let mut places = Vec::new();
    for step in marked.steps() {
        match step {
            Step::Reference => {
                places.push(scanner.place());
                scanner.opaque();
            }
            Step::Liquid => scanner.opaque(),
            Step::Char(c) => scanner.read(c),
        }
    }
    places
}

/// Escapes a value for text and for quoted attributes.
pub(super) fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            other => escaped.push(other),
        }
    }
    escaped
}

struct Scanner {
    state: State,
    /// What has been read of the present name, value or comment.
    seen: String,
}

enum State {
    Text,
    /// After `<`.
    TagName,
    /// Between attributes, in a tag of this name.
    Tag(String),
    AttributeName(String),
    /// After an attribute's name and a space: `=` may still follow.
    AfterName(String, String),
    /// After an attribute's name and `=`.
    Equals(String, String),
    Quoted {
        tag: String,
        attribute: String,
        quote: char,
    },
    Unquoted(String),
    /// `<!-- …`, up to this.
    Until(&'static str),
    /// The text of a `script` or `style`, up to its end tag.
    Code(String),
}

const URL_ATTRIBUTES: [&str; 9] =
    ["href", "src", "action", "formaction", "background", "poster", "cite", "srcset", "xlink:href"];

impl Scanner {
    fn place(&self) -> Result<Place, &'static str> {
        match &self.state {
            State::Text | State::Until(_) => Ok(Place::Html),
            State::Quoted { attribute, .. } => self.place_in_attribute(attribute),
            State::Code(_) => Err("in a script or a style sheet, where no escaping is safe"),
            State::Equals(..) | State::Unquoted(_) => {
                Err("in an attribute without quotes; put quotes around it")
            }
            State::TagName | State::Tag(_) | State::AttributeName(_) | State::AfterName(..) => {
                Err("within an HTML tag, but not in an attribute's value")
            }
        }
    }

    fn place_in_attribute(&self, attribute: &str) -> Result<Place, &'static str> {
        if attribute.starts_with("on") || attribute == "style" {
            Err("in a script or a style, where no escaping is safe")
        } else if !URL_ATTRIBUTES.contains(&attribute) {
            Ok(Place::Html)
        } else if url::host_is_fixed(&self.seen) {
            Ok(Place::Url)
        } else {
            Err("in the scheme or host of a URL")
        }
    }

    /// Something whose text is not known here.
    fn opaque(&mut self) {
        self.seen.push('x');
        if let State::Equals(tag, _) = &mut self.state {
            self.state = State::Unquoted(std::mem::take(tag));
        }
    }

    fn read(&mut self, c: char) {
        let state = std::mem::replace(&mut self.state, State::Text);
        self.state = match state {
            State::Text if c == '<' => self.enter(State::TagName),
            State::Text => State::Text,
            State::TagName => self.tag_name(c),
            State::AttributeName(tag) => self.attribute_name(tag, c),
            State::AfterName(tag, attribute) if c == '=' => State::Equals(tag, attribute),
            State::AfterName(tag, attribute) if c.is_whitespace() => {
                State::AfterName(tag, attribute)
            }
            State::Tag(tag) | State::AfterName(tag, _) => self.tag(tag, c),
            State::Equals(tag, attribute) => self.equals(tag, attribute, c),
            State::Quoted { tag, quote, .. } if c == quote => self.enter(State::Tag(tag)),
            State::Unquoted(tag) if c == '>' || c.is_whitespace() => self.tag(tag, c),
            State::Until(end) => {
                self.seen.push(c);
                if self.seen.ends_with(end) { State::Text } else { State::Until(end) }
            }
            State::Code(tag) => {
                self.seen.push(c.to_ascii_lowercase());
                let ended = self.seen.ends_with(&format!("</{tag}"));
                if ended { self.enter(State::Tag(format!("/{tag}"))) } else { State::Code(tag) }
            }
            within @ (State::Quoted { .. } | State::Unquoted(_)) => {
                self.seen.push(c);
                within
            }
        };
    }

    fn enter(&mut self, state: State) -> State {
        self.seen.clear();
        state
    }

    fn tag_name(&mut self, c: char) -> State {
        match (self.seen.as_str(), c) {
            // What a conditional comment has inside is HTML to the clients it is for.
            ("!--", '[') | ("!", '[' | 'd' | 'D') | ("", '?') => self.enter(State::Until(">")),
            ("!--", '>') => self.enter(State::Text),
            ("!--", first) => {
                self.seen = first.to_string();
                State::Until("-->")
            }
            ("", first) if first != '!' && first != '/' && !first.is_ascii_alphabetic() => {
                State::Text
            }
            (_, c) if c == '>' || c.is_whitespace() || (c == '/' && !self.seen.is_empty()) => {
                let name = std::mem::take(&mut self.seen);
                self.tag(name, c)
            }
            _ => {
                self.seen.push(c.to_ascii_lowercase());
                State::TagName
            }
        }
    }

    fn tag(&mut self, tag: String, c: char) -> State {
        match c {
            '>' if tag == "script" || tag == "style" => self.enter(State::Code(tag)),
            '>' => self.enter(State::Text),
            c if c.is_whitespace() || c == '/' => self.enter(State::Tag(tag)),
            c => {
                self.seen = c.to_ascii_lowercase().to_string();
                State::AttributeName(tag)
            }
        }
    }

    fn attribute_name(&mut self, tag: String, c: char) -> State {
        match c {
            '=' => State::Equals(tag, std::mem::take(&mut self.seen)),
            '>' | '/' => self.tag(tag, c),
            c if c.is_whitespace() => State::AfterName(tag, std::mem::take(&mut self.seen)),
            c => {
                self.seen.push(c.to_ascii_lowercase());
                State::AttributeName(tag)
            }
        }
    }

    fn equals(&mut self, tag: String, attribute: String, c: char) -> State {
        self.seen.clear();
        match c {
            '"' | '\'' => State::Quoted { tag, attribute, quote: c },
            '>' => self.tag(tag, c),
            c if c.is_whitespace() => State::Equals(tag, attribute),
            _ => State::Unquoted(tag),
        }
    }
}
