//! What is read of every kind of text, and what is said about the rest.

use super::*;

/// Every leaf with the text of the file that its span covers, then what was said.
fn check(text: &str) -> String {
    check_bytes(text.as_bytes(), &Limits::default())
}

fn check_bytes(bytes: &[u8], limits: &Limits) -> String {
    let (source, documents, problems) = read("a.yaml", bytes, limits);
    let mut lines = Vec::new();
    for document in &documents {
        leaves(&source, document, "", &mut lines);
    }
    for problem in problems {
        let at = problem.location.as_ref().unwrap();
        let mut line = format!("{}:{} {}: {}", at.line, at.column, problem.rule, problem.message);
        if let Some(help) = problem.help {
            line = format!("{line} ({help})");
        }
        lines.push(line);
    }
    lines.join("\n")
}

fn leaves(source: &Source, node: &Node, path: &str, lines: &mut Vec<String>) {
    for entry in node.entries() {
        leaves(source, &entry.value, &format!("{path}/{}", entry.key), lines);
    }
    for (index, item) in node.items().iter().enumerate() {
        leaves(source, item, &format!("{path}/{index}"), lines);
    }
    if node.entries().is_empty() && node.items().is_empty() {
        lines.push(format!(
            "{path} = {} from {:?}",
            node.to_json(),
            &source.text[node.span.clone()]
        ));
    }
}

