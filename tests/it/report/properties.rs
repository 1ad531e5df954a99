//! Whatever a series holds, a report loses none of it.

use proptest::prelude::*;

use super::*;

fn rows() -> impl Strategy<Value = Vec<Row>> {
    let channel = prop::sample::select(vec![Some(Channel::Email), Some(Channel::ApplePush), None]);
    let id =
        prop::sample::select(vec![None, Some("var-a"), Some("var-b"), Some("var-ios"), Some("?")]);
    let name = prop::sample::select(vec![None, Some("Plain"), Some("ios"), Some("\u{1b}[0m")]);
    let counter = prop::sample::select(vec!["sent", "bounces", "unique_opens", "conversions", "x"]);
    let counters = prop::collection::btree_map(counter.prop_map(str::to_owned), 0_u64..1000, 0..4);
    let variation =
        (channel, id, name, counters).prop_map(|(channel, id, name, counters)| VariationRow {
            channel,
            variation: id.map(|id| VariationId::parse(id).unwrap()),
            name: name.map(str::to_owned),
            counters,
            unique_recipients: None,
            revenue: None,
        });
    let day = prop::sample::select(vec!["2026-09-01", "2026-09-02", "2026-09-03"]);
    let row = (day, prop::collection::vec(variation, 0..5), 0_u64..100).prop_map(
        |(day, variations, unique_recipients)| Row {
            day: day.to_owned(),
            variations,
            unique_recipients,
            ..Row::default()
        },
    );
    prop::collection::vec(row, 0..6)
}

fn sum<'a>(counters: impl Iterator<Item = &'a Counters>) -> u64 {
    counters.flat_map(Counters::values).sum()
}

proptest! {
    #[test]
    fn every_count_is_under_some_message_and_on_some_day(rows in rows()) {
        let given = sum(rows.iter().flat_map(|row| &row.variations).map(|row| &row.counters));
        let recipients: u64 = rows.iter().map(|row| row.unique_recipients).sum();
        let report = about(&shipped(), rows);
        let messages = || report.messages.iter().chain(&report.unlisted);
        prop_assert_eq!(sum(messages().map(|message| &message.counters)), given);
        prop_assert_eq!(sum(messages().flat_map(|message| &message.by_day)), given);
        prop_assert_eq!(report.unique_recipients, recipients);
        prop_assert!(messages().all(|message| message.by_day.len() == report.days.len()));
        prop_assert!(report.days.is_sorted_by(|a, b| a.day < b.day));
    }

    #[test]
    fn every_report_can_be_shown(rows in rows()) {
        let text = shown(about(&shipped(), rows), Detail::ByDay);
        prop_assert!(text.chars().all(|c| c == '\n' || !c.is_control()), "{}", text);
        prop_assert!(text.lines().all(|line| line.trim_end() == line), "{}", text);
    }
}
