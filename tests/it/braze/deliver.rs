//! One request, and what is known of it afterwards.

use bytes::Bytes;
use campaignctl::port::{Delivery, Messenger as _, MessengerError};

use super::*;

const SUCCESS: &str = r#"{"dispatch_id":"0f1e2d3c4b5a69788796a5b4c3d2e1f0","message":"success"}"#;

async fn deliver(answer: Answer) -> Result<Delivery, MessengerError> {
    let far = Scripted::of(vec![answer]);
    let result = live(&far).deliver(Bytes::from_static(b"{\"a\":1}")).await;
    assert_eq!(far.asked(), [r#"Post /messages/send {"a":1}"#], "exactly one request, as given");
    result
}

/// The delivery as one line.
async fn check(answer: Answer) -> String {
    match deliver(answer).await {
        Ok(Delivery::Accepted { dispatch, minor_errors }) => {
            format!("accepted {dispatch} {minor_errors:?}")
        }
        Ok(Delivery::Refused { status, message }) => format!("refused {status}: {message}"),
        Ok(Delivery::Limited { retry_after }) => format!("limited {retry_after:?}"),
        Ok(Delivery::Unknown { reason }) => format!("unknown: {reason}"),
        Err(MessengerError::Unauthorized(message)) => format!("unauthorized: {message}"),
        Err(MessengerError::Unreachable(reason)) => format!("unreachable: {reason}"),
    }
}

async fn limited(headers: &[(&str, &str)]) -> String {
    let headers = headers.iter().map(|(name, value)| ((*name).into(), (*value).into())).collect();
    check(Ok(Response { headers, ..response(429, r#"{"message":"Rate Limited"}"#) })).await
}

#[tokio::test]
async fn any_success_that_names_a_dispatch_is_accepted() {
    for status in [200, 201, 202] {
        let expected = "accepted 0f1e2d3c4b5a69788796a5b4c3d2e1f0 []";
        assert_eq!(check(answer(status, SUCCESS)).await, expected);
    }
    let with_errors = r#"{"dispatch_id":"d","message":"success","errors":["One\u001b[2J",{"message":"Two"},null]}"#;
    assert_eq!(check(answer(201, with_errors)).await, r#"accepted d ["One [2J", "Two"]"#);
    let one_error = r#"{"dispatch_id":"d","errors":"Only one"}"#;
    assert_eq!(check(answer(201, one_error)).await, r#"accepted d ["Only one"]"#);
}

#[tokio::test]
async fn a_success_that_is_none_is_in_doubt() {
    assert_eq!(check(answer(201, "")).await, "unknown: its answer names no dispatch");
    let queued = r#"{"message":"queued"}"#;
    assert_eq!(check(answer(202, queued)).await, "unknown: its answer names no dispatch");
    let spaced = r#"{"dispatch_id":"a b","message":"success"}"#;
    assert_eq!(check(answer(201, spaced)).await, "unknown: its answer names no dispatch");
    let other = r#"{"message":"Something is odd"}"#;
    assert_eq!(check(answer(200, other)).await, "unknown: Something is odd");
    let page = "<html>Log in to the hotel's network</html>";
    assert_eq!(check(answer(200, page)).await, "unknown: its answer is not JSON: (a page of HTML)");
}

#[tokio::test]
async fn a_refusal_is_a_refusal_wherever_its_text_stands() {
    let texts = [
        (r#"{"message":"Invalid Message Variant"}"#, "Invalid Message Variant"),
        (r#"{"error":"unexpected token at '{'"}"#, "unexpected token at '{'"),
        (r#"{"errors":[{"id":"x","message":"No"},"Never"]}"#, "No; Never"),
        (r#"{"message":null}"#, r#"{"message":null}"#),
        ("Bad gateway said no", "Bad gateway said no"),
        ("", "(no text)"),
        ("  <!doctype html>", "(a page of HTML)"),
        ("[1]", "[1]"),
    ];
    for (body, text) in texts {
        assert_eq!(check(answer(400, body)).await, format!("refused 400: {text}"));
    }
    assert_eq!(check(answer(413, "")).await, "refused 413: (no text)");
}

#[tokio::test]
async fn what_may_have_been_received_is_in_doubt() {
    assert_eq!(check(lost()).await, "unknown: the connection was closed");
    let failed = r#"{"message":"Internal Server Error"}"#;
    assert_eq!(check(answer(500, failed)).await, "unknown: it answered 500: Internal Server Error");
    for status in [408, 502, 503, 504] {
        assert!(check(answer(status, "")).await.starts_with("unknown"), "{status}");
    }
}

#[tokio::test]
async fn what_was_certainly_not_received_may_be_repeated() {
    assert_eq!(check(not_sent()).await, "unreachable: connection refused");
    assert_eq!(
        check(answer(302, "")).await,
        "unreachable: it answered 302, a redirect: this is no REST endpoint of Braze"
    );
}

#[tokio::test]
async fn a_key_that_is_refused_is_not_repeated_by_us() {
    let echo = r#"{"message":"Invalid API key: 8f0c1b2a-secret"}"#;
    assert_eq!(check(answer(401, echo)).await, "unauthorized: Invalid API key: [key]");
    let lacking = r#"{"message":"Access Denied"}"#;
    assert_eq!(check(answer(403, lacking)).await, "unauthorized: Access Denied");
}

#[tokio::test]
async fn a_spent_limit_says_how_long() {
    let in_90_seconds = (now().0.as_second() + 90).to_string();
    let reset = ("x-ratelimit-reset", in_90_seconds.as_str());
    assert_eq!(limited(&[("retry-after", "7"), reset]).await, "limited 7s");
    assert_eq!(
        limited(&[("retry-after", "Tue, 01 Sep 2026 12:00:20 GMT"), reset]).await,
        "limited 20s"
    );
    assert_eq!(limited(&[reset]).await, "limited 90s");
    assert_eq!(limited(&[("retry-after", "soon"), reset]).await, "limited 90s");
    assert_eq!(limited(&[("retry-after", " "), ("x-ratelimit-reset", "")]).await, "limited 1s");
    assert_eq!(limited(&[("retry-after", "-5")]).await, "limited 1s");
    assert_eq!(limited(&[("x-ratelimit-reset", "1")]).await, "limited 250ms");
    assert_eq!(limited(&[("retry-after", "999999999")]).await, "limited 3600s");
    assert_eq!(limited(&[("x-ratelimit-reset", "9999999999999999999")]).await, "limited 1s");
}
