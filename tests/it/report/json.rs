//! Reports as programs read them.

use serde_json::Value;

use super::*;

fn document(reports: &[Report], detail: Detail) -> Value {
    let mut out = Vec::new();
    json(&mut out, reports, detail).unwrap();
    serde_json::from_slice(&out).unwrap()
}

fn sample() -> Report {
    let mut row = day(
        "2026-09-01",
        7,
        &["email var-a sent=5 bounces=1 unique_opens=2", "unheard_of =Some_bell impressions=4"],
    );
    row.conversions = counters(["conversions=1"].into_iter());
    row.revenue = 0.1 + 0.2;
    about(&shipped(), vec![row])
}

#[test]
fn the_schema_that_is_checked_in_is_the_format() {
    let text = serde_json::to_string_pretty(&schema()).unwrap() + "\n";
    snapbox::assert_data_eq!(text, snapbox::file!["../../../schemas/report.v1.schema.json"].raw());
}

#[test]
fn every_document_fits_the_schema() {
    let schema = serde_json::to_value(schema()).unwrap();
    let schema = jsonschema::validator_for(&schema).unwrap();
    let empty = about(&Entry::default(), vec![]);
    for detail in [Detail::Sums, Detail::ByDay] {
        for reports in [vec![], vec![sample()], vec![empty.clone(), sample()]] {
            let document = document(&reports, detail);
            let wrong: Vec<_> = schema.iter_errors(&document).map(|e| e.to_string()).collect();
            assert!(wrong.is_empty(), "{wrong:?}");
        }
    }
    let without_version = serde_json::json!({ "reports": [] });
    assert!(!schema.is_valid(&without_version));
}

#[test]
fn a_document_says_all_that_a_report_knows() {
    let document = document(&[sample()], Detail::ByDay);
    let campaign = &document["reports"][0];
    assert_eq!(campaign["revenue"], 0.3);
    assert_eq!(campaign["messages"].as_array().unwrap().len(), 4);
    assert_eq!(campaign["messages"][3]["message"], Value::Null);
    assert_eq!(campaign["days"][0]["messages"][3]["impressions"], 4);
    insta::assert_json_snapshot!(campaign["messages"][0], @r#"
    {
      "message": "email-a",
      "retired": false,
      "channel": "email",
      "message_variation_id": "var-a",
      "title": "Plain",
      "counters": {
        "bounces": 1,
        "sent": 5,
        "unique_opens": 2
      },
      "deliveries": 4,
      "rates": [
        {
          "name": "deliveries",
          "part": 4,
          "whole": 5,
          "share": 0.8,
          "low": 0.375535,
          "high": 0.963776
        },
        {
          "name": "unique_opens",
          "part": 2,
          "whole": 4,
          "share": 0.5,
          "low": 0.150039,
          "high": 0.849961
        }
      ],
      "unique_recipients": null,
      "revenue": null
    }
    "#);
    insta::assert_json_snapshot!(campaign["conversions"][0], @r#"
    {
      "letter": "A",
      "event": {
        "event": "performs_custom_event",
        "name": "opened_tracking_page",
        "within_seconds": 259200
      },
      "count": 1,
      "by_send_time": null,
      "rate": {
        "name": "conversions_a",
        "part": 1,
        "whole": 7,
        "share": 0.142857,
        "low": 0.02568,
        "high": 0.513128
      }
    }
    "#);
}

#[test]
fn days_are_left_out_unless_asked_for() {
    assert_eq!(document(&[sample()], Detail::Sums)["reports"][0].get("days"), None);
}
