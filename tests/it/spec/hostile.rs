//! Broken and hostile files: a clear diagnostic in bounded time, never a panic.

use campaignctl::spec::Document;
use proptest::prelude::*;

use super::World;

const SOUND: &str = "\
campaign: a
params: { order: string }
conversions:
  - { makes_purchase: any, within: 3d }
messages:
  m: &mail
    channel: email
    subject: \"Order @{param.order} {{${first_name}}}\"
    body: |
      <p>@{site}</p>
      @{file:footer.html}
  n: { <<: *mail, name: B, body: { file: body.html } }
  hook:
    channel: webhook
    url: '@{site}/x'
    request_method: POST
    request_headers: { Authorization: { secret: KEY } }
";

fn check(bytes: impl AsRef<[u8]>) -> String {
    World::new().file("campaigns/a.yaml", bytes).said()
}

#[test]
fn bytes_that_are_no_text_are_told_with_their_place() {
    insta::assert_snapshot!(check(b"campaign: a\nname: \xff\n"), @r"
    campaigns/a.yaml:2:7 «» error[encoding] byte 0xFF is not UTF-8
        help: save the file as UTF-8
    ");
    insta::assert_snapshot!(check(b"campaign: a\nname: \x1b[31m\n"), @r#"
    campaigns/a.yaml:2:7 «» error[control-character] U+001B is not allowed in YAML
        help: remove it, or write it as an escape in double quotes, such as "\t"
    "#);
    insta::assert_snapshot!(check(b"\xfe\xff\0c"), @r"
    campaigns/a.yaml:1:1 «» error[encoding] the file is UTF-16
        help: save it as UTF-8
    ");
}

#[test]
fn a_bomb_of_aliases_ends_quickly() {
    let bomb = (1..12).fold("a0: &a0 [x]\n".to_owned(), |text, level| {
        let items = vec![format!("*a{}", level - 1); 9].join(", ");
        format!("{text}a{level}: &a{level} [{items}]\n")
    });
    insta::assert_snapshot!(check(bomb), @r"
    campaigns/a.yaml:7:9 «» error[too-many-values] the file is too large once its aliases are written out
        help: a file has at most 1000000 values
    ");
    let merge = "- { <<: [*b, *b, *b, *b, *b, *b, *b, *b, *b, *b, *b, *b], k: 1 }\n";
    let merges = format!("base: &b {{a: 1, b: 2}}\nall:\n{}", merge.repeat(40_000));
    assert!(check(merges).contains("too-many-values"));
}

#[test]
fn a_thousand_mistakes_are_not_a_thousand_lines_of_syntax() {
    let twice = "a: 1\n".repeat(5_000);
    assert_eq!(check(twice).lines().filter(|line| line.contains("duplicate-key")).count(), 100);
}

#[test]
fn files_that_include_each_other_end() {
    let world = World::new()
        .file("campaigns/a.yaml", SOUND)
        .file("campaigns/footer.html", "@{file:footer.html}@{file:body.html}")
        .file("campaigns/body.html", "@{file:footer.html}@{file:footer.html}");
    let said = world.said();
    assert!(said.contains("include-cycle"), "{said}");
}

#[test]
fn an_included_file_that_is_no_text_is_blamed_where_it_is_named() {
    let world = World::new()
        .file("campaigns/a.yaml", SOUND)
        .file("campaigns/footer.html", b"\xff\xfe")
        .file("campaigns/body.html", "x");
    insta::assert_snapshot!(world.said(), @r"
    campaigns/a.yaml:11:7 «@{file:footer.html}» error[included-file] could not read `campaigns/footer.html`: it is not UTF-8: byte 0xFF in line 1
    ");
}

#[test]
fn keys_with_escapes_are_said_without_them() {
    let said =
        check("campaign: a\n\"\\e[31mred\\n\": 1\nmessages: { \"\\e\": { channel: sms } }\n");
    assert!(!said.contains('\u{1b}'), "{said:?}");
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, ..ProptestConfig::default() })]

    #[test]
    fn a_sound_file_with_a_piece_cut_out_or_put_in_never_panics(
        from in 0..SOUND.len(),
        length in 0_usize..40,
        piece in "[ \n\t:{}\\[\\]@&*#|>'\"%<a.-]{0,6}",
    ) {
        let (from, to) = (from, (from + length).min(SOUND.len()));
        let text = format!("{}{piece}{}", &SOUND[..from], &SOUND[to..]);
        let world = World::new()
            .file("campaigns/a.yaml", text)
            .file("campaigns/footer.html", "f")
            .file("campaigns/body.html", "b @{param.order}");
        let judged = world.judge();
        let partial = judged.desired.values().any(|desired| desired.partial);
        prop_assert_eq!(partial, judged.has_errors());
    }

    #[test]
    fn any_bytes_are_read(bytes in proptest::collection::vec(any::<u8>(), 0..64)) {
        let _document = Document::read("campaigns/a.yaml", &bytes);
    }
}