#[test]
fn every_leaf_knows_its_bytes() {
    insta::assert_snapshot!(check(
        "a: plain text\nb: 'it''s'\nc: \"x\\ty\"\nd: |\n  one\n  two\ne: >-\n  fold\n  ed\nf: [1, {g: true}]\nh:\ni: []\n"
    ), @r#"
    /a = "plain text" from "plain text"
    /b = "it's" from "'it''s'"
    /c = "x\ty" from "\"x\\ty\""
    /d = "one\ntwo\n" from "one\n  two\n"
    /e = "fold ed" from "fold\n  ed\n"
    /f/0 = 1 from "1"
    /f/1/g = true from "true"
    /h = null from ""
    /i = [] from "[]"
    "#);
}

#[test]
fn anchors_aliases_and_merges_point_at_what_was_written_once() {
    insta::assert_snapshot!(check(
        "base: &b {x: 1, y: 2}\nuse: {y: 3, <<: *b, z: 4}\nlist:\n  <<: [{x: 7}, *b]\nagain: *b\n"
    ), @r#"
    /base/x = 1 from "1"
    /base/y = 2 from "2"
    /use/y = 3 from "3"
    /use/x = 1 from "1"
    /use/z = 4 from "4"
    /list/x = 7 from "7"
    /list/y = 2 from "2"
    /again/x = 1 from "1"
    /again/y = 2 from "2"
    "#);
}

#[test]
fn several_documents_are_read_and_comments_are_not() {
    insta::assert_snapshot!(check("# one\na: 1 # more\n---\nb: 2\n...\n---\n# nothing\n"), @r#"
    /a = 1 from "1"
    /b = 2 from "2"
     = null from ""
    "#);
}

#[test]
fn an_unquoted_reference_is_shown_quoted() {
    insta::assert_snapshot!(check("subject: {{${first_name}}} hello # greet\n"), @r#"
    /subject = "{{${first_name}}} hello" from "{{${first_name}}} hello"
    1:10 unquoted-reference: a value that begins with `{{` needs quotes (write `subject: "{{${first_name}}} hello" # greet`)
    "#);
    insta::assert_snapshot!(check("subject: {{ x }}\n"), @r#"
    /subject = "{{ x }}" from "{{ x }}"
    1:10 unquoted-reference: a value that begins with `{{` needs quotes (write `subject: "{{ x }}"`)
    "#);
    insta::assert_snapshot!(check("a:\n  - url: @{site}/orders\n"), @r#"
    /a/0/url = "@{site}/orders" from "@{site}/orders"
    2:10 unquoted-reference: a value that begins with `@{` needs quotes (write `- url: "@{site}/orders"`)
    "#);
    insta::assert_snapshot!(check("list:\n  - @{site}\n"), @r#"
    /list/0 = "@{site}" from "@{site}"
    2:5 unquoted-reference: a value that begins with `@{` needs quotes (write `- "@{site}"`)
    "#);
    insta::assert_snapshot!(check("body: {% if a %}b{% endif %}\n"), @r#"
    /body = "{% if a %}b{% endif %}" from "{% if a %}b{% endif %}"
    1:7 unquoted-reference: a value that begins with `{%` needs quotes (write `body: "{% if a %}b{% endif %}"`)
    "#);
}

#[test]
fn an_unquoted_reference_among_others_is_quoted_alone() {
    let cases = [
        "m: { channel: sms, body: @{site}/orders }\n",
        "m: { body: @{site}/orders, channel: sms }\n",
        "m: { body: {{${first_name} | default: 'a, b'}}, channel: sms }\n",
        "m: { body: {{${first_name}}} hello }\n",
        "tags: [@{site}, b]\n",
        "tags: [a, @{site}]\n",
        "alert: {\n  title: Hi,\n  body: @{param.order},\n}\n",
    ];
    insta::assert_snapshot!(cases.map(check).join("\n"), @r#"
    /m/channel = "sms" from "sms"
    /m/body = "@{site}/orders" from "@{site}/orders"
    1:26 unquoted-reference: a value that begins with `@{` needs quotes (write `m: { channel: sms, body: "@{site}/orders" }`)
    /m/body = "@{site}/orders" from "@{site}/orders"
    /m/channel = "sms" from "sms"
    1:12 unquoted-reference: a value that begins with `@{` needs quotes (write `m: { body: "@{site}/orders", channel: sms }`)
    /m/body = "{{${first_name} | default: 'a, b'}}" from "{{${first_name} | default: 'a, b'}}"
    /m/channel = "sms" from "sms"
    1:12 unquoted-reference: a value that begins with `{{` needs quotes (write `m: { body: "{{${first_name} | default: 'a, b'}}", channel: sms }`)
    /m/body = "{{${first_name}}} hello" from "{{${first_name}}} hello"
    1:12 unquoted-reference: a value that begins with `{{` needs quotes (write `m: { body: "{{${first_name}}} hello" }`)
    /tags/0 = "@{site}" from "@{site}"
    /tags/1 = "b" from "b"
    1:8 unquoted-reference: a value that begins with `@{` needs quotes (write `tags: ["@{site}", b]`)
    /tags/0 = "a" from "a"
    /tags/1 = "@{site}" from "@{site}"
    1:11 unquoted-reference: a value that begins with `@{` needs quotes (write `tags: [a, "@{site}"]`)
    /alert/title = "Hi" from "Hi"
    /alert/body = "@{param.order}" from "@{param.order}"
    3:9 unquoted-reference: a value that begins with `@{` needs quotes (write `body: "@{param.order}",`)
    "#);
}

#[test]
fn mistakes_are_told_with_their_place() {
    insta::assert_snapshot!(check("a: 1\nb: 2\na: 3\n"), @r#"
    /a = 1 from "1"
    /b = 2 from "2"
    /a = 3 from "3"
    3:1 duplicate-key: `a` is given twice
    "#);
    insta::assert_snapshot!(check("a: 017\nb: 1_000\nc: !secret X\nd: !!str 12\n"), @r#"
    /a = "017" from "017"
    /b = "1_000" from "1_000"
    /c = "X" from "X"
    /d = "12" from "12"
    1:4 odd-number: `017` is read as an octal number by some (quote it, "017", or write a plain number)
    2:4 odd-number: `1_000` is read as a number by some and as a text by others (quote it, "1_000", or write a plain number)
    3:4 unknown-tag: the tag `!secret` means nothing here (for a file write `{ file: path }`, for a secret `{ secret: NAME }`; quote a text that begins with `!`)
    "#);
    insta::assert_snapshot!(check("a:\n\tb: 1\n"), @"2:1 tab: a tab is no indentation in YAML (indent with spaces)");
    insta::assert_snapshot!(check("a: *nowhere\nb: &x [*x]\n"), @r#"
    /a = null from "*nowhere"
    /b/0 = null from "*x"
    1:4 unknown-anchor: there is no anchor `&nowhere` above this alias
    2:8 recursive-alias: this alias stands inside of the value that it repeats
    "#);
    insta::assert_snapshot!(check("{a: 1}: 2\n? [x]\n: 3\n"), @r#"
     = {} from ""
    1:1 key-type: a key must be a text
    2:3 key-type: a key must be a text
    "#);
    insta::assert_snapshot!(check("<<: 1\na: 2\n"), @r#"
    /a = 2 from "2"
    1:5 merge-key: `<<` takes a map or a list of maps
    "#);
    insta::assert_snapshot!(check("name: Hello: you\n"), @r#"
    /name = "Hello: you" from "Hello: you"
    1:7 syntax: a text that has `: ` in it needs quotes (write `name: "Hello: you"`)
    "#);
    insta::assert_snapshot!(check("a: [1, 2\n"), @"1:4 syntax: this `[` is never closed (write `]` where it ends; quote a text that begins with `[`)");
}

#[test]
fn odd_bytes_are_refused_at_their_place() {
    let check = |bytes: &[u8]| check_bytes(bytes, &Limits::default());
    assert_eq!(
        check(b"\xEF\xBB\xBFa: 1\r\nb: |\r\n  x\r\n  y\r\n"),
        "/a = 1 from \"1\"\n/b = \"x\\ny\\n\" from \"x\\r\\n  y\\r\\n\""
    );
    insta::assert_snapshot!(check(b"a: 1\nb: x\xFFy\n"), @"2:5 encoding: byte 0xFF is not UTF-8 (save the file as UTF-8)");
    insta::assert_snapshot!(check(b"a: 1\nb: \0\n"), @r#"2:4 control-character: U+0000 is not allowed in YAML (remove it, or write it as an escape in double quotes, such as "\t")"#);
    insta::assert_snapshot!(check(b"\xFF\xFEa\0"), @"1:1 encoding: the file is UTF-16 (save it as UTF-8)");
    assert_eq!(check(b""), "");
}

#[test]
fn bombs_end_quickly() {
    let laughs = (1..10).fold("a0: &a0 [x]\n".to_owned(), |text, level| {
        let items = vec![format!("*a{}", level - 1); 9].join(", ");
        format!("{text}a{level}: &a{level} [{items}]\n")
    });
    assert!(check(&laughs).ends_with("(a file has at most 1000000 values)"), "{}", check(&laughs));
    assert!(check(&"[".repeat(20_000)).contains("too-deep"));
    let blocks = (0..200).fold(String::new(), |text, depth| text + &" ".repeat(depth) + "a:\n");
    assert!(check(&blocks).contains("too-deep"));
    let small = Limits { bytes: 3, ..Limits::default() };
    insta::assert_snapshot!(check_bytes(b"a: 1", &small), @"1:1 too-large: the file has 4 bytes; the limit is 3");
}
