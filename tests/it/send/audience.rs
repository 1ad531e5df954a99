//! Audiences: what is read, how it is batched, and what is said about bad rows.

use campaignctl::model::{Params, Recipient, RecipientId};
use campaignctl::send::{Audience, AudienceError, Batches, Duplicates, Terms};
use proptest::prelude::*;
use serde_json::json;

use super::world::{World, template};

/// The batches of an audience, a line each, or what is wrong with it.
fn check(name: &str, text: &str, audience: &str) -> String {
    let mut world = World::with(name, audience);
    text.clone_into(&mut world.text);
    said(&world)
}

fn said(world: &World) -> String {
    match world.survey() {
        Ok(survey) => {
            let first = &survey.first;
            let ids: Vec<_> = first.recipients.iter().map(|id| json!(id).to_string()).collect();
            let (ids, params) = (ids.join(" "), json!(first.params));
            let mut said = format!(
                "{} recipients in {} batches: {ids} {params}",
                survey.recipients, survey.batches
            );
            for note in survey.notes {
                said = said + "\nnote: " + &note;
            }
            said
        }
        Err(AudienceError::Rows { first, total }) => {
            let mut said = format!("{total} wrong");
            for problem in first {
                let line = problem.location.unwrap().line;
                said = format!("{said}\n{line}: {}", problem.message);
            }
            said
        }
        Err(error) => world.plain(&error.to_string()),
    }
}

