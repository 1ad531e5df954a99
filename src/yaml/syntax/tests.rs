//! What is said about texts that are no YAML, and how far they are read all the same.

use proptest::prelude::*;

use super::super::{Limits, read};

/// Every problem with its place, the places that matter too, and its help.
fn check(text: &str) -> String {
    let (_, _, problems) = read("a.yaml", text.as_bytes(), &Limits::default());
    let lines = problems.iter().map(|problem| {
        let at = problem.location.as_ref().unwrap();
        let related = problem.related.iter().map(|related| {
            let at = &related.location;
            format!(" [{}:{} {}]", at.line, at.column, related.message)
        });
        let help = problem.help.as_ref().map(|help| format!(" ({help})")).unwrap_or_default();
        let said = format!("{}:{} {}: {}", at.line, at.column, problem.rule, problem.message);
        said + &related.collect::<String>() + &help
    });
    lines.collect::<Vec<_>>().join("\n")
}

fn check_all(texts: &[&str]) -> String {
    texts.iter().map(|text| check(text)).collect::<Vec<_>>().join("\n")
}

#[test]
fn quotes_within_quotes_are_told_at_the_quote_that_ends_the_text() {
    insta::assert_snapshot!(check_all(&[
        "body: 'It's here'\n",
        "body: \"Hello \"you\" there\"\n",
        "m: { title: 'It's', b: 2 }\n",
        "name: \"a\"b\n",
        "a: \"x\" b\n",
        "a: 'x # y'z' b\n",
        "a: 'unclosed\nb: c\n",
    ]), @r#"
    1:10 syntax: a `'` within single quotes ends the text (write `''` for it, or use double quotes: `"It's here"`)
    1:14 syntax: a `"` within double quotes ends the text (write `\"` for it, or use single quotes: `'Hello "you" there'`)
    1:16 syntax: a `'` within single quotes ends the text (write `''` for it, or use double quotes: `"It's"`)
    1:9 syntax: a `"` within double quotes ends the text (write a quote of the text twice, `''`, in single quotes and as `\"` in double quotes)
    1:8 syntax: there is more text behind the quotes [1:4 this text ends here] (write `a: '"x" b'`)
    1:10 syntax: a `'` within single quotes ends the text (write a quote of the text twice, `''`, in single quotes and as `\"` in double quotes)
    1:4 syntax: this `'` is never closed (write `'` where the text ends)
    "#);
}

#[test]
fn commas_are_told_where_they_are_too_much_and_where_they_lack() {
    insta::assert_snapshot!(check_all(&[
        "\"a\": \"b\",\n\"c\": \"d\",\n",
        "a: {b: c},\n",
        "{\n  \"a\": \"x\"\n  \"b\": \"y\"\n}\n",
        "m: { \"a\": 1 \"b\": 2 }\n",
        "tags: [\"a\" \"b\"]\n",
        "m: { a: 1\n  b: 2 }\n",
        "m: {a: b c: d}\n",
    ]), @r"
    1:9 syntax: a line of `key: value` ends without a comma (remove the comma; only within `{ … }` and `[ … ]` commas part the entries)
    2:9 syntax: a line of `key: value` ends without a comma (remove the comma; only within `{ … }` and `[ … ]` commas part the entries)
    1:10 syntax: a line of `key: value` ends without a comma (remove the comma; only within `{ … }` and `[ … ]` commas part the entries)
    2:11 syntax: a comma is missing between two entries [3:3 the next entry begins here] (write `,` behind the first one)
    1:12 syntax: a comma is missing between two entries [1:13 the next entry begins here] (write `,` behind the first one)
    1:11 syntax: a comma is missing between two entries [1:12 the next entry begins here] (write `,` behind the first one)
    1:10 syntax: a comma is missing between two entries [2:3 the next entry begins here] (write `,` behind the first one)
    1:11 syntax: a second `:` in one entry (write `,` between entries; quote a text that has `: ` in it)
    ");
}

#[test]
fn a_space_is_missing_on_the_line_that_lacks_it() {
    insta::assert_snapshot!(check_all(&[
        "channel:sms\nname: x\n",
        "campaign: a\nchannel:sms\nname:Hello\nbody: @x\n",
        "a: b\nno key here\n",
    ]), @r#"
    1:8 syntax: a space is missing behind `:` (write `channel: sms`)
    2:8 syntax: a space is missing behind `:` (write `channel: sms`)
    3:5 syntax: a space is missing behind `:` (write `name: Hello`)
    4:7 syntax: a text that begins with `@` needs quotes (write `body: "@x"`)
    2:1 syntax: this line has no `key:` (write `key: value`; a text that goes on is indented, and quoted if it has `: ` in it)
    "#);
}

#[test]
fn indentation_is_told_with_what_it_should_be_like() {
    insta::assert_snapshot!(check_all(&[
        "body: |\ntext here\nmore\n",
        "m:\n  body: |\n  text here\n  more\n",
        "a: |\n  x\n y\n",
        "campaign: a\n  name: x\n",
        "a: \"x\"\n  b: 1\n",
        "m:\n  - a: 1\n     b: 2\n",
        "m:\r\n    a: 1\r\n  b: 2\r\n",
        "- a\nb: c\n",
        "a: b\n- c\n",
        "a: - b\n",
        "a: > b\n",
    ]), @r"
    2:1 syntax: the text under `|` is not indented [1:7 its text follows this] (begin each of its lines with 2 spaces)
    3:3 syntax: the text under `|` is not indented [2:9 its text follows this] (begin each of its lines with 4 spaces)
    3:2 syntax: this line is indented less than the text under `|` [1:4 the text belongs to this] (begin it with 2 spaces if it belongs to the text)
    2:3 syntax: this line is indented deeper than the one it follows [1:1 this has a value already] (begin it with no space, like `campaign`; quote a text that goes on)
    2:3 syntax: this line is indented deeper than the one it follows [1:1 this has a value already] (begin it with no space, like `a`; quote a text that goes on)
    3:6 syntax: this line is indented deeper than the one it follows [2:5 this has a value already] (begin it with 4 spaces, like `a`; quote a text that goes on)
    3:3 syntax: this line is indented like none above it [2:5 this has 4 spaces] (begin it with 4 spaces, like `a`, or like what `a` belongs to)
    2:1 syntax: this stands among items but is none (begin it with `- `, or with more spaces if it belongs to the item above)
    2:1 syntax: a list's item cannot stand among keys (write `key:` on a line above the list, and nothing behind it)
    1:4 syntax: a list cannot begin on the line of its key (begin the list on the next line, or write `[one, two]`; quote a text)
    1:4 syntax: a text behind `>` begins on the next line (move it to the next line, indented; or quote it if it begins with `>`)
    ");
}

#[test]
fn brackets_that_are_not_closed_are_told_where_they_open() {
    insta::assert_snapshot!(check_all(&[
        "tags: [a, b\nname: x\n",
        "m: { channel: sms, body: Hi\nn: 1\n",
        "a: [1, 2\n",
        "a: [1, 2}\n",
        "a: [1, 2]]\n",
        "a: {b: c}d\n",
    ]), @r"
    1:7 syntax: this `[` is never closed [2:1 it should have been closed before this line] (write `]` where it ends; quote a text that begins with `[`)
    1:4 syntax: this `{` is never closed [2:1 it should have been closed before this line] (write `}` where it ends; quote a text that begins with `{`)
    1:4 syntax: this `[` is never closed (write `]` where it ends; quote a text that begins with `[`)
    1:4 syntax: this `[` is closed by `}` (write `]` where it ends)
    1:10 syntax: this `]` closes nothing (remove it, or quote the text that it belongs to)
    1:10 syntax: there is more text behind the `}` (remove it, or quote the whole value if it is a text)
    ");
}

#[test]
fn a_text_that_begins_with_an_indicator_is_shown_quoted_and_told_once() {
    insta::assert_snapshot!(check_all(&[
        "from: @everyone\n",
        "body: `x`\n",
        "body: %x is \"it\"\n",
        "body: *Sale* today\n",
        "body: *Sale*\n",
        "a: &m x\nb: *m c\n",
        "body: * x\n",
        "body: !x is\n",
        "a: ] b\n",
        "subject: Hallo {{${first_name} | default: ‘du’}}\n",
        "{{x}}: y\n",
    ]), @r#"
    1:7 syntax: a text that begins with `@` needs quotes (write `from: "@everyone"`)
    1:7 syntax: a text that begins with a backtick needs quotes (write `body: "`x`"`)
    1:7 syntax: a text that begins with `%` needs quotes (write `body: '%x is "it"'`)
    1:7 syntax: a text that begins with `*` needs quotes (write `body: "*Sale* today"`)
    1:7 syntax: a text that begins with `*` needs quotes (write `body: "*Sale*"`)
    2:4 syntax: a text that begins with `*` needs quotes (write `b: "*m c"`)
    1:7 syntax: a text that begins with `*` needs quotes (write `body: "* x"`)
    1:7 unknown-tag: the tag `!x` means nothing here (for a file write `{ file: path }`, for a secret `{ secret: NAME }`; quote a text that begins with `!`)
    1:4 syntax: a text that begins with `]` needs quotes (write `a: "] b"`)
    1:10 syntax: a text that has `: ` in it needs quotes (write `subject: "Hallo {{${first_name} | default: ‘du’}}"`)
    1:1 unquoted-reference: a value that begins with `{{` needs quotes (write `"{{x}}": y`)
    "#);
}

#[test]
fn a_wrong_escape_is_told_at_its_backslash() {
    insta::assert_snapshot!(check_all(&[
        "a: \"ok \\\\d, price \\d\"\n",
        "a: \"hi \\x4\"\n",
        "a: \"one\n  two \\q\"\n",
    ]), @r"
    1:19 syntax: `\d` means nothing in double quotes (write `\\d` for a backslash, or put the text in single quotes)
    1:8 syntax: `\x` takes 2 hexadecimal digits (write `\\x` for a backslash, or put the text in single quotes)
    2:7 syntax: `\q` means nothing in double quotes (write `\\q` for a backslash, or put the text in single quotes)
    ");
}

#[test]
fn tabs_and_no_break_spaces_are_told_at_their_place() {
    insta::assert_snapshot!(check_all(&[
        "campaign: a\nmessages:\n\tm: 1\n",
        "messages:\n  m:\n  \ta: 1\n",
        "a: |\n\tx\n",
        "a: 1\n\u{a0}\u{a0}b: 2\n",
        "a:\u{a0}x\nb: 2\n",
        "a: true\u{a0}\nb\u{a0}: 1\nc: \"quoted\u{a0}\"\nd: Bonjour\u{a0}!\n",
    ]), @r"
    3:1 tab: a tab is no indentation in YAML (indent with spaces)
    3:3 tab: a tab is no indentation in YAML (indent with spaces)
    2:1 tab: a tab is no indentation in YAML (indent with spaces)
    2:1 syntax: a no-break space is no space in YAML (replace it by a plain space, or remove it; quote a text that is to have it)
    1:3 syntax: a no-break space is no space in YAML (replace it by a plain space)
    1:8 syntax: a no-break space is no space in YAML (replace it by a plain space, or remove it; quote a text that is to have it)
    2:2 syntax: a no-break space is no space in YAML (replace it by a plain space, or remove it; quote a text that is to have it)
    ");
}

#[test]
fn all_that_lacks_quotes_is_told_in_one_run() {
    insta::assert_snapshot!(check(
        "a: {{x}} one # why\nb: {{ y }}\nc: [@{z}, {{v}} w]\nd: {% x %}\ne: !default x\nf: 'It's'\ng: `h`\na: 017\n"
    ), @r#"
    1:4 unquoted-reference: a value that begins with `{{` needs quotes (write `a: "{{x}} one" # why`)
    2:4 unquoted-reference: a value that begins with `{{` needs quotes (write `b: "{{ y }}"`)
    3:5 unquoted-reference: a value that begins with `@{` needs quotes (write `"@{z}"`)
    3:11 unquoted-reference: a value that begins with `{{` needs quotes (write `"{{v}} w"`)
    4:4 unquoted-reference: a value that begins with `{%` needs quotes (write `d: "{% x %}"`)
    5:4 unknown-tag: the tag `!default` means nothing here (for a file write `{ file: path }`, for a secret `{ secret: NAME }`; quote a text that begins with `!`)
    6:7 syntax: a `'` within single quotes ends the text (write `''` for it, or use double quotes: `"It's"`)
    7:4 syntax: a text that begins with a backtick needs quotes (write `g: "`h`"`)
    8:1 duplicate-key: `a` is given twice [1:1 first given here]
    8:4 odd-number: `017` is read as an octal number by some (quote it, "017", or write a plain number)
    "#);
    // A text that goes on is not one of its line.
    insta::assert_snapshot!(check("a: {{x}} one\n  two\nb: @c\n"), @r#"1:4 unquoted-reference: a value that begins with `{{` needs quotes (write `"{{x}} one"`)"#);
    // Liquid in the text of a `|` is none that lacks quotes.
    insta::assert_snapshot!(check("a: |\n  b: {{x}}\n c\n"), @"3:2 syntax: this line is indented less than the text under `|` [1:4 the text belongs to this] (begin it with 2 spaces if it belongs to the text)");
}

#[test]
fn what_lacked_quotes_is_read_as_it_is_written() {
    let text = "a: {{x}} ‘one’\nb: 'It's'\nc: [{{y}}, \"\\d\"]\nd: last\n";
    let (source, documents, problems) = read("a.yaml", text.as_bytes(), &Limits::default());
    assert_eq!((source.text.as_str(), problems.len()), (text, 4));
    let json =
        serde_json::json!({ "a": "{{x}} ‘one’", "b": "It's", "c": ["{{y}}", "\\d"], "d": "last" });
    assert_eq!(documents[0].to_json(), json);
    let last = documents[0].get("d").unwrap();
    assert_eq!(&text[last.span.clone()], "last");
}

#[test]
fn a_line_that_is_shown_whole_is_yaml() {
    for text in [
        "m: { channel: sms, body: Hi {{${x}}} }\n",
        "m: { body: {{a}}, c: {{b}} }\n",
        "tags: [{{a}} b, @{c}]\n",
        "a: {\n  b: {{c}},\n  d: @{e} }\n",
        "a: {{b}} \"c\" \\d\n",
    ] {
        let (_, _, problems) = read("a.yaml", text.as_bytes(), &Limits::default());
        assert!(!problems.is_empty());
        for help in problems.iter().filter_map(|problem| problem.help.as_deref()) {
            let shown = help.strip_prefix("write `").unwrap().strip_suffix('`').unwrap();
            let whole =
                if shown.starts_with("d: ") { format!("{{ {shown}") } else { shown.to_owned() };
            let whole = if shown.starts_with("b: ") { format!("{{ {shown} }}") } else { whole };
            let (_, _, again) = read("a.yaml", whole.as_bytes(), &Limits::default());
            assert_eq!(again, [], "{whole}");
        }
    }
}

#[test]
fn very_many_mistakes_take_bounded_time() {
    let many = "a: @b\n".repeat(500);
    let (_, _, problems) = read("a.yaml", many.as_bytes(), &Limits::default());
    assert_eq!(problems.len(), 100);
    let large = format!("{}a: @b\nc: @d\n", "# a comment that is long\n".repeat(400_000));
    let (_, _, problems) = read("a.yaml", large.as_bytes(), &Limits::default());
    assert_eq!(problems.len(), 1);
}

proptest! {
    #[test]
    fn nothing_that_is_written_ends_the_program(
        text in "(a|b: |- |\\{\\{|\\}\\}|@\\{x\\}|\\[|\\]|, |'|\"|\n|\r\n|  | |\t|\u{a0}|\\| |> |#|é|日|\\\\d|\\*|&|!|%|`|:|\\|\n){0,24}",
    ) {
        let (source, _, problems) = read("a.yaml", text.as_bytes(), &Limits::default());
        prop_assert_eq!(&source.text, &text);
        let lines = text.matches('\n').count() + 1;
        for problem in problems {
            prop_assert!(!problem.message.contains("xxx"), "{}", problem.message);
            prop_assert!(problem.location.is_some_and(|at| at.line <= lines));
        }
    }
}
