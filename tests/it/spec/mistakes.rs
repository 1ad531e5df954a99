//! Mistakes in campaign files, one story each.

use super::World;

/// What is said about one campaign file.
fn check(yaml: &str) -> String {
    World::new().file("campaigns/a.yaml", yaml).said()
}

/// What is said about the messages of an otherwise sound campaign with a param `order`.
fn check_messages(messages: &str) -> String {
    let indented = messages.replace('\n', "\n  ");
    check(&format!("campaign: a\nparams: {{ order: string }}\nmessages:\n  {indented}\n"))
}

#[test]
fn a_sound_campaign_is_met_with_silence() {
    insta::assert_snapshot!(check_messages("m: { channel: sms, subscription_group_id: sms-us, app_id: storefront, body: 'Order @{param.order}' }"), @"");
}

#[test]
fn unknown_fields_are_shown_at_their_key() {
    insta::assert_snapshot!(check_messages("m:\n  channel: email\n  subjcet: Hi @{param.order}\n  body: <p>Hi</p>\n  alert: x"), @r"
    campaigns/a.yaml:6:5 «subjcet» error[unknown-field] unknown field `subjcet`
        help: did you mean `subject`?
    campaigns/a.yaml:8:5 «alert» error[unknown-field] unknown field `alert`
        help: what can stand here: `app_id`, `attachments`, `bcc`, `draft`, `email_template_id`, `extras`, `from`, `headers` and 8 more
    ");
    insta::assert_snapshot!(check("campain: a\nmessages: {}\n"), @r"
    campaigns/a.yaml:1:1 «campain» error[unknown-field] unknown field `campain`
        help: did you mean `campaign`?
    campaigns/a.yaml:2:11 «{}» error[invalid-value] expected at least 1 entry
    ");
}

#[test]
fn a_message_has_a_channel() {
    insta::assert_snapshot!(check_messages("m: { subject: '@{param.order}' }"), @"campaigns/a.yaml:4:3 «m» error[missing-field] `m` has no `channel`");
    insta::assert_snapshot!(check_messages("m: { chanel: email, subject: '@{param.order}' }"), @r"
    campaigns/a.yaml:4:3 «m» error[missing-field] `m` has no `channel`
        help: `chanel` looks like it
    ");
    insta::assert_snapshot!(check_messages("m: { channel: e-mail, subject: '@{param.order}' }"), @r"
    campaigns/a.yaml:4:17 «e-mail» error[unknown-value] expected one of `android_push`, `apple_push`, `content_card`, `email`, `kindle_push`, `sms`, `web_push`, `webhook`, `whats_app`
        help: did you mean `email`?
    ");
}

#[test]
fn values_of_the_wrong_type_say_how_to_mend_them() {
    insta::assert_snapshot!(check("campaign: a\nname: 12\ndraft: yes\ntags: spring\nmessages:\n  m: { channel: sms, subscription_group_id: x, body: }\n"), @r"
    campaigns/a.yaml:2:7 «12» error[wrong-type] expected a text
        help: quote it
    campaigns/a.yaml:3:8 «yes» error[wrong-type] expected `true` or `false`
        help: write `true`
    campaigns/a.yaml:4:7 «spring» error[wrong-type] expected a list
        help: write a list: `[spring]`
    campaigns/a.yaml:6:45 «x» error[unknown-name] the workspace has no `x` among its `subscription_groups` (in `production`)
        help: there is `sms-us`
    campaigns/a.yaml:6:52 «» error[wrong-type] expected a text or `{ file: path }`
        help: leave the key out when there is nothing to say
    ");
}

#[test]
fn keys_are_told_what_they_are_made_of() {
    insta::assert_snapshot!(check("campaign: Order Shipped\nmessages:\n  E-Mail: { channel: email, subject: a, body: b }\n"), @r"
    campaigns/a.yaml:1:11 «Order Shipped» error[invalid-value] expected a key: up to 63 lower-case letters, digits, `-` and `_`, beginning with a letter or digit
        help: did you mean `order-shipped`?
    campaigns/a.yaml:3:3 «E-Mail» error[invalid-key] expected a key: up to 63 lower-case letters, digits, `-` and `_`, beginning with a letter or digit
        help: did you mean `e-mail`?
    ");
}

#[test]
fn undefined_names_are_told_with_what_is_there() {
    insta::assert_snapshot!(check_messages("m:\n  channel: email\n  subject: Order @{param.ordr} @{order} @{sight}\n  body: |\n    <p>one</p>\n    <a href=\"@{sute}/x\">two</a> @{param.order}\n"), @r"
    campaigns/a.yaml:6:20 «@{param.ordr}» error[undefined-param] the campaign has no param `ordr`
        help: did you mean `order`?
    campaigns/a.yaml:6:34 «@{order}» error[undefined-variable] there is no variable `order`
        help: it is a param: write `@{param.order}`
    campaigns/a.yaml:6:43 «@{sight}» error[undefined-variable] there is no variable `sight`
        help: there is `site` and `ttl`
    campaigns/a.yaml:9:16 «@{sute}» error[undefined-variable] there is no variable `sute`
        help: did you mean `site`?
    ");
}

#[test]
fn what_only_one_workspace_lacks_names_it() {
    insta::assert_snapshot!(check_messages("m: { channel: sms, subscription_group_id: sms-uk, body: 'Order @{param.order}' }"), @r"
    campaigns/a.yaml:4:45 «sms-uk» error[unknown-name] the workspace has no `sms-uk` among its `subscription_groups` (in `production`)
        help: did you mean `sms-us`?
    ");
}

#[test]
fn unused_params_are_a_warning() {
    insta::assert_snapshot!(check("campaign: a\nparams: { order: string, total: number }\nmessages:\n  m: { channel: webhook, url: 'https://x.example/@{param.order}', request_method: GET }\n"), @r"
    campaigns/a.yaml:2:26 «total» warning[unused-param] no message uses the param `total`
        help: write `@{param.total}` where its value belongs, or remove it
    ");
}

#[test]
fn params_stay_out_of_liquid_and_of_hosts() {
    insta::assert_snapshot!(check_messages("m:\n  channel: webhook\n  url: https://@{param.order}.example/\n  request_method: POST\n  body: \"{{ '@{param.order}' | upcase }}\""), @r"
    campaigns/a.yaml:6:18 «@{param.order}» error[param-in-host] a param cannot be the scheme or host of a URL
        help: write the scheme and host, or take them from a variable: `@{site}/…`
    campaigns/a.yaml:8:16 «@{param.order}» error[param-in-liquid] a param cannot stand inside of a Liquid expression
        help: capture it outside and use the name: `{% capture order %}@{param.order}{% endcapture %}`
    ");
}

#[test]
fn secrets_stay_in_webhooks() {
    insta::assert_snapshot!(check_messages("m:\n  channel: email\n  subject: '@{param.order} @{secret.KEY}'\n  body: x\nhook:\n  channel: webhook\n  url: https://x.example/\n  request_method: POST\n  request_headers: { Authorization: { secret: ERP_AUTH }, X: 'Bearer @{secret.TOKEN}' }"), @r"
    campaigns/a.yaml:6:30 «@{secret.KEY}» error[misplaced-reference] a secret may stand in a webhook's URL, body and headers only
        help: everybody would read it; a value that a send supplies is a param: `@{param.x}`
    ");
}

#[test]
fn references_have_one_grammar() {
    insta::assert_snapshot!(check_messages("m:\n  channel: sms\n  subscription_group_id: sms-us\n  body: 'a @{ site } b @{env.HOME} c @{my-var} d @{open e @@{fine} @{{liquid}} @{param.order}'"), @r"
    campaigns/a.yaml:7:14 «@{ site }» error[malformed-reference] `@{ site }` has spaces; write `@{site}`
    campaigns/a.yaml:7:26 «@{env.HOME}» error[malformed-reference] `@{env.HOME}` is no reference: before the dot stands `param` or `secret`
    campaigns/a.yaml:7:40 «@{my-var}» error[malformed-reference] `@{my-var}` is no reference: a name is made of letters, digits and `_` and does not begin with a digit
    campaigns/a.yaml:7:52 «@{» error[malformed-reference] `@{` has no closing `}`; a literal `@{` is written `@@{`
    ");
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
    insta::assert_snapshot!(world.said(), @r"
    campaigns/a.yaml:7:51 «../../etc/passwd» error[included-file] the path leads out of the project
    campaigns/a.yaml:8:44 «@{file:gone.html}» error[included-file] could not read `campaigns/gone.html`: there is no such file
    parts/footer.html:2:3 «@{nothing}» error[undefined-variable] there is no variable `nothing`
        help: there is `site` and `ttl`
    parts/footer.html:2:14 «@{file:../campaigns/body.html}» error[include-cycle] `campaigns/body.html` includes itself
    ");
}

#[test]
fn mistakes_behind_anchors_and_merges_are_told_once_where_they_stand() {
    insta::assert_snapshot!(check_messages("a: &mail\n  channel: email\n  subject: '@{nothing} @{param.order}'\n  body: x\nb: { <<: *mail, name: B }\nc: { <<: *mail, name: C, sbject: y }"), @r"
    campaigns/a.yaml:6:15 «@{nothing}» error[undefined-variable] there is no variable `nothing`
        help: there is `site` and `ttl`
    campaigns/a.yaml:9:28 «sbject» error[unknown-field] unknown field `sbject`
        help: `subject` is here already
    ");
}

#[test]
fn two_campaigns_cannot_share_a_key() {
    let one =
        "campaign: a\nmessages:\n  m: { channel: sms, subscription_group_id: sms-us, body: x }\n";
    let world = World::new().file("campaigns/a.yaml", one).file("campaigns/b.yaml", one);
    insta::assert_snapshot!(world.said(), @r"
    campaigns/b.yaml:1:11 «a» error[duplicate-campaign] the campaign `a` is defined twice
        campaigns/a.yaml:1:11 first defined here
    ");
    let named = |key: &str| one.replace("campaign: a", &format!("campaign: {key}\nname: Same"));
    let world =
        World::new().file("campaigns/a.yaml", named("a")).file("campaigns/b.yaml", named("b"));
    insta::assert_snapshot!(world.said(), @r"
    campaigns/b.yaml:2:7 «Same» warning[duplicate-title] two campaigns have the title `Same`
        campaigns/a.yaml:2:7 the first one
        help: people find campaigns by title in the dashboard; give each its own
    ");
}

#[test]
fn a_param_without_a_right_type_is_declared_all_the_same() {
    insta::assert_snapshot!(check("campaign: a\nparams: { order: strng, other: [x] }\nmessages:\n  m: { channel: sms, subscription_group_id: sms-us, body: \"@{param.order} @{param.other} @{param.ordr}\" }\n"), @r"
    campaigns/a.yaml:2:18 «strng» error[unknown-value] expected one of `string`, `integer`, `number`, `boolean`
        help: did you mean `string`?
    campaigns/a.yaml:2:25 «other» error[unknown-value] expected one of `string`, `integer`, `number`, `boolean`
    campaigns/a.yaml:4:90 «@{param.ordr}» error[undefined-param] the campaign has no param `ordr`
        help: did you mean `order`?
    ");
}

#[test]
fn a_name_with_a_wrong_value_is_there_all_the_same() {
    let project = "version: 1\nlineage: 7c9e6679-7425-40de-944b-e07fc1f90ae7\ndefault_workspace: local\nworkspaces:\n  local: { sandbox: {}, vars: { list: [1], none: ~ }, apps: { shop: [x] }, subscription_groups: { us: 12 } }\n";
    let campaign = "campaign: a\nname: \"@{list}\"\nmessages:\n  m: { channel: sms, app_id: shop, subscription_group_id: us, body: \"@{list}@{none}@{gone}\" }\n  n: { channel: apple_push, alert: x, custom_uri: \"@{list}/@{none}\", expiry: \"@{list}\" }\n";
    let world = World::new()
        .project(project)
        .file("campaigns/a.yaml", campaign)
        .file("campaigns/b.yaml", campaign.replace("campaign: a", "campaign: b"));
    insta::assert_snapshot!(world.said(), @r"
    campaignctl.yaml:5:33 «list» error[wrong-type] expected a text, a number, or `true` or `false`
        help: quote it, if the brackets belong to the text
    campaignctl.yaml:5:50 «~» error[wrong-type] expected a text, a number, or `true` or `false`
        help: leave the key out when there is nothing to say
    campaignctl.yaml:5:63 «shop» error[wrong-type] expected a text
        help: quote it, if the brackets belong to the text
    campaignctl.yaml:5:103 «12» error[wrong-type] expected a text
        help: quote it
    campaigns/a.yaml:4:84 «@{gone}» error[undefined-variable] there is no variable `gone`
        help: did you mean `none`?
    campaigns/b.yaml:4:84 «@{gone}» error[undefined-variable] there is no variable `gone`
        help: did you mean `none`?
    ");
}

#[test]
fn titles_are_compared_before_everything_else_is_right() {
    let one =
        "name: NAME\nmessages:\n  m: { channel: sms, subscription_group_id: sms-us, body: BODY }\n";
    let file = |world: World, key: &str, name: &str, body: &str| {
        let text = one.replace("NAME", name).replace("BODY", body);
        world.file(&format!("campaigns/{key}.yaml"), format!("campaign: {key}\n{text}").as_str())
    };
    let world = file(World::new(), "a", "Same", "\"@{param.gone}\"");
    let world = file(world, "b", "Same", "x");
    let world = file(world, "c", "\"@{gone}\"", "x");
    let world = file(world, "d", "\"@{gone}\"", "x");
    insta::assert_snapshot!(world.said(), @r#"
    campaigns/a.yaml:4:60 «@{param.gone}» error[undefined-param] the campaign has no param `gone`
        help: declare it: `params: { gone: string }`
    campaigns/b.yaml:2:7 «Same» warning[duplicate-title] two campaigns have the title `Same`
        campaigns/a.yaml:2:7 the first one
        help: people find campaigns by title in the dashboard; give each its own
    campaigns/c.yaml:2:7 «"@{gone}"» error[undefined-variable] there is no variable `gone`
        help: there is `site` and `ttl`
    campaigns/d.yaml:2:7 «"@{gone}"» error[undefined-variable] there is no variable `gone`
        help: there is `site` and `ttl`
    "#);
}

#[test]
fn conversions_are_at_most_four_and_have_a_window() {
    insta::assert_snapshot!(check("campaign: a\nconversions:\n- { opens_email: true, within: 1d }\n- { makes_purchase: any }\n- { makes_purchase: any, opens_email: true, within: 31d }\n- { makes_purchas: any, within: 1d }\n- { starts_session: any, within: 3w }\nmessages:\n  m: { channel: sms, subscription_group_id: sms-us, body: x }\n"), @r"
    campaigns/a.yaml:2:1 «conversions» error[invalid-value] expected at most 4 items
    campaigns/a.yaml:4:3 «{ makes_purchase: any }» error[missing-field] expected one event and `within`, such as { makes_purchase: any, within: 7d }
    campaigns/a.yaml:5:3 «{ makes_purchase: any, opens_email: true, within: 31d }» error[invalid-value] expected one event and `within`, such as { makes_purchase: any, within: 7d }
    campaigns/a.yaml:6:5 «makes_purchas» error[unknown-field] unknown field `makes_purchas`
        help: did you mean `makes_purchase`?
    campaigns/a.yaml:7:34 «3w» error[invalid-value] expected a number with `s`, `m`, `h` or `d`, such as 3d
    ");
}

#[test]
fn moves_name_keys_that_are_gone() {
    insta::assert_snapshot!(check("campaign: a\nmoved_from: a\nmessages:\n  m: { channel: sms, moved_from: n, subscription_group_id: sms-us, body: x }\n  n: { channel: sms, name: N, subscription_group_id: sms-us, body: x }\n"), @r"
    campaigns/a.yaml:2:13 «a» error[moved-from] the campaign has this key already
        help: `moved_from` names the key that it had before
    campaigns/a.yaml:4:34 «n» error[moved-from] the campaign still has a message `n`
        help: `moved_from` names a key that is not used any more
    ");
}

#[test]
fn workspaces_are_known() {
    insta::assert_snapshot!(check("campaign: a\nworkspaces: [producton]\nmessages:\n  m: { channel: sms, workspaces: [x], subscription_group_id: sms-us, body: x }\n"), @r"
    campaigns/a.yaml:2:14 «producton» error[unknown-workspace] there is no workspace `producton`
        help: did you mean `production`?
    campaigns/a.yaml:4:35 «x» error[unknown-workspace] there is no workspace `x`
        help: there is `local` and `production`
    ");
}

#[test]
fn a_file_without_a_campaign_is_remarked_upon() {
    insta::assert_snapshot!(check("# nothing yet\n"), @"campaigns/a.yaml:1:1 «» warning[empty-file] the file has no campaign");
    insta::assert_snapshot!(check("- a\n- b\n"), @"campaigns/a.yaml:1:1 «- a» error[wrong-type] expected a map of fields");
    insta::assert_snapshot!(check("campaign: [\n"), @r"
    campaigns/a.yaml:1:11 «[» error[syntax] this `[` is never closed
        help: write `]` where it ends; quote a text that begins with `[`
    ");
}

#[test]
fn lints_are_told_at_their_field_with_the_file_of_the_text() {
    let world = World::new()
        .file(
            "campaigns/a.yaml",
            "campaign: a\ntags: [marketing]\nmessages:\n  m: { channel: email, subject: Hi, body: { file: body.html } }\n",
        )
        .file("campaigns/body.html", "<script>x</script>\n");
    insta::assert_snapshot!(world.said(), @r"
    campaigns/a.yaml:4:37 «body» warning[missing-unsubscribe] this marketing email has no unsubscribe link
        campaigns/body.html:1:1 the text is here
        help: link to {{${set_user_to_unsubscribed_url}}}; Braze adds nothing to an API campaign
    campaigns/body.html:1:1 «<script>» warning[disallowed-html] `<script>` is not allowed in an email
        campaigns/a.yaml:4:37 included here
        help: remove it; mail programs would
    ");
    let off = "lints: { disallowed-html: off, missing-unsubscribe: error, disalowed-html: note }\n";
    let world = world.project(&format!("{}{off}", super::PROJECT));
    insta::assert_snapshot!(world.said(), @r"
    campaignctl.yaml:19:60 «disalowed-html» error[unknown-lint] there is no rule `disalowed-html`
        help: did you mean `disallowed-html`?
    campaigns/a.yaml:4:37 «body» error[missing-unsubscribe] this marketing email has no unsubscribe link
        campaigns/body.html:1:1 the text is here
        help: link to {{${set_user_to_unsubscribed_url}}}; Braze adds nothing to an API campaign
    ");
}

#[test]
fn a_mistake_hides_no_other() {
    insta::assert_snapshot!(check("campaign: a\nmessages:\n  m:\n    chanel: sms\n    body: '@{param.ordr} @{nosite} {% foo %}'\n    text: { file: no.txt }\n"), @r"
    campaigns/a.yaml:3:3 «m» error[missing-field] `m` has no `channel`
        help: `chanel` looks like it
    campaigns/a.yaml:5:12 «@{param.ordr}» error[undefined-param] the campaign has no param `ordr`
        help: declare it: `params: { ordr: string }`
    campaigns/a.yaml:5:26 «@{nosite}» error[undefined-variable] there is no variable `nosite`
        help: did you mean `site`?
    campaigns/a.yaml:5:36 «{% foo %}» error[liquid-syntax] `{% foo %}` has no `{% endfor %}`
    campaigns/a.yaml:5:39 «foo» warning[liquid-unknown] Braze has no tag `foo`
        help: did you mean `for`?
    campaigns/a.yaml:6:19 «no.txt» error[included-file] could not read `campaigns/no.txt`: there is no such file
    ");
    insta::assert_snapshot!(check("campaign: a\nworkspaces: [prod]\nmessages:\n  m: { channel: email, from: nobody, subject: '@{nosite}', body: '{% if a %}' }\n"), @r"
    campaigns/a.yaml:2:14 «prod» error[unknown-workspace] there is no workspace `prod`
        help: there is `local` and `production`
    campaigns/a.yaml:4:30 «nobody» error[email-address] expected `Name <address>`, such as Acme <hello@shop.example.com>
    campaigns/a.yaml:4:48 «@{nosite}» error[undefined-variable] there is no variable `nosite`
        help: did you mean `site`?
    campaigns/a.yaml:4:67 «{% if a %}» error[liquid-syntax] `{% if a %}` has no `{% endif %}`
    ");
    insta::assert_snapshot!(check("campaign: a\nmessages:\n  M: { channel: email, subject: '@{nosite}', body: '{% if a %}', workspaces: [prod] }\n"), @r"
    campaigns/a.yaml:3:3 «M» error[invalid-key] expected a key: up to 63 lower-case letters, digits, `-` and `_`, beginning with a letter or digit
        help: did you mean `m`?
    campaigns/a.yaml:3:34 «@{nosite}» error[undefined-variable] there is no variable `nosite`
        help: did you mean `site`?
    campaigns/a.yaml:3:53 «{% if a %}» error[liquid-syntax] `{% if a %}` has no `{% endif %}`
    campaigns/a.yaml:3:79 «prod» error[unknown-workspace] there is no workspace `prod`
        help: there is `local` and `production`
    ");
    insta::assert_snapshot!(check("campaign: a\nmessages:\n  m: { channel: webhook, url: 'https://@{nosite}/x', request_method: POST, body: 'a {% foo %} b' }\n"), @r"
    campaigns/a.yaml:3:40 «@{nosite}» error[undefined-variable] there is no variable `nosite`
        help: did you mean `site`?
    campaigns/a.yaml:3:85 «{% foo %}» error[liquid-syntax] `{% foo %}` has no `{% endfor %}`
    campaigns/a.yaml:3:88 «foo» warning[liquid-unknown] Braze has no tag `foo`
        help: did you mean `for`?
    ");
}

#[test]
fn a_window_without_a_unit_is_told_its_form() {
    insta::assert_snapshot!(check("campaign: a\nconversions: [{ makes_purchase: any, within: 3 }]\nmessages:\n  m: { channel: sms, subscription_group_id: sms-us, body: Hi }\n"), @r"
    campaigns/a.yaml:2:46 «3» error[wrong-type] expected a number with `s`, `m`, `h` or `d`, such as 3d
        help: say the unit, too, such as `3d` or `72h`
    ");
}

#[test]
fn a_sandbox_that_lists_its_apps_knows_no_others() {
    let project =
        super::PROJECT.replace("sandbox: {}", "sandbox: {}\n    apps: { storefront: a1 }");
    let world = World::new().project(&project);
    let file = "campaign: a\nmessages:\n  m: { channel: sms, app_id: storfront, subscription_group_id: sms-us, body: Hi }\n";
    insta::assert_snapshot!(world.file("campaigns/a.yaml", file).said(), @r"
    campaigns/a.yaml:3:30 «storfront» error[unknown-name] the workspace has no `storfront` among its `apps`
        help: did you mean `storefront`?
    ");
}

#[test]
fn what_is_missing_is_told_beside_other_mistakes() {
    insta::assert_snapshot!(check_messages("m: { channel: android_push, alert: hi, badge: 1 }\nn: { channel: content_card, type: BANNER, pinned: no, time_to_live: 5, web_uri: '@{param.order}' }"), @r#"
    campaigns/a.yaml:4:3 «m» error[missing-field] `title` is required
    campaigns/a.yaml:4:42 «badge» error[unknown-field] unknown field `badge`
        help: what can stand here: `accent_color`, `android_priority`, `buttons`, `collapse_key`, `conversation_data`, `custom_uri`, `draft`, `extra` and 14 more
    campaigns/a.yaml:5:3 «n» error[missing-field] `image_url` is required for a `BANNER`
    campaigns/a.yaml:5:53 «no» error[invalid-value] expected `true` or `false`, or exactly one reference such as "@{name}"
        help: write `false`
    campaigns/a.yaml:5:84 «@{param.order}» error[param-in-host] a param cannot be the scheme or host of a URL
        help: write the scheme and host, or take them from a variable: `@{site}/…`
    "#);
}

#[test]
fn what_a_wrong_reference_stands_for_is_not_known() {
    insta::assert_snapshot!(check_messages("m: { channel: apple_push, alert: '{{${frist_name}}} @{nope}', custom_uri: '@{sites}/orders/@{param.order}' }\nn: { channel: webhook, url: 'https://a.example', request_method: POST, request_headers: { Content-Type: application/json }, body: '{ \"a\": @{nope}, }' }\no: { channel: content_card, type: CLASSIC, title: a, description: b, pinned: 'off', time_to_live: '5' }"), @r#"
    campaigns/a.yaml:4:39 «${frist_name}» warning[liquid-unknown] `${frist_name}` is no attribute of Braze's
        help: did you mean `${first_name}`?
    campaigns/a.yaml:4:55 «@{nope}» error[undefined-variable] there is no variable `nope`
        help: there is `site` and `ttl`
    campaigns/a.yaml:4:78 «@{sites}» error[undefined-variable] there is no variable `sites`
        help: did you mean `site`?
    campaigns/a.yaml:5:133 «'{ "a": @{nope}, }'» warning[webhook-json] this body is no JSON: trailing comma
    campaigns/a.yaml:5:141 «@{nope}» error[undefined-variable] there is no variable `nope`
        help: there is `site` and `ttl`
    campaigns/a.yaml:6:80 «'off'» error[invalid-value] expected `true` or `false`, or exactly one reference such as "@{name}"
        help: write `false`
    campaigns/a.yaml:6:101 «'5'» error[invalid-value] expected an integer, or exactly one reference such as "@{name}"
        help: write it without quotes
    "#);
}

#[test]
fn a_line_with_a_credential_is_not_shown() {
    let yaml = "campaign: a\nmessages:\n  m: { channel: webhook, url: 'https://a.example', request_method: POST, headers: { Authorization: 'Bearer abcdef0123456789abcdef' }, bdy: x }\n";
    let world = World::new().file("campaigns/a.yaml", yaml);
    let said = world.said();
    assert!(!said.contains("abcdef"), "{said}");
    insta::assert_snapshot!(said, @r"
    campaigns/a.yaml:3:74 «» error[unknown-field] unknown field `headers`
        help: did you mean `request_headers`?
    campaigns/a.yaml:3:135 «» error[unknown-field] unknown field `bdy`
        help: did you mean `body`?
    ");
}

#[test]
fn two_cannot_have_been_one() {
    insta::assert_snapshot!(check("campaign: a\nmessages:\n  m: { channel: apple_push, alert: x, moved_from: former }\n  n: { channel: kindle_push, title: y, alert: x, moved_from: former }\n  o: { channel: apple_push, alert: x, name: o, workspaces: [local], moved_from: old }\n  p: { channel: kindle_push, name: p, title: y, alert: x, workspaces: [production], moved_from: old }\n"), @r"
    campaigns/a.yaml:4:62 «former» error[moved-from] two messages were `former`
        campaigns/a.yaml:3:51 the first one
        help: what was recorded for it can belong to one of them
    ");
    let campaign = |key: &str, more: &str| {
        format!(
            "campaign: {key}\nmoved_from: old\n{more}messages:\n  m: {{ channel: apple_push, alert: x }}\n"
        )
    };
    let two = |a: &str, b: &str| check(&[campaign("a", a), campaign("b", b)].join("---\n"));
    insta::assert_snapshot!(two("", ""), @r"
    campaigns/a.yaml:7:13 «old» error[moved-from] two campaigns were `old`
        campaigns/a.yaml:2:13 the first one
        help: what was recorded for it can belong to one of them
    ");
    insta::assert_snapshot!(two("workspaces: [local]\n", "workspaces: [production]\n"), @"");
}

#[test]
fn many_mistakes_of_one_text_are_told_up_to_a_hundred() {
    let said = check_messages(&format!(
        "m: {{ channel: apple_push, alert: '{}' }}",
        "@{nope} ".repeat(5_000)
    ));
    assert_eq!(said.matches("undefined-variable").count(), 100);
}

#[test]
fn of_a_key_that_is_given_twice_the_last_is_judged_in_its_own_place() {
    let yaml = "campaign: a\nmessages:\n  a: { channel: email, nothing: 1 }\nmessages:\n  b: { channel: sms, nothing: 2, subscription_group_id: sms-us, app_id: storefront, body: Hi }\n";
    insta::assert_snapshot!(check(yaml), @r"
    campaigns/a.yaml:4:1 «messages» error[duplicate-key] `messages` is given twice
        campaigns/a.yaml:2:1 first given here
    campaigns/a.yaml:5:22 «nothing» error[unknown-field] unknown field `nothing`
        help: what can stand here: `draft`, `link_shortening_enabled`, `media_items`, `moved_from`, `name`, `user_click_tracking_enabled` and `workspaces`
    ");
}
