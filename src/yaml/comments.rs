//! The comments of a text, which the reader leaves out.

use std::ops::Range;

use granit_parser::{Event, Parser};

use super::{Limits, Source};

/// The bytes of every comment, from its `#` to the end of its line, as far as the text is YAML.
pub fn comments(source: &Source) -> Vec<Range<usize>> {
    let depth = Limits::default().depth + 1;
    let options = granit_parser::options! {
        emit_unresolved_aliases: true,
        emit_comments: true,
        flow_nesting_limit: depth,
        block_nesting_limit: depth,
    };
    let events = Parser::new_from_str_with_options(&source.text, options);
    events
        .map_while(Result::ok)
        .filter(|(event, _)| matches!(event, Event::Comment(..)))
        .filter_map(|(_, span)| {
            let start = span.start.byte_offset()?.min(source.text.len());
            let line = source.text[start..].find('\n').unwrap_or(source.text.len() - start);
            Some(start..start + source.text[start..start + line].trim_end().len())
        })
        .collect()
}
