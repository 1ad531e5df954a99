//! Counters never exceed what was sent, whatever people do.

use proptest::prelude::*;
use serde_json::{Value, json};

use super::asked::{Braze, EMAIL, PUSH, both_to, email_to};

#[derive(Clone, Debug)]
enum Step {
    Email(usize),
    Both(usize),
    Engage(usize, bool, usize),
    Event(usize),
}

const PEOPLE: [&str; 4] = ["user-1", "user-2", "user-3", "nobody"];
const ACTIONS: [&str; 6] = ["open", "click", "unsubscribe", "bounce", "spam", "dismiss"];

fn step() -> impl Strategy<Value = Step> {
    let person = 0..PEOPLE.len();
    prop_oneof![
        person.clone().prop_map(Step::Email),
        person.clone().prop_map(Step::Both),
        (person.clone(), any::<bool>(), 0..ACTIONS.len())
            .prop_map(|(p, e, a)| Step::Engage(p, e, a)),
        person.prop_map(Step::Event),
    ]
}

async fn take(braze: &Braze, step: &Step) {
    match *step {
        Step::Email(person) => drop(braze.send(email_to(&[PEOPLE[person]])).await.created()),
        Step::Both(person) => drop(braze.send(both_to(&[PEOPLE[person]])).await.created()),
        Step::Engage(person, email, action) => {
            let message = if email { EMAIL } else { PUSH };
            braze.engage(PEOPLE[person], message, ACTIONS[action]).await;
        }
        Step::Event(person) => {
            let event = json!({
                "external_id": PEOPLE[person], "name": "order_viewed", "time": "2026-01-05T12:00:00Z",
            });
            braze.post("/users/track", json!({ "events": [event] })).await.created();
        }
    }
}

fn check(row: &Value, delivered: usize) {
    let count = |object: &Value, name: &str| object[name].as_i64().unwrap();
    let (email, push) = (&row["messages"]["email"][0], &row["messages"]["ios_push"][0]);
    let sent = count(email, "sent");
    for name in
        ["unique_opens", "unique_clicks", "unsubscribes", "bounces", "reported_spam", "conversions"]
    {
        assert!((0..=sent).contains(&count(email, name)), "{name} in {email}");
    }
    assert_eq!(count(email, "delivered"), sent - count(email, "bounces"));
    assert!(count(email, "unique_opens") <= count(email, "opens"));
    assert!(count(push, "bounces") <= count(push, "sent"));
    assert_eq!(usize::try_from(sent + count(push, "sent")).unwrap(), delivered);
    assert!(count(row, "unique_recipients") <= 3, "there are three users");
    assert_eq!(count(row, "conversions"), count(email, "conversions") + count(push, "conversions"),);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn counters_never_exceed_what_was_sent(steps in prop::collection::vec(step(), 0..40)) {
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        runtime.block_on(async {
            let braze = Braze::with_campaign().await;
            for step in &steps {
                take(&braze, step).await;
            }
            let delivered = braze.inbox("").await.len();
            check(&braze.day("2026-01-05").await, delivered);
        });
    }
}
