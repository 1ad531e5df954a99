//! Plans for programs and pull requests.

use campaignctl::{
    output::plan::{Header, MARKDOWN_LIMIT, Next, Style, V1, human, json, markdown},
    plan::Plan,
};

use super::world::{World, campaign, desired, email, with_text};

const HEADER: Header<'_> =
    Header { target: "sandbox", next: Next::Plan("campaignctl apply"), saved: None };

fn as_markdown(plan: &Plan) -> String {
    let mut out = Vec::new();
    markdown(&mut out, plan, HEADER).unwrap();
    String::from_utf8(out).unwrap()
}

fn as_json(plan: &Plan) -> serde_json::Value {
    let mut out = Vec::new();
    json(&mut out, plan, HEADER).unwrap();
    assert!(out.ends_with(b"}\n"));
    serde_json::from_slice(&out).unwrap()
}

/// A plan with text that would like to be more than text.
fn hostile() -> Plan {
    let world = World::default();
    let mut one = campaign("order");
    one.name = Some("\u{1b}[31mred\u{202e} <b> | `x` @everyone".to_owned());
    one.messages = vec![with_text(email("mail", "Hi"), "body", "a\n```\n````\nb\n")];
    world.apply(&desired([one.clone()]));
    one.name = Some("</details>\nplain".to_owned());
    one.messages =
        vec![with_text(email("mail", "Hi"), "body", "a\n```\n````diff\n</details>\nb\n")];
    world.plan(&desired([one]))
}

