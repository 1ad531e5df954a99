//! Rate limits: obeyed before they are met, waited for within a budget, told while they last.

use std::time::Duration;

use bytes::Bytes;
use campaignctl::braze::{Event, Notice, Patience, Why};
use campaignctl::model::CampaignId;
use campaignctl::port::{
    Delivery, Messenger as _, Statistics as _, Workspace as _, WorkspaceError,
};

use super::*;

const NOTHING: &str = r#"{"message":"success","campaigns":[]}"#;

/// An answer that says how many calls are left, and for how many seconds.
#[expect(clippy::unnecessary_wraps, reason = "it stands among answers that are errors")]
fn left(status: u16, body: &str, calls: &str, seconds: i64) -> Answer {
    let reset = (now().0.as_second() + seconds).to_string();
    let headers = [("x-ratelimit-remaining", calls), ("x-ratelimit-reset", &reset)];
    let headers = headers.map(|(name, value)| (name.to_owned(), value.to_owned()));
    Ok(Response { headers: headers.into(), ..response(status, body) })
}

fn with_budget(far: &Arc<Scripted>, seconds: u64) -> (Client, Arc<Mutex<Vec<Notice>>>) {
    let told = Arc::new(Mutex::new(Vec::new()));
    let patience = Patience { budget: Duration::from_secs(seconds), ..Patience::HASTE };
    let heard = Arc::clone(&told);
    let client = live(far).with_patience(patience);
    let client = client.heard_by(move |notice| {
        if !matches!(notice, Notice::Exchanged(_)) {
            heard.lock().unwrap().push(notice);
        }
    });
    (client, told)
}

#[tokio::test]
async fn nothing_left_means_waiting_before_the_next_call() {
    let far = Scripted::of(vec![left(200, NOTHING, "0", 1), answer(200, NOTHING)]);
    let (client, told) = with_budget(&far, 2);
    client.observe().await.unwrap();
    client.observe().await.unwrap();
    assert_eq!(far.asked().len(), 2);
    let told = told.lock().unwrap().clone();
    assert!(
        matches!(&told[..], [Notice::Waiting { path, why: Why::Limit, .. }] if path == "/campaigns/list"),
        "{told:?}"
    );
}

#[tokio::test]
async fn a_wait_beyond_the_budget_is_not_begun() {
    let far = Scripted::of(vec![left(200, NOTHING, "0", 1_800)]);
    let (client, told) = with_budget(&far, 60);
    client.observe().await.unwrap();
    assert_eq!(client.observe().await, Err(WorkspaceError::Limited(1_800)));
    assert_eq!(far.asked().len(), 1, "the limit is not run into");
    let told = told.lock().unwrap().clone();
    let [Notice::Spent { waited, budget, .. }] = &told[..] else { panic!("{told:?}") };
    assert_eq!((*waited, *budget), (Duration::ZERO, Duration::from_mins(1)));
}

#[tokio::test]
async fn limits_are_kept_apart_where_braze_keeps_them_apart() {
    let far = Scripted::new(|request, _| {
        if request.path == "/campaigns/data_series" {
            left(200, r#"{"message":"success","data":[]}"#, "0", 1_800)
        } else {
            answer(200, NOTHING)
        }
    });
    let (client, _) = with_budget(&far, 0);
    let campaign = CampaignId::parse("c").unwrap();
    client.series(&campaign, now(), 1).await.unwrap();
    client.observe().await.unwrap();
    let limited = client.series(&campaign, now(), 1).await.unwrap_err();
    assert_eq!(limited, WorkspaceError::Limited(1_800));
}

#[tokio::test]
async fn calls_in_flight_count_as_made() {
    let rows: Vec<_> =
        (0..40).map(|n| format!(r#"{{"id":"c{n}","is_api_campaign":true}}"#)).collect();
    let list = format!(r#"{{"message":"success","campaigns":[{}]}}"#, rows.join(","));
    // Seven calls are left after the list, whoever counts them.
    let far = Scripted::new(move |request, number| {
        let calls = 7_usize.saturating_sub(number);
        let body =
            if request.path == "/campaigns/list" { &*list } else { r#"{"message":"success"}"# };
        if number > 7 { answer(429, "") } else { left(200, body, &calls.to_string(), 1_800) }
    });
    let (client, _) = with_budget(&far, 60);
    assert_eq!(client.observe().await, Err(WorkspaceError::Limited(1_800)));
    assert_eq!(far.asked().len(), 8, "no call was made that had to be refused");
}

#[tokio::test]
async fn a_send_is_told_to_wait_before_it_is_made() {
    let success = r#"{"dispatch_id":"d","message":"success"}"#;
    let far = Scripted::of(vec![left(201, success, "0", 90)]);
    let client = live(&far);
    assert!(matches!(client.deliver(Bytes::new()).await, Ok(Delivery::Accepted { .. })));
    let delivery = client.deliver(Bytes::new()).await;
    let Ok(Delivery::Limited { retry_after }) = delivery else { panic!("{delivery:?}") };
    assert!(retry_after <= Duration::from_secs(90), "{retry_after:?}");
    assert_eq!(far.asked().len(), 1);
}

#[tokio::test]
async fn what_a_limit_refused_is_written_after_the_wait() {
    let headers = vec![("retry-after".to_owned(), "0".to_owned())];
    let refused = Ok(Response { headers, ..response(429, "") });
    let taken = answer(201, r#"{"message":"success","events_processed":1}"#);
    let far = Scripted::of(vec![refused, taken]);
    let (client, _) = with_budget(&far, 1);
    let event = Event { external_id: "u".into(), name: "bought".into(), time: now() };
    let tracked = client.track(&[], &[event], &[]).await.unwrap();
    assert_eq!((tracked.processed, far.asked().len()), (1, 2));
}

#[tokio::test]
async fn the_budget_is_for_all_waits_together() {
    let headers = vec![("retry-after".to_owned(), "0".to_owned())];
    let far = Scripted::of(vec![Ok(Response { headers, ..response(429, "") })]);
    let (client, told) = with_budget(&far, 1);
    assert_eq!(client.observe().await, Err(WorkspaceError::Limited(1)));
    assert_eq!(far.asked().len(), 5, "four quarters of a second");
    let told = told.lock().unwrap().clone();
    assert!(matches!(&told[..], [Notice::Spent { .. }]), "waits that short are not told: {told:?}");
}

#[tokio::test]
async fn empty_and_odd_headers_limit_nothing() {
    for (calls, seconds) in [("", 60), ("many", 60), ("0", -60), ("0", 0)] {
        let far = Scripted::of(vec![left(200, NOTHING, calls, seconds)]);
        let (client, _) = with_budget(&far, 0);
        client.observe().await.unwrap();
        client.observe().await.unwrap();
    }
}

#[tokio::test]
async fn a_clock_that_is_wrong_here_waits_as_long() {
    // The far side is a day ahead, and says so.
    let headers = [
        ("date", "Wed, 02 Sep 2026 12:00:00 GMT".to_owned()),
        ("x-ratelimit-remaining", "0".to_owned()),
        ("x-ratelimit-reset", (now().0.as_second() + 86_400 + 30).to_string()),
    ];
    let headers = headers.map(|(name, value)| (name.to_owned(), value));
    let far =
        Scripted::of(vec![Ok(Response { headers: headers.into(), ..response(200, NOTHING) })]);
    let (client, _) = with_budget(&far, 0);
    client.observe().await.unwrap();
    assert_eq!(client.observe().await, Err(WorkspaceError::Limited(30)));
}
