//! Reads are repeated a few times; writes never.

use std::time::Duration;

use campaignctl::braze::{Event, Patience};
use campaignctl::model::CampaignId;
use campaignctl::port::{Statistics as _, Workspace as _, WorkspaceError};

use super::*;

const NOTHING: &str = r#"{"message":"success","campaigns":[]}"#;

async fn observing(answers: Vec<Answer>) -> (Result<usize, WorkspaceError>, usize) {
    let far = Scripted::of(answers);
    let observed = live(&far).observe().await;
    (observed.map(|observed| observed.campaigns.unwrap().len()), far.asked().len())
}

#[tokio::test]
async fn a_read_outlives_a_few_failures() {
    let failures = vec![answer(503, ""), lost(), not_sent(), answer(200, NOTHING)];
    assert_eq!(observing(failures).await, (Ok(0), 4));
}

#[tokio::test]
async fn a_read_gives_up() {
    let unreachable = |reason: &str| Err(WorkspaceError::Unreachable(reason.to_owned()));
    assert_eq!(observing(vec![not_sent()]).await, (unreachable("connection refused"), 4));
    let failed = vec![answer(500, r#"{"message":"Internal Server Error"}"#)];
    let reason = "it answered 500: Internal Server Error";
    assert_eq!(observing(failed).await, (unreachable(reason), 4));
}

#[tokio::test]
async fn a_refusal_is_not_asked_for_twice() {
    let refused = vec![answer(400, r#"{"message":"Bad Request"}"#), answer(200, NOTHING)];
    let error = WorkspaceError::Refused("Bad Request".to_owned());
    assert_eq!(observing(refused).await, (Err(error), 1));

    let key = vec![answer(401, r#"{"message":"Invalid API key: 8f0c1b2a"}"#), answer(200, NOTHING)];
    let error = WorkspaceError::Unauthorized("Invalid API key: [key]".to_owned());
    assert_eq!(observing(key).await, (Err(error), 1));

    let odd = vec![answer(200, r#"{"message":"Something is odd"}"#)];
    let error = WorkspaceError::Unexpected("Something is odd".to_owned());
    assert_eq!(observing(odd).await, (Err(error), 1));
}

#[expect(clippy::unnecessary_wraps, reason = "it stands among answers that are errors")]
fn limited(seconds: &str) -> Answer {
    let headers = vec![("retry-after".to_owned(), seconds.to_owned())];
    Ok(Response { headers, ..response(429, "") })
}

#[tokio::test]
async fn a_limit_is_waited_for_within_bounds() {
    let answers = || vec![limited("0"), answer(200, NOTHING)];
    assert_eq!(
        observing(answers()).await,
        (Err(WorkspaceError::Limited(1)), 1),
        "no pause allowed"
    );

    let far = Scripted::of(answers());
    let patience = Patience { budget: Duration::from_secs(1), ..Patience::HASTE };
    let observed = live(&far).with_patience(patience).observe().await;
    assert_eq!((observed.is_ok(), far.asked().len()), (true, 2));

    let far = Scripted::of(vec![limited("2")]);
    let error = live(&far).with_patience(patience).observe().await.unwrap_err();
    assert_eq!((error, far.asked().len()), (WorkspaceError::Limited(2), 1));
}

#[tokio::test]
async fn a_write_is_never_repeated() {
    let event = Event { external_id: "u".into(), name: "bought".into(), time: now() };
    for failure in [answer(500, ""), answer(503, ""), lost(), not_sent(), limited("0")] {
        let far = Scripted::of(vec![failure]);
        sandbox(&far).track(&[], std::slice::from_ref(&event), &[]).await.unwrap_err();
        assert_eq!(far.asked().len(), 1);
    }
}

#[tokio::test]
async fn an_answer_that_cannot_be_read_says_where() {
    let far = Scripted::of(vec![answer(200, r#"{"data":[{"time":"2026-09-01"},{"time":7}]}"#)]);
    let campaign = CampaignId::parse("c").unwrap();
    let error = live(&far).series(&campaign, now(), 1).await.unwrap_err();
    assert_eq!(
        error.to_string(),
        "the workspace answered what nobody expected: `data[1].time` in its answer: \
         invalid type: integer `7`, expected a string"
    );
}