#[test]
fn a_terminal_obeys_nothing_that_is_shown() {
    let mut out = Vec::new();
    human(&mut out, &hostile(), HEADER, Style::default()).unwrap();
    insta::assert_snapshot!(String::from_utf8(out).unwrap(), @r#"
    local · sandbox · 1 campaign, 0 unchanged
    ~ order                            you   campaigns/order.yaml:1
        name       - \u{1b}[31mred\u{202e} <b> | `x` @everyone
                   + "</details>\nplain"
        mail.body  campaigns/body.html:1
                     a
                     ```
                   - ````
                   + ````diff
                   + </details>
                     b
    1 edit · 1 release · 0 retires
    Next: campaignctl apply
    "#);
}

#[test]
fn colours_come_only_when_asked_for() {
    let mut out = Vec::new();
    human(&mut out, &hostile(), HEADER, Style { color: true }).unwrap();
    let text = String::from_utf8(out).unwrap();
    assert!(text.contains("\u{1b}[32m+ \"</details>\\nplain\"\u{1b}[0m"), "{text:?}");
}

#[test]
fn content_cannot_break_out_of_a_comment() {
    insta::assert_snapshot!(as_markdown(&hostile()), @r#"
    ### Plan for `local` · `sandbox`

    1 campaign, 0 unchanged · 1 edit · 1 release · 0 retires

    Next: campaignctl apply

    <details><summary><code>~</code> <b>order</b> · you · <code>campaigns/order.yaml:1</code></summary>

    `````diff
      name:
    - \u{1b}[31mred\u{202e} <b> | `x` @everyone
    + "</details>\nplain"
      mail.body: campaigns/body.html:1
        a
        ```
    - ````
    + ````diff
    + </details>
        b
    `````

    </details>
    "#);
}

#[test]
fn a_comment_says_what_stops_it() {
    let world = World::default();
    let mut one = campaign("order");
    one.messages = vec![email("mail", "Hi")];
    world.apply(&desired([one.clone()]));
    one.key = super::world::key("parcel");
    insta::assert_snapshot!(as_markdown(&world.plan(&desired([one]))), @r#"
    ### Plan for `local` · `sandbox`

    1 campaign, 0 unchanged · 1 create · 1 retire

    > **Stopped:** `parcel` looks like `order` under a new key<br>to keep its ids add `moved_from: order` at campaigns/order.yaml:1; if it is another one, say `--not-renamed`

    Nothing is applied while this is in the way.

    <details><summary><code>-</code> <b>order</b> · you</summary>

    ```diff
      retired; its ids stay reserved
    ```

    </details>
    <details><summary><code>+</code> <b>parcel</b> · you · <code>campaigns/order.yaml:1</code></summary>

    ```diff
      mail: email "mail", released
    ```

    </details>
    "#);
}

#[test]
fn a_comment_is_never_too_long_and_counts_what_was_cut() {
    let campaigns = (0..600).map(|n| {
        let mut one = campaign(&format!("c{n}"));
        one.messages = vec![email("mail", &"é".repeat(100)), email(&format!("m{n}"), "x")];
        one
    });
    let text = as_markdown(&World::default().plan(&desired(campaigns)));
    assert!(text.chars().count() < MARKDOWN_LIMIT, "{}", text.chars().count());
    assert!(text.chars().count() > MARKDOWN_LIMIT / 2);
    assert!(text.starts_with("### Plan for `local` · `sandbox`\n\n600 campaigns, 0 unchanged"));
    let shown = text.matches("<details>").count();
    assert_eq!(text.matches("</details>").count(), shown);
    let cut = format!("**{} blocks of details cut** to keep this comment short", 600 - shown);
    assert!(text.contains(&cut), "{}", &text[text.len() - 600..]);
    assert!(text.ends_with("`, …\n"));
}

/// A plan after which one body is another.
fn rewritten(old: &str, new: &str) -> Plan {
    let world = World::default();
    let with = |text: &str| {
        let mut campaigns = vec![campaign("order"), campaign("parcel")];
        for (one, subject) in campaigns.iter_mut().zip(["Hi", text]) {
            one.messages = vec![with_text(email("mail", subject), "body", text)];
        }
        desired(campaigns)
    };
    world.apply(&with(old));
    world.plan(&with(new))
}

#[test]
fn a_long_change_is_cut_inside_and_hides_no_other() {
    let lines = |word: &str| {
        (0..3_000).fold(String::new(), |text, line| format!("{text}{word} {line} ```\n"))
    };
    let text = as_markdown(&rewritten(&lines("old"), &lines("new")));
    assert!(text.chars().count() < MARKDOWN_LIMIT);
    assert_eq!(text.matches("<details>").count(), 2, "{text}");
    assert_eq!(text.matches("more lines").count(), 2);
    // One line that is longer than a comment may be, and a run of backticks to break its fence.
    let line = |word: &str| format!("{}{word}{}", "`".repeat(70_000), "x".repeat(70_000));
    let text = as_markdown(&rewritten(&line("old"), &line("new")));
    assert!(text.chars().count() < MARKDOWN_LIMIT);
    assert!(text.contains("```old"), "{text}");
    assert!(text.contains("(140003 characters)"), "{text}");
    let inner = text.lines().filter(|line| !line.ends_with("diff"));
    let inner = inner.flat_map(|line| line.split(|c| c != '`')).map(str::len).max().unwrap();
    let fence = text.lines().find(|line| line.ends_with("`diff")).unwrap().len() - "diff".len();
    let closing = text.lines().filter(|line| *line == "`".repeat(fence)).count();
    assert_eq!((inner, closing), (fence, 2));
}

#[test]
fn programs_get_every_operation() {
    let mut out = as_json(&hostile());
    let operations = out["operations"].take();
    assert_eq!(
        out,
        serde_json::json!({
            "version": 1,
            "workspace": "local",
            "target": "sandbox",
            "campaigns": 1,
            "unchanged": 0,
            "operations": null,
            "notices": [],
            "gates": [],
        })
    );
    assert_eq!(
        operations[1],
        serde_json::json!({
            "kind": "release",
            "campaign": "order",
            "message": "mail",
            "by": "you",
            "mode": "automatic",
            "place": { "file": "campaigns/any.yaml", "line": 7 },
            "differences": [{
                "field": "body",
                "path": "campaigns/body.html",
                "hunks": [{
                    "old_start": 1,
                    "new_start": 1,
                    "lines": [" a", " ```", "-````", "+````diff", "+</details>", " b"],
                }],
            }],
            "steps": [],
            "needs_workspace": false,
        })
    );
}

#[test]
fn the_schema_is_fresh_and_what_is_written_fits_it() {
    let schema = schemars::schema_for!(V1);
    let text = format!("{}\n", serde_json::to_string_pretty(&schema).unwrap());
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/schemas/plan.v1.schema.json");
    let held = std::fs::read_to_string(path).unwrap_or_default();
    if held != text {
        let mode = campaignctl::store::disk::Mode::Shared;
        campaignctl::store::disk::replace(path.as_ref(), text.as_bytes(), mode).unwrap();
        panic!("schemas/plan.v1.schema.json was stale and is written anew; commit it");
    }
    let validator = jsonschema::validator_for(schema.as_value()).unwrap();
    let offline = World::default().plan_offline(&desired([campaign("a")]));
    for plan in [hostile(), offline] {
        let json = as_json(&plan);
        let errors: Vec<_> = validator.iter_errors(&json).map(|error| error.to_string()).collect();
        assert_eq!(errors, Vec::<String>::new());
    }
}
