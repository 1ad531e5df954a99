//! Reports as people read them.

use super::*;

#[test]
fn variants_stand_side_by_side_with_rates_and_intervals() {
    let mut first = day(
        "2026-09-01",
        900,
        &[
            "email var-a sent=300 bounces=3 opens=150 unique_opens=105 clicks=40 unique_clicks=30 unsubscribes=1 reported_spam=0",
            "email var-b sent=300 bounces=5 opens=190 unique_opens=140 clicks=66 unique_clicks=50 unsubscribes=0 reported_spam=0",
            "apple_push var-ios sent=300 bounces=12 direct_opens=36 total_opens=50",
        ],
    );
    first.conversions = counters(["conversions=40", "conversions1=12"].into_iter());
    first.revenue = 310.5;
    let mut second = day(
        "2026-09-02",
        60,
        &[
            "email var-a sent=30 bounces=0 opens=11 unique_opens=9 clicks=2 unique_clicks=2 unsubscribes=0 reported_spam=0",
            "email var-b sent=30 bounces=0 opens=12 unique_opens=11 clicks=3 unique_clicks=3 unsubscribes=0 reported_spam=1",
        ],
    );
    second.conversions = counters(["conversions=3", "conversions1=0"].into_iter());
    insta::assert_snapshot!(check(&shipped(), vec![first, second]), @"
    order-shipped · Order shipped
    2026-09-01 to 2026-09-02 · 960 recipients · $310.50

    email              email-a             email-b
                         Plain               Photo
      sent                 330                 330
      bounces                3                   5
      opens                161                 202
      unique_opens         114                 151
      clicks                42                  69
      unique_clicks         32                  53
      unsubscribes           1                   0
      reported_spam          0                   1
      deliveries %      99.1 %  97.4–99.7   98.5 %  96.5–99.4
      unique opens %    34.9 %  29.9–40.2   46.5 %  41.1–51.9
      unique clicks %    9.8 %   7.0–13.5   16.3 %  12.7–20.7
      click to open %   28.1 %  20.6–36.9   35.1 %  27.9–43.0
      unsubscribes %     0.3 %    0.1–1.7    0.0 %    0.0–1.2
      spam %             0.0 %    0.0–1.2    0.3 %    0.1–1.7
      sent by day
        █▁  email-a
        █▁  email-b

    iOS push             ios
      sent               300
      bounces             12
      direct_opens        36
      total_opens         50
      deliveries %    96.0 %  93.1–97.7
      direct opens %  12.5 %   9.2–16.8
      sent by day
        █·  ios

    conversions                                    count  of recipients
      A performs `opened_tracking_page` within 3d     43          4.5 %  3.3–6.0
      B makes any purchase within 7d                  12          1.2 %  0.7–2.2

    ranges hold the true share with 95 % confidence
    ");
}

#[test]
fn a_campaign_that_was_never_sent_is_shown_calmly() {
    insta::assert_snapshot!(check(&shipped(), vec![]), @"
    order-shipped · Order shipped
    nothing is known of it yet

    nothing sent: email-a, email-b, ios

    conversions                                    count  of recipients
      A performs `opened_tracking_page` within 3d      0              –
      B makes any purchase within 7d                   0              –
    ");
    insta::assert_snapshot!(check(&shipped(), vec![day("2026-09-01", 0, &["email var-a sent=0 unique_opens=0"])]), @"
    order-shipped · Order shipped
    2026-09-01 to 2026-09-01 · 0 recipients

    nothing sent: email-a, email-b, ios

    conversions                                    count  of recipients
      A performs `opened_tracking_page` within 3d      0              –
      B makes any purchase within 7d                   0              –
    ");
}

#[test]
fn each_day_is_shown_when_asked_for() {
    let rows = vec![
        day("2026-09-01", 1200, &["email var-a sent=1200"]),
        day("2026-09-02", 0, &[]),
        day("2026-09-03", 3, &["email var-a sent=1", "apple_push var-ios sent=2"]),
    ];
    insta::assert_snapshot!(shown(about(&shipped(), rows), Detail::ByDay), @"
    order-shipped · Order shipped
    2026-09-01 to 2026-09-03 · 1,203 recipients

    email           email-a
                      Plain
      sent            1,201
      deliveries %  100.0 %  99.7–100.0
      sent by day
        █·▁  email-a

    iOS push            ios
      sent                2
      deliveries %  100.0 %  34.2–100.0
      sent by day
        ··█  ios

    nothing sent: email-b

    conversions                                    count  of recipients
      A performs `opened_tracking_page` within 3d      0          0.0 %  0.0–0.3
      B makes any purchase within 7d                   0          0.0 %  0.0–0.3

    sent by day   recipients  revenue  email-a  email-b  ios
      2026-09-01       1,200    $0.00    1,200        –    –
      2026-09-02           0    $0.00        –        –    –
      2026-09-03           3    $0.00        1        –    2

    ranges hold the true share with 95 % confidence
    ");
}

#[test]
fn a_variation_that_nobody_recorded_is_listed_apart() {
    let rows = vec![day(
        "2026-09-01",
        7,
        &["email var-a sent=5", "email var-x sent=2", "unheard_of =Some_bell impressions=4"],
    )];
    insta::assert_snapshot!(check(&shipped(), rows), @"
    order-shipped · Order shipped
    2026-09-01 to 2026-09-01 · 7 recipients

    email           email-a
                      Plain
      sent                5
      deliveries %  100.0 %  56.6–100.0

    nothing sent: email-b, ios

    not in the lockfile
    unknown channel  Some bell
      impressions            4
    email             var-x
      sent                2
      deliveries %  100.0 %  34.2–100.0

    conversions                                    count  of recipients
      A performs `opened_tracking_page` within 3d      0          0.0 %  0.0–35.4
      B makes any purchase within 7d                   0          0.0 %  0.0–35.4

    ranges hold the true share with 95 % confidence
    ");
}

#[test]
fn a_row_without_an_id_is_known_by_channel_and_name_where_only_one_has_them() {
    let sent = |entry: &Entry, row: &str| {
        let report = about(entry, vec![day("2026-09-01", 1, &[row])]);
        let counted = report.messages.iter().chain(&report.unlisted);
        let mut counted = counted.filter(|message| !message.counters.is_empty());
        counted.next().unwrap().key.as_ref().map_or("unlisted".to_owned(), ToString::to_string)
    };
    assert_eq!(sent(&shipped(), "email =Photo sent=1"), "email-b");
    assert_eq!(sent(&shipped(), "apple_push =ios sent=1"), "ios");
    assert_eq!(sent(&shipped(), "apple_push =Photo sent=1"), "unlisted");
    assert_eq!(sent(&shipped(), "email =Nobody sent=1"), "unlisted");

    let mut twins = shipped();
    for (_, message) in &mut twins.messages {
        message.name = Some("Photo".to_owned());
    }
    assert_eq!(sent(&twins, "email =Photo sent=1"), "unlisted");
    assert_eq!(sent(&twins, "apple_push =Photo sent=1"), "ios");
}

#[test]
fn the_id_has_the_word_over_the_name() {
    let mut row = day("2026-09-01", 1, &["email var-b sent=1"]);
    row.variations[0].name = Some("Plain".to_owned());
    let report = about(&shipped(), vec![row]);
    assert_eq!(report.messages[1].counters["sent"], 1);
    assert!(report.messages[0].counters.is_empty());
}

#[test]
fn a_retired_message_is_shown_for_as_long_as_it_has_a_past() {
    let mut entry = shipped();
    entry.messages.iter_mut().next().unwrap().1.retired = true;
    let keys = |report: &Report| {
        report.messages.iter().map(|m| m.key.as_ref().unwrap().to_string()).collect::<Vec<_>>()
    };
    let quiet = about(&entry, vec![day("2026-09-01", 1, &["email var-b sent=1"])]);
    assert_eq!(keys(&quiet), ["email-b", "ios"]);
    let past = about(&entry, vec![day("2026-09-01", 1, &["email var-a sent=1"])]);
    assert_eq!(keys(&past), ["email-a", "email-b", "ios"]);
    assert!(shown(past, Detail::Sums).contains("email-a (retired)"));
}

#[test]
fn names_from_the_dashboard_say_nothing_to_the_terminal() {
    let mut entry = shipped();
    entry.name = Some("\u{1b}[2JOrder\u{202e}".to_owned());
    let rows = vec![day("2026-\u{7}", 1, &["email =a\u{1b}]0;x\u{7} se\u{1b}nt=1"])];
    let text = check(&entry, rows);
    assert!(text.chars().all(|c| c == '\n' || !c.is_control()), "{text:?}");
    assert!(!text.contains('\u{202e}') && text.contains("\\u{1b}[2JOrder\\u{202e}"), "{text}");
}

#[test]
fn conversions_beyond_the_recorded_events_are_not_hidden() {
    let mut row = day("2026-09-01", 10, &["email var-a sent=10"]);
    row.conversions =
        counters(["conversions=12", "conversions_by_send_time=11", "conversions3=1"].into_iter());
    let report = about(&shipped(), vec![row]);
    let said: Vec<_> = report
        .conversions
        .iter()
        .map(|event| (event.letter, event.count, event.by_send_time, event.rate.interval.is_some()))
        .collect();
    // More conversions than recipients are possible, and have no interval.
    assert_eq!(said, [('A', 12, Some(11), false), ('B', 0, None, true), ('D', 1, None, true)]);
}

#[test]
fn conversions_of_a_message_are_shared_among_its_recipients() {
    let mut row = day(
        "2026-09-01",
        40,
        &["email var-a sent=40 conversions=4 conversions_by_send_time=3 conversions1=0"],
    );
    row.variations[0].unique_recipients = Some(40);
    row.variations[0].revenue = Some(12.0);
    let text = check(&shipped(), vec![row]);
    let block: Vec<&str> = text.lines().skip(3).take(9).collect();
    insta::assert_snapshot!(block.join("\n"), @"
    email              email-a
                         Plain
      sent                  40
      conversions            4
      conversions1           0
      deliveries %     100.0 %  91.2–100.0
      conversions A %   10.0 %    4.0–23.1
      conversions B %    0.0 %     0.0–8.8
      revenue           $12.00
    ");
}
