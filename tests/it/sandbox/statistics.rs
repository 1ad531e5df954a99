//! Send, engage, convert, read the series.

use insta::assert_json_snapshot;
use serde_json::{Value, json};

use super::asked::{Braze, CAMPAIGN, EMAIL, PUSH, both_to, email_to};

async fn event(braze: &Braze, person: &str, time: &str) {
    let event = json!({ "external_id": person, "name": "order_viewed", "time": time });
    braze.post("/users/track", json!({ "events": [event] })).await.created();
}

async fn purchase(braze: &Braze, person: &str, price: f64, time: &str) {
    let purchase = json!({
        "external_id": person, "product_id": "socks", "currency": "USD",
        "price": price, "quantity": 2, "time": time,
    });
    braze.post("/users/track", json!({ "purchases": [purchase] })).await.created();
}

fn email(row: &Value) -> &Value {
    &row["messages"]["email"][0]
}

fn push(row: &Value) -> &Value {
    &row["messages"]["ios_push"][0]
}

#[tokio::test]
async fn a_row_has_every_counter_of_every_variation_and_null_for_other_channels() {
    let braze = Braze::with_campaign().await;
    braze.send(both_to(&["user-1", "user-2"])).await.created();
    assert_json_snapshot!(braze.day("2026-01-05").await, @r#"
    {
      "time": "2026-01-05",
      "messages": {
        "android_push": null,
        "ios_push": [
          {
            "variation_api_id": "iosPush-640",
            "variation_name": "Short",
            "sent": 2,
            "direct_opens": 0,
            "total_opens": 0,
            "bounces": 0,
            "body_clicks": 0,
            "conversions": 0,
            "conversions_by_send_time": 0,
            "conversions1": 0,
            "conversions1_by_send_time": 0,
            "unique_recipients": 2,
            "revenue": 0.0
          }
        ],
        "content_cards": null,
        "email": [
          {
            "variation_api_id": "3c0d1a0e-8d5e-4b8a-9e0c-7f3b5a3c5c11",
            "variation_name": "Plain",
            "sent": 2,
            "opens": 0,
            "unique_opens": 0,
            "clicks": 0,
            "unique_clicks": 0,
            "unsubscribes": 0,
            "bounces": 0,
            "delivered": 2,
            "reported_spam": 0,
            "conversions": 0,
            "conversions_by_send_time": 0,
            "conversions1": 0,
            "conversions1_by_send_time": 0,
            "unique_recipients": 2,
            "revenue": 0.0
          }
        ],
        "kindle_push": null,
        "sms": null,
        "web_push": null,
        "webhook": null,
        "whats_app": null,
        "trigger_in_app_message": null
      },
      "conversions": 0,
      "conversions_by_send_time": 0,
      "conversions1": 0,
      "conversions1_by_send_time": 0,
      "unique_recipients": 2,
      "revenue": 0.0
    }
    "#);
}

#[tokio::test]
async fn a_series_has_a_row_for_each_day_oldest_first() {
    let braze = Braze::with_campaign().await;
    braze.send(email_to(&["user-1"])).await.created();
    braze.at("2026-01-07T00:00:00Z");
    braze.send(email_to(&["user-1", "user-2"])).await.created();
    let target = format!("/campaigns/data_series?campaign_id={CAMPAIGN}&length=4");
    let answer = braze.get(&target).await;
    let rows = answer.body["data"].as_array().unwrap().clone();
    let sent: Vec<_> =
        rows.iter().map(|row| (row["time"].clone(), email(row)["sent"].clone())).collect();
    let expected = [("2026-01-04", 0), ("2026-01-05", 1), ("2026-01-06", 0), ("2026-01-07", 2)];
    assert_eq!(sent, expected.map(|(day, sent)| (json!(day), json!(sent))));
    assert_eq!(answer.body["message"], "success");
}

#[tokio::test]
async fn a_recipient_is_unique_once_a_day_and_variation() {
    let braze = Braze::with_campaign().await;
    braze.send(email_to(&["user-1"])).await.created();
    braze.send(both_to(&["user-1", "user-2"])).await.created();
    let row = braze.day("2026-01-05").await;
    assert_eq!(row["unique_recipients"], 2);
    assert_eq!(email(&row)["sent"], 3);
    assert_eq!(email(&row)["unique_recipients"], 2);
    assert_eq!(push(&row)["unique_recipients"], 2);
    braze.at("2026-01-06T00:00:00Z");
    braze.send(email_to(&["user-1"])).await.created();
    assert_eq!(braze.day("2026-01-06").await["unique_recipients"], 1, "a new day");
}

#[tokio::test]
async fn opens_count_each_time_and_uniquely_within_a_week() {
    let braze = Braze::with_campaign().await;
    braze.send(both_to(&["user-1"])).await.created();
    for _ in 0..3 {
        assert_eq!(braze.engage("user-1", EMAIL, "open").await, Value::Null);
    }
    braze.engage("user-1", EMAIL, "click").await;
    braze.engage("user-1", PUSH, "open").await;
    let row = braze.day("2026-01-05").await;
    assert_eq!((&email(&row)["opens"], &email(&row)["unique_opens"]), (&json!(3), &json!(1)));
    assert_eq!((&email(&row)["clicks"], &email(&row)["unique_clicks"]), (&json!(1), &json!(1)));
    assert_eq!((&push(&row)["direct_opens"], &push(&row)["total_opens"]), (&json!(1), &json!(1)));
    braze.at("2026-01-13T12:00:00Z");
    braze.engage("user-1", EMAIL, "open").await;
    assert_eq!(email(&braze.day("2026-01-13").await)["unique_opens"], 1, "a week later");
}

#[tokio::test]
async fn a_bounce_takes_the_delivery_back() {
    let braze = Braze::with_campaign().await;
    braze.send(email_to(&["user-1", "user-2"])).await.created();
    braze.at("2026-01-06T12:00:00Z");
    assert_eq!(braze.engage("user-1", EMAIL, "bounce").await, Value::Null);
    assert_eq!(braze.engage("user-1", EMAIL, "bounce").await, Value::Null, "once is enough");
    let sent = braze.day("2026-01-05").await;
    assert_eq!((&email(&sent)["sent"], &email(&sent)["delivered"]), (&json!(2), &json!(1)));
    assert_eq!(email(&braze.day("2026-01-06").await)["bounces"], 1);
    let opened = braze.engage("user-1", EMAIL, "open").await;
    assert_eq!(opened, json!(["actions[0]: the message had bounced"]));
}

#[tokio::test]
async fn nobody_engages_with_what_was_not_delivered_to_them() {
    let braze = Braze::with_campaign().await;
    braze.send(email_to(&["user-1"])).await.created();
    let errors = [
        braze.engage("user-2", EMAIL, "open").await,
        braze.engage("nobody", EMAIL, "open").await,
        braze.engage("user-1", PUSH, "open").await,
        braze.engage("user-1", "no-message", "open").await,
        braze.engage("user-1", EMAIL, "dismiss").await,
    ];
    assert_json_snapshot!(errors, @r#"
    [
      [
        "actions[0]: `3c0d1a0e-8d5e-4b8a-9e0c-7f3b5a3c5c11` was not delivered to `user-2`"
      ],
      [
        "actions[0]: `3c0d1a0e-8d5e-4b8a-9e0c-7f3b5a3c5c11` was not delivered to `nobody`"
      ],
      [
        "actions[0]: `iosPush-640` was not delivered to `user-1`"
      ],
      [
        "actions[0]: there is no message `no-message`"
      ],
      [
        "actions[0]: nobody can dismiss with a message of email"
      ]
    ]
    "#);
    let row = braze.day("2026-01-05").await;
    assert_eq!(email(&row)["opens"], 0);
}

#[tokio::test]
async fn an_event_within_the_window_converts_once_per_channel() {
    let braze = Braze::with_campaign().await;
    braze.send(both_to(&["user-1"])).await.created();
    braze.at("2026-01-07T12:00:00Z");
    event(&braze, "user-1", "2026-01-06T10:00:00Z").await;
    event(&braze, "user-1", "2026-01-06T11:00:00Z").await;
    let row = braze.day("2026-01-06").await;
    assert_eq!(row["conversions"], 2, "one per channel, none for the repetition");
    assert_eq!((&email(&row)["conversions"], &push(&row)["conversions"]), (&json!(1), &json!(1)));
    assert_eq!(row["conversions_by_send_time"], 0);
    assert_eq!(braze.day("2026-01-05").await["conversions_by_send_time"], 2);
}

#[tokio::test]
async fn an_event_outside_of_the_window_or_by_somebody_else_does_not_convert() {
    let braze = Braze::with_campaign().await;
    braze.send(email_to(&["user-1"])).await.created();
    braze.at("2026-01-20T00:00:00Z");
    event(&braze, "user-1", "2026-01-05T11:59:59Z").await;
    event(&braze, "user-1", "2026-01-08T12:00:01Z").await;
    event(&braze, "user-2", "2026-01-05T12:30:00Z").await;
    let other = json!({ "external_id": "user-1", "name": "other", "time": "2026-01-05T13:00:00Z" });
    braze.post("/users/track", json!({ "events": [other] })).await.created();
    for date in ["2026-01-05", "2026-01-08"] {
        assert_eq!(braze.day(date).await["conversions"], 0, "{date}");
    }
    event(&braze, "user-1", "2026-01-08T12:00:00Z").await;
    assert_eq!(braze.day("2026-01-08").await["conversions"], 1, "the last second counts");
}

#[tokio::test]
async fn a_second_message_opens_a_second_window() {
    let braze = Braze::with_campaign().await;
    braze.send(email_to(&["user-1"])).await.created();
    event(&braze, "user-1", "2026-01-05T12:00:00Z").await;
    braze.at("2026-01-06T12:00:00Z");
    braze.send(email_to(&["user-1"])).await.created();
    event(&braze, "user-1", "2026-01-06T12:00:00Z").await;
    assert_eq!(braze.day("2026-01-05").await["conversions"], 1);
    assert_eq!(braze.day("2026-01-06").await["conversions"], 1);
}

#[tokio::test]
async fn purchases_convert_and_are_revenue_within_the_primary_window() {
    let braze = Braze::with_campaign().await;
    braze.send(email_to(&["user-1"])).await.created();
    braze.at("2026-01-10T00:00:00Z");
    purchase(&braze, "user-1", 9.75, "2026-01-06T10:00:00Z").await;
    purchase(&braze, "user-1", 1.0, "2026-01-07T10:00:00Z").await;
    purchase(&braze, "user-1", 100.0, "2026-01-09T10:00:00Z").await;
    let within_both = braze.day("2026-01-06").await;
    assert_eq!(within_both["conversions1"], 1, "event B has a day");
    assert_eq!(within_both["revenue"], 19.5);
    assert_eq!(email(&within_both)["revenue"], 19.5);
    let within_primary = braze.day("2026-01-07").await;
    assert_eq!(
        (&within_primary["conversions1"], &within_primary["revenue"]),
        (&json!(0), &json!(2.0))
    );
    assert_eq!(braze.day("2026-01-09").await["revenue"], 0.0);
}

#[tokio::test]
async fn opening_and_clicking_convert_where_the_campaign_says_so() {
    let braze = Braze::new();
    braze.post("/users/track", super::asked::users(1)).await.created();
    let mut campaign = super::asked::campaign();
    campaign["conversion_behaviors"] = json!([
        { "type": "Opens Email", "window": 3600 },
        { "type": "Clicks Email", "window": 3600 },
    ]);
    braze.post("/_sandbox/campaigns", campaign).await.created();
    braze.send(email_to(&["user-1"])).await.created();
    braze.at("2026-01-05T12:30:00Z");
    braze.engage("user-1", EMAIL, "open").await;
    braze.engage("user-1", EMAIL, "open").await;
    let row = braze.day("2026-01-05").await;
    assert_eq!((&row["conversions"], &row["conversions1"]), (&json!(1), &json!(0)));
    braze.engage("user-1", EMAIL, "click").await;
    assert_eq!(braze.day("2026-01-05").await["conversions1"], 1);
}

#[tokio::test]
async fn a_content_card_is_received_when_it_is_first_seen() {
    let braze = Braze::with_campaign().await;
    let card = json!({ "id": "card-1", "channel": "content_card", "name": "Card" });
    braze.post(&format!("/_sandbox/campaigns/{CAMPAIGN}/messages"), card).await.created();
    let object = json!({
        "message_variation_id": "card-1", "type": "CLASSIC",
        "title": "t", "description": "d", "time_to_live": 86_400,
    });
    let send = json!({
        "external_user_ids": ["user-1"], "campaign_id": CAMPAIGN,
        "messages": { "content_card": object },
    });
    braze.send(send).await.created();
    event(&braze, "user-1", "2026-01-05T12:00:00Z").await;
    assert_eq!(braze.day("2026-01-05").await["conversions"], 0, "not seen yet");
    braze.at("2026-01-09T12:00:00Z");
    braze.engage("user-1", "card-1", "click").await;
    event(&braze, "user-1", "2026-01-09T12:00:00Z").await;
    let row = braze.day("2026-01-09").await;
    let card = &row["messages"]["content_cards"][0];
    assert_eq!(row["conversions"], 1, "four days after the send");
    assert_eq!((&card["unique_impressions"], &card["unique_clicks"]), (&json!(1), &json!(1)));
}

#[tokio::test]
async fn what_lies_ahead_happens_now() {
    let braze = Braze::with_campaign().await;
    braze.send(email_to(&["user-1"])).await.created();
    event(&braze, "user-1", "2027-01-01T00:00:00Z").await;
    assert_eq!(braze.day("2026-01-05").await["conversions"], 1);
}

#[tokio::test]
async fn when_a_campaign_was_sent_is_told_by_the_hour() {
    let braze = Braze::with_campaign().await;
    braze.at("2026-01-05T12:34:56Z");
    braze.send(email_to(&["user-1"])).await.created();
    braze.at("2026-01-06T09:10:11Z");
    braze.send(email_to(&["user-1"])).await.created();
    let details = braze.get(&format!("/campaigns/details?campaign_id={CAMPAIGN}")).await.body;
    assert_eq!(details["first_sent"], "2026-01-05T12:00:00+00:00");
    assert_eq!(details["last_sent"], "2026-01-06T09:00:00+00:00");
}
