//! Canonical YAML: what changes, what never does, and what is refused.

mod generated;

use campaignctl::yaml::format::{FormatError, format};

/// The formatted text, which is what formatting it again gives.
#[track_caller]
fn check(text: &str, expected: &str) {
    let formatted = format(text).unwrap();
    assert_eq!(formatted, expected);
    assert_eq!(format(&formatted).unwrap(), formatted, "not settled");
}

#[track_caller]
fn unchanged(text: &str) {
    check(text, text);
}

#[test]
fn keys_and_values_are_a_space_apart() {
    check("a:   1\nb :  2\n\"c\"   : 3\n", "a: 1\nb: 2\n\"c\": 3\n");
}

#[test]
fn every_level_is_two_spaces() {
    check("a:\n    b:\n       c: 1\n    d: 2\n", "a:\n  b:\n    c: 1\n  d: 2\n");
}

#[test]
fn lists_are_indented_inside_mappings() {
    check(
        "a:\n- 1\n-   2\nb:\n    -  c: 1\n       d: 2\n",
        "a:\n  - 1\n  - 2\nb:\n  - c: 1\n    d: 2\n",
    );
}

#[test]
fn lists_of_lists_stay_on_their_lines() {
    check("-   - a\n    -   b\n-\n      - c\n", "- - a\n  - b\n-\n  - c\n");
}

#[test]
fn flow_collections_are_spaced_and_stay_flow() {
    check(
        "a: {b: 1 ,c:  [ 1,2 , {} ,[ ]]}\nd: { e }\n",
        "a: { b: 1, c: [1, 2, {}, []] }\nd: { e }\n",
    );
}

#[test]
fn flow_collections_over_lines_hang_from_their_key() {
    check(
        "a: [\n      1, 2,\n  {\n b: 1\n }\n   ]\n-x: [1,\n 2]\n",
        "a: [\n  1, 2,\n  {\n    b: 1\n  }\n]\n-x: [1,\n  2]\n",
    );
    check("- [\n a\n ]\n- b: [\n    a\n  ]\n", "- [\n    a\n  ]\n- b: [\n    a\n  ]\n");
}

#[test]
fn comments_stand_two_spaces_behind_or_where_the_next_line_stands() {
    check(
        "#top\na: 1 # one\n      # of b\nb:    # two\n# of c\n    c: 1\n    # the end of b\n# the end\n",
        "#top\na: 1  # one\n# of b\nb:  # two\n  # of c\n  c: 1\n  # the end of b\n# the end\n",
    );
}

#[test]
fn a_comment_after_a_list_stays_in_the_list_if_it_was_indented_so() {
    check("a:\n  - 1\n  # of a\nb: 2\n", "a:\n  - 1\n  # of a\nb: 2\n");
    check("a:\n  - 1\n# of b\nb: 2\n", "a:\n  - 1\n# of b\nb: 2\n");
}

#[test]
fn blank_lines_are_kept_one_at_a_time() {
    check("\n\n\na: 1\n\n\n\n# c\n\nb: 2\n\n\n", "a: 1\n\n# c\n\nb: 2\n");
}

#[test]
fn nothing_stays_nothing() {
    unchanged("");
    check("\n \n\n", "");
    check("  # only this", "# only this\n");
}

#[test]
fn line_endings_and_marks_of_other_systems_go() {
    check("\u{feff}a: 1\r\nb: |\r\n  x\r\n  y\r\n", "a: 1\nb: |\n  x\n  y\n");
    check("a: 1   \nb:\t2\t\n", "a: 1\nb: 2\n");
}

#[test]
fn single_quotes_become_double_where_nothing_needs_an_escape() {
    check("a: 'x'\nb: 'it''s'\n", "a: \"x\"\nb: \"it's\"\n");
    unchanged("a: 'say \"hi\"'\nb: 'C:\\temp'\nc: \"\\t\"\n");
    // A quoted merge key is a key like any other, and stays quoted.
    check("'<<': 1\n", "\"<<\": 1\n");
}

#[test]
fn plain_scalars_are_left_as_they_are() {
    unchanged("a: no\nb: 0x10\nc: 1e3\nd: ~\ne: 2026-01-01\nf: http://x/?a=b#c\n");
}

#[test]
fn block_scalars_keep_every_byte_of_their_text() {
    check(
        "a:\n      b: |-   # why\n            one  \n              two\n\n            three\n      c: 1\n",
        "a:\n  b: |-  # why\n    one  \n      two\n\n    three\n  c: 1\n",
    );
    check("a: >+\n      x\n\n\nb: |2\n     y\n", "a: >+\n  x\n\n\nb: |2\n     y\n");
    check("- |4\n      x\n", "- |2\n    x\n");
    check("a: |+\n\n\nb: |\n\n\n", "a: |+\n\n\nb: |\n");
}

#[test]
fn text_over_several_lines_hangs_from_its_key() {
    check("a: one\n         two\n\n\n         three\n", "a: one\n  two\n\n\n  three\n");
    check("a: \"one\\ \n   two \\\n    three\"\n", "a: \"one\\ \n  two \\\n  three\"\n");
}

#[test]
fn anchors_aliases_tags_and_merges_are_kept() {
    check(
        "a:   &x   !t\n     b: 1\nc: {<<: *x,  d: *x}\n*x : 2\ne: [ *x ,!u ]\n",
        "a: &x !t\n  b: 1\nc: { <<: *x, d: *x }\n*x : 2\ne: [*x, !u ]\n",
    );
}

#[test]
fn documents_and_directives_keep_their_markers() {
    unchanged("%YAML 1.2\n---\na: 1\n---\nb: 2\n...\n---\n|\n  c\n");
}

#[test]
fn question_marks_of_long_keys_are_kept() {
    check("?   a\n:    b\n?  - c\n:  - d\n", "? a\n: b\n? - c\n: - d\n");
}

#[test]
fn liquid_and_references_are_texts_like_others() {
    unchanged("a: \"{{${first_name} | default: 'x'}}\"\nb: Order @{param.order} of {{ x }}\n");
}

#[test]
fn what_is_no_yaml_is_refused_with_its_place() {
    let told = format("a: 1\n b: 2\n").unwrap_err();
    assert!(matches!(told, FormatError::Syntax { line: 2, .. }), "{told}");
    for text in ["a: [", "a: 'x", "a: *x", "a: {{ x }}y: 1", "a: 1\n- b", "\0", "a: b: c"] {
        let told = format(text).unwrap_err();
        assert!(matches!(told, FormatError::Syntax { .. }), "{text:?}: {told}");
    }
}

#[test]
fn bottomless_nesting_is_refused_at_once() {
    for text in ["[".repeat(100_000), "- ".repeat(100_000), "{a: ".repeat(100_000)] {
        assert!(matches!(format(&text), Err(FormatError::Syntax { .. })));
    }
}

#[test]
fn whole_files_are_formatted_as_their_neighbours_show() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/it/cases/format");
    for name in ["campaign", "messy"] {
        let text = std::fs::read_to_string(format!("{folder}/{name}.yaml")).unwrap();
        let wanted = std::fs::read_to_string(format!("{folder}/{name}.formatted.yaml")).unwrap();
        check(&text, &wanted);
    }
}