#[test]
fn a_csv_names_recipients_and_their_values() {
    let audience = "external_user_id,param.x,city,n\nu1,a,Rome,1\nu2,b,Oslo,2\nu3,a,Bonn,1\n";
    insta::assert_snapshot!(check("a.csv", "@{param.x} @{param.n}", audience), @r#"
    3 recipients in 2 batches: "u1" "u3" {"n":1,"x":"a"}
    note: columns that are no params were ignored: city
    "#);
}

#[test]
fn a_declared_param_that_is_not_used_does_not_split_batches() {
    insta::assert_snapshot!(
        check("a.csv", "hi", "\u{feff}id,x\nu1,a\nu2,b\n"),
        @r#"2 recipients in 1 batches: "u1" "u2" {}"#
    );
}

#[test]
fn aliases_stand_in_for_ids() {
    let audience = "external_id,alias_name,alias_label\n,n,l\nu1,,\n,n,\n";
    insta::assert_snapshot!(check("a.csv", "hi", audience), @r"
    1 wrong
    4: the alias has no label
    ");
    insta::assert_snapshot!(
        check("a.csv", "hi", "alias_name,alias_label\nn,l\n"),
        @r#"1 recipients in 1 batches: {"alias_name":"n","alias_label":"l"} {}"#
    );
}

#[test]
fn ndjson_is_flat_or_nested() {
    let audience = concat!(
        "{\"external_user_id\": \"u1\", \"params\": {\"x\": \"a\"}}\n\n",
        "{\"id\": 7, \"x\": \"a\", \"city\": \"Rome\"}",
    );
    insta::assert_snapshot!(check("a.ndjson", "@{param.x}", audience), @r#"
    2 recipients in 1 batches: "u1" "7" {"x":"a"}
    note: fields that are no params were ignored: city
    "#);
}

#[test]
fn every_bad_row_is_reported_with_its_line() {
    let long = "x".repeat(988);
    let audience = format!("id,n\nu1,1\n,2\nu2,two\nu3,3,4\n{long},5\n u4,6\nu1,7\n\"a\nb\",8\n");
    insta::assert_snapshot!(check("a.csv", "@{param.n}", &audience), @r#"
    7 wrong
    3: the id is empty
    4: the param `n` is an integer, but got "two"
    5: it has 3 columns, the header 2
    6: the id has 988 bytes; Braze takes 987
    7: the id begins or ends with a space
    9: the id has control characters
    8: `u1` is on line 2 too
    "#);
    let audience = concat!(
        "{\"id\": \"u1\", \"params\": {\"n\": \"1\"}}\n",
        "{\"id\": \"u2\", \"params\": {\"m\": 1}}\n",
        "{\"id\": \"u3\"}\n",
        "u4\n",
        "{\"id\": [1], \"n\": 1}\n",
    );
    insta::assert_snapshot!(check("a.ndjson", "@{param.n}", audience), @r#"
    5 wrong
    1: the param `n` is an integer, but got "1"
    2: the campaign declares no param `m`
    3: the param `n` has no value
    4: it is no JSON object: expected value at column 1
    5: `id` is not a string
    "#);
}

#[test]
fn a_header_without_recipients_or_a_param_is_refused() {
    insta::assert_snapshot!(check("a.csv", "hi", "name;mail\na;b\n"), @r"
    1 wrong
    1: no column names the recipients: expected `external_user_id` (or `alias_name` and `alias_label`) among: name;mail; columns are separated by commas
    ");
    insta::assert_snapshot!(check("a.csv", "@{param.x}", "id\na\n"), @r"
    1 wrong
    1: there is no column for the param `x`
    ");
    insta::assert_snapshot!(check("a.csv", "hi", "id,param.zz\na,b\n"), @r"
    1 wrong
    1: the campaign declares no param `zz`
    ");
    insta::assert_snapshot!(check("a.csv", "hi", "id,x,param.x\na,b,c\n"), @r"
    1 wrong
    1: there are two columns `x`
    ");
    assert_eq!(check("a.csv", "hi", "id\n"), "a.csv: there is nobody in it");
    assert_eq!(check("a.csv", "hi", ""), "a.csv: there is nobody in it");
}

#[test]
fn only_the_first_twenty_problems_are_kept() {
    let audience = format!("id\n{}", " a\n".repeat(30));
    let said = check("a.csv", "hi", &audience);
    assert_eq!((said.lines().next(), said.lines().count()), (Some("30 wrong"), 21));
}

#[test]
fn a_quote_that_is_not_closed_does_not_swallow_the_file() {
    let audience = format!("id\n\"a\n{}", "b\n".repeat(1 << 20));
    assert_eq!(
        check("a.csv", "hi", &audience),
        "could not read `a.csv`: a row has more than a megabyte; is a quote not closed?"
    );
}

#[test]
fn common_values_fill_in_and_a_row_s_own_come_first() {
    let mut world = World::with("a.csv", "id,x\nu1,own\n");
    world.text = "@{param.x} @{param.n}".to_owned();
    world.params = Params::from([("x".to_owned(), json!("all")), ("n".to_owned(), json!(1))]);
    insta::assert_snapshot!(said(&world), @r#"1 recipients in 1 batches: "u1" {"n":1,"x":"own"}"#);
    let wrong = Params::from([("y".to_owned(), json!(1))]);
    let error = Terms::new(&template("hi"), &wrong, None).unwrap_err();
    assert_eq!(error.to_string(), "the campaign declares no param `y`");
}

#[test]
fn a_limit_takes_the_first_rows_and_digests_all() {
    let mut world = World::with("a.csv", "id\nu1\nu2\n ,bad\n");
    world.limit = Some(1);
    let limited = world.survey().unwrap();
    assert_eq!((limited.recipients, limited.batches), (1, 1));
    let other = World::with("a.csv", "id\nu1\nu2\n");
    assert_ne!(limited.digest, other.survey().unwrap().digest);
}

#[test]
fn duplicates_may_be_allowed() {
    let world = World::with("a.csv", "id\nu1\nu1\n");
    let template = template("hi");
    let terms = Terms::new(&template, &Params::new(), None).unwrap();
    let allowed = world.audience().survey(&template, &terms, Duplicates::Allow).unwrap();
    assert_eq!(allowed.recipients, 2);
}

#[test]
fn a_pipe_is_spooled_and_its_format_guessed() {
    let mut input = "{\"id\": \"u1\"}\n".as_bytes();
    let audience = Audience::spool(&mut input, Audience::STDIN).unwrap();
    let template = template("hi");
    let terms = Terms::new(&template, &Params::new(), None).unwrap();
    let read = || audience.survey(&template, &terms, Duplicates::Refuse).unwrap();
    assert_eq!(read().digest, read().digest);
    assert_eq!(audience.name(), "-");
}

fn batches(recipients: &[(String, u8)]) -> Vec<campaignctl::send::Batch> {
    let mut batches = Batches::default();
    let mut all = Vec::new();
    for (id, value) in recipients {
        let params = Params::from([("v".to_owned(), json!(value))]);
        batches.add(Recipient { id: RecipientId::External(id.clone()), params });
        all.extend(batches.by_ref());
    }
    batches.end();
    all.extend(batches);
    all
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(32))]

    #[test]
    fn everybody_is_in_one_batch_with_their_own_values(
        values in proptest::collection::vec(0..20_u8, 0..600)
    ) {
        let recipients: Vec<_> =
            values.iter().enumerate().map(|(at, value)| (format!("u{at}"), *value)).collect();
        let batches = batches(&recipients);
        let mut reached: Vec<_> = batches.iter().flat_map(|batch| {
            prop_assert!((1..=50).contains(&batch.recipients.len()));
            Ok(batch.recipients.iter().map(|id| (json!(id), batch.params["v"].clone())))
        }).flatten().collect();
        let mut all: Vec<_> =
            recipients.iter().map(|(id, value)| (json!(id), json!(value))).collect();
        let by_text = |(id, value): &(serde_json::Value, serde_json::Value)| format!("{id}{value}");
        reached.sort_by_key(by_text);
        all.sort_by_key(by_text);
        prop_assert_eq!(reached, all);
        let numbers: Vec<_> = batches.iter().map(|batch| batch.number).collect();
        prop_assert_eq!(numbers, (0..batches.len() as u64).collect::<Vec<_>>());
    }
}

#[test]
fn recipients_wait_for_others_like_them_but_not_for_ever() {
    let recipients: Vec<_> =
        (0..12_000).map(|at| (format!("u{at}"), if at % 6_000 == 0 { 1 } else { 2 })).collect();
    let batches = batches(&recipients);
    let lone: Vec<_> = batches.iter().filter(|batch| batch.params["v"] == json!(1)).collect();
    assert_eq!(lone.iter().map(|batch| batch.recipients.len()).sum::<usize>(), 2);
    assert_eq!(lone.len(), 1, "few wait at a time, so the window has room for both");
    let different: Vec<_> = (0..6_000).map(|at| (format!("u{at}"), 0)).collect();
    let mut grouped = Batches::default();
    for (id, _) in &different {
        let params = Params::from([("v".to_owned(), json!(id))]);
        grouped.add(Recipient { id: RecipientId::External(id.clone()), params });
    }
    assert_eq!(grouped.by_ref().count(), 1_000, "five thousand wait");
}
