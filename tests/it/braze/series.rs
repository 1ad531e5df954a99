//! Series over any number of days.

use campaignctl::model::{CampaignId, Channel, Series, VariationId};
use campaignctl::port::Statistics as _;
use serde_json::{Value, json};

use super::*;

async fn read(data: Value) -> Series {
    let far =
        Scripted::of(vec![answer(200, &json!({ "message": "success", "data": data }).to_string())]);
    live(&far).series(&CampaignId::parse("c").unwrap(), now(), 14).await.unwrap()
}

#[tokio::test]
async fn a_row_is_read_as_documented() {
    let series = read(json!([{
        "time": "2026-09-01",
        "messages": {
            "ios_push": [{"variation_api_id": "v1", "variation_name": "iOS", "sent": 3, "direct_opens": 1,
                          "notif_button_1_Buy_click": 1, "unique_recipients": 3, "revenue": 1.5}],
            "email": [{"variation_name": "Plain", "sent": 4, "conversions": 1}],
            "webhook": null,
            "trigger_in_app_message": [{"variation_api_id": "v9", "impressions": 2}],
        },
        "conversions": 2, "conversions1": null, "conversions_by_send_time": 1,
        "unique_recipients": 6, "revenue": 9.75,
    }]))
    .await;
    let row = &series.rows[0];
    assert_eq!((row.day.as_str(), row.unique_recipients, row.revenue), ("2026-09-01", 6, 9.75));
    assert_eq!(
        row.conversions,
        [("conversions".to_owned(), 2), ("conversions_by_send_time".to_owned(), 1)].into()
    );
    let by = |channel| row.variations.iter().find(|v| v.channel == channel).unwrap();
    let ios = by(Some(Channel::ApplePush));
    assert_eq!(ios.variation, Some(VariationId::parse("v1").unwrap()));
    assert_eq!(
        (ios.name.as_deref(), ios.unique_recipients, ios.revenue),
        (Some("iOS"), Some(3), Some(1.5))
    );
    let counters: Vec<_> =
        ios.counters.iter().map(|(name, count)| (name.as_str(), *count)).collect();
    assert_eq!(counters, [("direct_opens", 1), ("notif_button_1_Buy_click", 1), ("sent", 3)]);
    let email = by(Some(Channel::Email));
    assert_eq!((&email.variation, email.name.as_deref()), (&None, Some("Plain")));
    assert_eq!(email.counters["conversions"], 1);
    assert_eq!(by(None).counters["impressions"], 2);
    assert_eq!(row.variations.len(), 3);
}

#[tokio::test]
async fn odd_rows_are_read_for_what_they_have() {
    let series = read(json!([
        {"time": "2026-09-01T00:00:00Z", "messages": null, "unique_recipients": null, "revenue": null},
        {"time": "2026-09-02", "unique_recipients": "7", "revenue": "1.25"},
        {"time": "2026-09-03", "messages": {"email": [
            {"variation_name": "", "variation_api_id": "", "sent": 2.0, "bounces": -1, "opens": 1e99},
            {"variation_name": "Control", "sent": null, "enrolled": null},
            "not an object",
        ]}},
    ]))
    .await;
    let days: Vec<_> =
        series.rows.iter().map(|row| (row.day.as_str(), row.unique_recipients)).collect();
    assert_eq!(days, [("2026-09-01", 0), ("2026-09-02", 7), ("2026-09-03", 0)]);
    assert!((series.rows[1].revenue - 1.25).abs() < f64::EPSILON);
    let [only] = series.rows[2].variations.as_slice() else { panic!("{series:?}") };
    assert_eq!((&only.variation, &only.name), (&None, &None));
    assert_eq!(only.counters, [("sent".to_owned(), 2)].into());
    assert!(read(Value::Null).await.rows.is_empty());
}

/// Answers each window with its own days, as Braze does.
fn calendar() -> Arc<Scripted> {
    Scripted::new(|request, _| {
        let asked =
            |name: &str| request.query.iter().find(|(known, _)| known == name).unwrap().1.clone();
        let until: jiff::Timestamp = asked("ending_at").parse().unwrap();
        let length: i64 = asked("length").parse().unwrap();
        assert!((1..=100).contains(&length), "{length}");
        let day = |back: i64| {
            let day = until - jiff::SignedDuration::from_hours(24 * back);
            json!({ "time": day.strftime("%Y-%m-%d").to_string(), "unique_recipients": 1 })
        };
        answer(200, &json!({ "data": (0..length).rev().map(day).collect::<Vec<_>>() }).to_string())
    })
}

#[tokio::test]
async fn windows_of_a_hundred_days_are_joined_oldest_first() {
    for (days, windows) in [(1, 1), (99, 1), (100, 1), (101, 2), (365, 4)] {
        let far = calendar();
        let series =
            live(&far).series(&CampaignId::parse("c").unwrap(), now(), days).await.unwrap();
        assert_eq!((series.rows.len(), far.asked().len()), (days as usize, windows));
        assert!(series.rows.is_sorted_by(|a, b| a.day < b.day), "each day once, in order");
        assert_eq!(series.rows.last().unwrap().day, "2026-09-01");
    }
}

#[tokio::test]
async fn a_request_names_the_campaign_the_length_and_the_end() {
    let far = calendar();
    live(&far).series(&CampaignId::parse("c").unwrap(), now(), 101).await.unwrap();
    let mut asked = far.asked();
    asked.sort();
    assert_eq!(
        asked,
        [
            "Get /campaigns/data_series?campaign_id=c&length=1&ending_at=2026-05-24T12:00:00Z",
            "Get /campaigns/data_series?campaign_id=c&length=100&ending_at=2026-09-01T12:00:00Z",
        ]
    );
}
