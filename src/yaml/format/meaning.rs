//! What a text says, apart from its layout: two texts with equal meanings may replace each other.

use granit_parser::{Event, Parser, ScalarStyle};

use super::{DEPTH, FormatError};

#[derive(PartialEq, Eq)]
pub(super) struct Meaning {
    events: Vec<Event<'static>>,
    comments: Vec<String>,
}

/// Reads everything that formatting has to keep.
pub(super) fn read(text: &str) -> Result<Meaning, FormatError> {
    let options = granit_parser::options! {
        emit_anchor_events: true,
        emit_comments: true,
        flow_nesting_limit: DEPTH,
        block_nesting_limit: DEPTH,
    };
    let mut meaning = Meaning { events: Vec::new(), comments: Vec::new() };
    for event in Parser::new_from_str_with_options(text, options) {
        match event?.0 {
            Event::Comment(text, _) => meaning.comments.push(text.trim_end().to_owned()),
            event => meaning.events.push(owned(event)),
        }
    }
    Ok(meaning)
}

fn owned(event: Event<'_>) -> Event<'static> {
    match event {
        Event::Scalar(text, style, anchor, tag) => {
            // Which quotes were used is layout; that there were quotes is not.
            let style = match style {
                ScalarStyle::SingleQuoted => ScalarStyle::DoubleQuoted,
                style => style,
            };
            Event::Scalar(text.into_owned().into(), style, anchor, own_tag(tag))
        }
        Event::SequenceStart(style, anchor, tag) => {
            Event::SequenceStart(style, anchor, own_tag(tag))
        }
        Event::MappingStart(style, anchor, tag) => Event::MappingStart(style, anchor, own_tag(tag)),
        Event::Anchor(id, name) => Event::Anchor(id, name.into_owned().into()),
        Event::UnresolvedAlias(name) => Event::UnresolvedAlias(name.into_owned().into()),
        Event::Comment(text, placement) => Event::Comment(text.into_owned().into(), placement),
        Event::StreamStart => Event::StreamStart,
        Event::DocumentStart(explicit, version) => Event::DocumentStart(explicit, version),
        Event::DocumentEnd => Event::DocumentEnd,
        Event::Alias(id) => Event::Alias(id),
        Event::SequenceEnd => Event::SequenceEnd,
        Event::MappingEnd => Event::MappingEnd,
        _ => Event::StreamEnd,
    }
}

type Tag<'a> = Option<std::borrow::Cow<'a, granit_parser::Tag>>;

fn own_tag(tag: Tag<'_>) -> Tag<'static> {
    tag.map(|tag| std::borrow::Cow::Owned(tag.into_owned()))
}
