//! Mistakes in campaign files, one story each.

use super::World;

/// What is said about one campaign file.
fn check(yaml: &str) -> String {
    World::new().file("campaigns/a.yaml", yaml).said()
}

/// What is said about the messages of an otherwise sound campaign with a param `order`.
fn check_messages(messages: &str) -> String {
    let indented: String = messages.lines().map(|line| format!("  {line}\n")).collect();
    check(&format!("campaign: a\nparams: {{ order: string }}\nmessages:\n{indented}"))
}

#[test]
fn a_sound_campaign_is_met_with_silence() {
    insta::assert_snapshot!(check_messages("m: { channel: sms, subscription_group_id: sms-us, app_id: storefront, body: 'Order @{param.order}' }"), @"");
}

#[test]
fn unknown_fields_are_shown_at_their_key() {
    insta::assert_snapshot!(check_messages("m:\n  channel: email\n  subjcet: Hi @{param.order}\n  body: <p>Hi</p>\n  alert: x"), @"");
    insta::assert_snapshot!(check("campain: a\nmessages: {}\n"), @"");
}

#[test]
fn a_message_has_a_channel() {
    insta::assert_snapshot!(check_messages("m: { subject: '@{param.order}' }"), @"");
    insta::assert_snapshot!(check_messages("m: { channel: e-mail, subject: '@{param.order}' }"), @"");
}

#[test]
fn values_of_the_wrong_type_say_how_to_mend_them() {
    insta::assert_snapshot!(check("campaign: a\nname: 12\ndraft: yes\ntags: spring\nmessages:\n  m: { channel: sms, subscription_group_id: x, body: }\n"), @"");
}

#[test]
fn keys_are_told_what_they_are_made_of() {
    insta::assert_snapshot!(check("campaign: Order Shipped\nmessages:\n  E-Mail: { channel: email, subject: a, body: b }\n"), @"");
}

#[test]
fn undefined_names_are_told_with_what_is_there() {
    insta::assert_snapshot!(check_messages("m:\n  channel: email\n  subject: Order @{param.ordr} @{order} @{sight}\n  body: |\n    <p>one</p>\n    <a href=\"@{sute}/x\">two</a> @{param.order}\n"), @"");
}

#[test]
fn what_only_one_workspace_lacks_names_it() {
    insta::assert_snapshot!(check_messages("m: { channel: sms, subscription_group_id: sms-uk, body: 'Order @{param.order}' }"), @"");
}

#[test]
fn unused_params_are_a_warning() {
    insta::assert_snapshot!(check("campaign: a\nparams: { order: string, total: number }\nmessages:\n  m: { channel: webhook, url: 'https://x.example/@{param.order}', request_method: GET }\n"), @"");
}

#[test]
fn params_stay_out_of_liquid_and_of_hosts() {
    insta::assert_snapshot!(check_messages("m:\n  channel: webhook\n  url: https://@{param.order}.example/\n  request_method: POST\n  body: \"{{ '@{param.order}' | upcase }}\""), @"");
}

#[test]
fn secrets_stay_in_webhooks() {
    insta::assert_snapshot!(check_messages("m:\n  channel: email\n  subject: '@{param.order} @{secret.KEY}'\n  body: x\nhook:\n  channel: webhook\n  url: https://x.example/\n  request_method: POST\n  request_headers: { Authorization: { secret: ERP_AUTH }, X: 'Bearer @{secret.TOKEN}' }"), @"");
}

#[test]
fn references_have_one_grammar() {
    insta::assert_snapshot!(check_messages("m:\n  channel: sms\n  subscription_group_id: sms-us\n  body: 'a @{ site } b @{env.HOME} c @{my-var} d @{open e @@{fine} @{{liquid}} @{param.order}'"), @"");
}

#[test]
fn included_files_are_found_and_blamed() {
    let world = World::new()
        .file(
            "campaigns/a.yaml",
            "campaign: a\nmessages:\n  m:\n    channel: email\n    subject: Hi\n    body: { file: body.html }\n  n: { channel: email, subject: Hi, body: { file: ../../etc/passwd } }\n  o: { channel: email, subject: Hi, body: '@{file:gone.html}' }\n",
        )
        .file("campaigns/body.html", "<p>\n@{file:../parts/footer.html}\n</p>\n")
        .file("parts/footer.html", "one\n  @{nothing} @{file:../campaigns/body.html}\n");
    insta::assert_snapshot!(world.said(), @"");
}

#[test]
fn mistakes_behind_anchors_and_merges_are_told_once_where_they_stand() {
    insta::assert_snapshot!(check_messages("a: &mail\n  channel: email\n  subject: '@{nothing} @{param.order}'\n  body: x\nb: { <<: *mail, name: B }\nc: { <<: *mail, name: C, sbject: y }"), @"");
}

#[test]
fn two_campaigns_cannot_share_a_key() {
    let one =
        "campaign: a\nmessages:\n  m: { channel: sms, subscription_group_id: sms-us, body: x }\n";
    let world = World::new().file("campaigns/a.yaml", one).file("campaigns/b.yaml", one);
    insta::assert_snapshot!(world.said(), @"");
    let named = |key: &str| one.replace("campaign: a", &format!("campaign: {key}\nname: Same"));
    let world =
        World::new().file("campaigns/a.yaml", named("a")).file("campaigns/b.yaml", named("b"));
    insta::assert_snapshot!(world.said(), @"");
}

#[test]
fn conversions_are_at_most_four_and_have_a_window() {
    insta::assert_snapshot!(check("campaign: a\nconversions:\n- { opens_email: true, within: 1d }\n- { makes_purchase: any }\n- { makes_purchase: any, opens_email: true, within: 31d }\n- { makes_purchas: any, within: 1d }\n- { starts_session: any, within: 3w }\nmessages:\n  m: { channel: sms, subscription_group_id: sms-us, body: x }\n"), @"");
}

#[test]
fn moves_name_keys_that_are_gone() {
    insta::assert_snapshot!(check("campaign: a\nmoved_from: a\nmessages:\n  m: { channel: sms, moved_from: n, subscription_group_id: sms-us, body: x }\n  n: { channel: sms, name: N, subscription_group_id: sms-us, body: x }\n"), @"");
}

#[test]
fn workspaces_are_known() {
    insta::assert_snapshot!(check("campaign: a\nworkspaces: [producton]\nmessages:\n  m: { channel: sms, workspaces: [x], subscription_group_id: sms-us, body: x }\n"), @"");
}

#[test]
fn a_file_without_a_campaign_is_remarked_upon() {
    insta::assert_snapshot!(check("# nothing yet\n"), @"");
    insta::assert_snapshot!(check("- a\n- b\n"), @"");
    insta::assert_snapshot!(check("campaign: [\n"), @"");
}
