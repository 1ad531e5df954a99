//! Values as Liquid that prints exactly them.

/// Liquid that prints one `{`. A text that ends in `{` must end in this instead when a [`literal`]
/// follows.
pub const BRACE: &str = "{{ '{' }}";

/// A text that Liquid prints as exactly this value: it opens no output and no tag, whatever
/// follows it.
///
/// Only the brace that would open something becomes a string. A whole value in quotes would be
/// shorter to explain, but Ruby's tokeniser ends an output at a `}` and begins a tag at a `{%`
/// even within quotes.
pub fn literal(value: &str) -> String {
    let mut text = String::with_capacity(value.len());
    let mut chars = value.chars().peekable();
    while let Some(c) = chars.next() {
        let opens = c == '{' && matches!(chars.peek(), None | Some('{' | '%'));
        if opens { text.push_str(BRACE) } else { text.push(c) }
    }
    text
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::liquid::spans;

    /// Prints texts whose only Liquid is `{{ '…' }}`; anything else is `None`.
    fn print(text: &str) -> Option<String> {
        let mut printed = String::new();
        let mut rest = text;
        while let Some(at) = ["{{", "{%"].iter().filter_map(|open| rest.find(open)).min() {
            printed.push_str(&rest[..at]);
            // As Ruby does: up to the first `}}`, quotes or not.
            let (output, after) = rest[at..].strip_prefix("{{")?.split_once("}}")?;
            printed.push_str(output.trim().strip_prefix('\'')?.strip_suffix('\'')?);
            rest = after;
        }
        Some(printed + rest)
    }

    #[test]
    fn what_opens_nothing_stays_as_it_is() {
        assert_eq!(literal("{a} }} %} 'x' {"), "{a} }} %} 'x' {{ '{' }}");
        assert_eq!(literal("{{x}}"), "{{ '{' }}{x}}");
        assert_eq!(literal("{% raw %}"), "{{ '{' }}% raw %}");
    }

    proptest! {
        #[test]
        fn liquid_prints_exactly_the_value(value in "[{}%'\"a $-]{0,16}", after in "[{}%a]?[a%]{0,3}") {
            let text = literal(&value) + "|" + &after.replace('{', BRACE);
            prop_assert_eq!(print(&text), Some(format!("{value}|{after}")));
        }

        #[test]
        fn two_values_side_by_side_open_nothing(a in "[{}%a]{0,6}", b in "[{}%a]{0,6}") {
            let text = literal(&a) + &literal(&b);
            prop_assert_eq!(print(&text), Some(a + &b));
        }

        #[test]
        fn every_span_of_a_literal_is_one_of_ours(value in "[{}%'\"a $-]{0,16}") {
            let text = literal(&value);
            for span in spans(&text) {
                prop_assert_eq!(&text[span.range], BRACE);
            }
        }
    }
}
