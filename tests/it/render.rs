//! Request bodies: check(channel, content, params) as text.

use std::collections::BTreeMap;

use campaignctl::lock::{Entry, MessageEntry};
use campaignctl::model::{
    Campaign, CampaignId, CampaignKey, Channel, Content, Delivery, Message, MessageKey, ParamType,
    Params, Place, RecipientId, SubscriptionState, VariationId,
};
use campaignctl::render::{self, RenderError, Template};
use litemap::LiteMap;
use proptest::prelude::*;
use serde_json::{Value, json};

const TYPES: [(&str, ParamType); 5] = [
    ("x", ParamType::String),
    ("y", ParamType::String),
    ("n", ParamType::Integer),
    ("r", ParamType::Number),
    ("b", ParamType::Boolean),
];

fn key(text: &str) -> MessageKey {
    MessageKey::parse(text).unwrap()
}

fn message(name: &str, channel: Channel, content: Value) -> Message {
    let Value::Object(fields) = content else { panic!("a content is an object") };
    Message {
        key: key(name),
        moved_from: None,
        channel,
        name: None,
        draft: false,
        content: Content(fields),
        texts: BTreeMap::new(),
        place: Place::default(),
    }
}

fn campaign(messages: Vec<Message>) -> Campaign {
    Campaign {
        key: CampaignKey::parse("order-shipped").unwrap(),
        moved_from: None,
        name: None,
        description: None,
        tags: None,
        conversions: None,
        params: TYPES.map(|(name, declared)| (name.to_owned(), declared)).into(),
        delivery: Delivery::default(),
        protected: false,
        settled: false,
        messages,
        place: Place::default(),
    }
}

/// The entry that an apply of the whole campaign records.
fn applied(campaign: &Campaign) -> Entry {
    let messages = campaign.messages.iter().map(|message| {
        let recorded = MessageEntry {
            channel: message.channel,
            message_variation_id: VariationId::parse(&format!("id-of-{}", message.key)).ok(),
            retired: false,
            generation: 0,
            name: None,
            released: Some(message.content.digest()),
            fields: LiteMap::new(),
            texts: LiteMap::new(),
            unknown: BTreeMap::new(),
        };
        (message.key.clone(), recorded)
    });
    Entry {
        campaign_id: CampaignId::parse("c0ffee").ok(),
        params: campaign.params.clone(),
        delivery: campaign.delivery.clone(),
        messages: messages.collect(),
        ..Entry::default()
    }
}

fn template(campaign: &Campaign, chosen: &[&str]) -> Result<Template, RenderError> {
    let chosen: Vec<_> = chosen.iter().map(|name| key(name)).collect();
    render::template(campaign, &applied(campaign), &chosen)
}

fn params(values: &Value) -> Params {
    serde_json::from_value(values.clone()).unwrap()
}

fn secret(name: &str) -> Option<String> {
    (name == "TOKEN").then(|| "s3\"cr{{et".to_owned())
}

/// The message as one request has it, or the error.
fn render(channel: Channel, content: Value, values: &Value) -> Result<Value, RenderError> {
    let campaign = campaign(vec![message("m", channel, content)]);
    let recipients = [RecipientId::External("u1".to_owned())];
    let body = template(&campaign, &[])?.body(&recipients, &params(values), &secret)?;
    let mut body: Value = serde_json::from_slice(&body).expect("a body is JSON");
    Ok(body["messages"][channel.in_sends()].take())
}

/// One field of a message after rendering.
fn check(channel: Channel, field: &str, text: &str, values: &Value) -> String {
    match render(channel, json!({ field: text }), values) {
        Ok(message) => match &message[field] {
            Value::String(text) => text.clone(),
            other => other.to_string(),
        },
        Err(error) => format!("error: {error}"),
    }
}

fn html(text: &str, x: &str) -> String {
    check(Channel::Email, "body", text, &json!({ "x": x }))
}

fn webhook(content: Value, x: &str) -> String {
    match render(Channel::Webhook, content, &json!({ "x": x, "n": 5 })) {
        Ok(message) => message["body"].as_str().unwrap().to_owned(),
        Err(error) => format!("error: {error}"),
    }
}

#[test]
fn a_request_has_braze_s_shape_and_the_author_s_order() {
    let mut campaign = campaign(vec![
        message("mail", Channel::Email, json!({ "subject": "Hi", "from": "a@b.c", "app_id": "f" })),
        message("ios", Channel::ApplePush, json!({ "alert": { "title": "T" }, "badge": 1 })),
    ]);
    campaign.delivery = Delivery {
        override_frequency_capping: Some(true),
        recipient_subscription_state: Some(SubscriptionState::OptedIn),
    };
    let alias = |alias_name: &str, alias_label: &str| RecipientId::Alias {
        alias_name: alias_name.to_owned(),
        alias_label: alias_label.to_owned(),
    };
    let recipients = [RecipientId::External("u1".to_owned()), alias("n", "l")];
    let body = template(&campaign, &[]).unwrap().body(&recipients, &Params::new(), &secret);
    assert_eq!(
        String::from_utf8(body.unwrap().to_vec()).unwrap(),
        concat!(
            r#"{"external_user_ids":["u1"],"user_aliases":[{"alias_name":"n","alias_label":"l"}],"#,
            r#""campaign_id":"c0ffee","override_frequency_capping":true,"#,
            r#""recipient_subscription_state":"opted_in","messages":{"#,
            r#""email":{"message_variation_id":"id-of-mail","subject":"Hi","from":"a@b.c","app_id":"f"},"#,
            r#""apple_push":{"message_variation_id":"id-of-ios","alert":{"title":"T"},"badge":1}}}"#,
        )
    );
}

#[test]
fn html_is_escaped_in_texts_and_attributes() {
    assert_eq!(html("<p>@{param.x}</p>", "<b>'\"&"), "<p>&lt;b&gt;&#39;&quot;&amp;</p>");
    assert_eq!(html("<p title=\"@{param.x}\">", "a\"b"), "<p title=\"a&quot;b\">");
    assert_eq!(html("<!-- @{param.x} --><i>", "-->"), "<!-- --&gt; --><i>");
    assert_eq!(
        html("<!--[if mso]><a hidden href=\"https://a.b/@{param.x}\">", "a b"),
        "<!--[if mso]><a hidden href=\"https://a.b/a%20b\">"
    );
}

#[test]
fn places_in_html_without_a_safe_escaping_are_errors() {
    let cases = [
        "<a href=\"@{param.x}\">",
        "<a href=\"https://@{param.x}.b/\">",
        "<a hidden href='{{x}}@{param.x}'>",
        "<a hidden href = '@{param.x}'>",
        "<a title=@{param.x}>",
        "<a @{param.x}=\"1\">",
        "<a onclick=\"f('@{param.x}')\">",
        "<p style='color: @{param.x}'>",
        "<style>p { color: @{param.x} }</style>",
        "<script>f('@{param.x}')</script>",
    ];
    let told: Vec<_> = cases.iter().map(|case| html(case, "v")).collect();
    insta::assert_snapshot!(told.join("\n"), @r"
    error: email/body: `@{param.x}` stands in the scheme or host of a URL
    error: email/body: `@{param.x}` stands in the scheme or host of a URL
    error: email/body: `@{param.x}` stands in the scheme or host of a URL
    error: email/body: `@{param.x}` stands in the scheme or host of a URL
    error: email/body: `@{param.x}` stands in an attribute without quotes; put quotes around it
    error: email/body: `@{param.x}` stands within an HTML tag, but not in an attribute's value
    error: email/body: `@{param.x}` stands in a script or a style, where no escaping is safe
    error: email/body: `@{param.x}` stands in a script or a style, where no escaping is safe
    error: email/body: `@{param.x}` stands in a script or a style sheet, where no escaping is safe
    error: email/body: `@{param.x}` stands in a script or a style sheet, where no escaping is safe
    ");
}

#[test]
fn after_a_style_sheet_html_goes_on() {
    assert_eq!(html("<style>a > b {}</style><p>@{param.x}", "<"), "<style>a > b {}</style><p>&lt;");
    assert_eq!(html("<br/><p>1 < 2 @{param.x}", "<"), "<br/><p>1 < 2 &lt;");
}

#[test]
fn a_reference_within_liquid_is_an_error() {
    let cases = [
        "{{ '@{param.x}' }}",
        "{% if a == '@{param.x}' %}b{% endif %}",
        "{% raw %}@{param.x}{% endraw %}",
        "{% comment %}@{param.x}{% endcomment %}",
    ];
    for case in cases {
        let told = check(Channel::Sms, "body", case, &json!({ "x": "v" }));
        assert_eq!(told, "error: sms/body: `@{param.x}` stands within Liquid", "{case}");
    }
    let beside = check(Channel::Sms, "body", "{% if a %}@{param.x}{% endif %}", &json!({"x": "v"}));
    assert_eq!(beside, "{% if a %}v{% endif %}");
}

#[test]
fn values_open_no_liquid_not_even_with_the_text_around_them() {
    let sms = |text: &str, x: &str| check(Channel::Sms, "body", text, &json!({ "x": x, "y": "%" }));
    assert_eq!(sms("@{param.x}", "{{a}}{%b%}"), "{{ '{' }}{a}}{{ '{' }}%b%}");
    assert_eq!(sms("{@{param.x}", "{a}}"), "{{ '{' }}{a}}");
    assert_eq!(sms("@{param.x}{a}}", "{"), "{{ '{' }}{a}}");
    assert_eq!(sms("@{param.x}@{param.y} a", "{"), "{{ '{' }}% a");
}

#[test]
fn json_webhooks_take_json() {
    let body = r#"{"id": "{{${user_id}}} @{param.x}", "all": @{param.x}, "n": @{param.n}}"#;
    assert_eq!(
        webhook(json!({ "body": body }), "a\"b\\\n"),
        r#"{"id": "{{${user_id}}} a\"b\\\n", "all": "a\"b\\\n", "n": 5}"#
    );
    let named =
        json!({ "request_headers": { "content-type": "application/json" }, "body": "@{param.x}" });
    assert_eq!(webhook(named, "a"), "\"a\"");
    let form = json!({
        "request_headers": { "Content-Type": "application/x-www-form-urlencoded" },
        "body": "a=@{param.x}&b=1",
    });
    assert_eq!(webhook(form, "1&c=2"), "a=1%26c%3D2&b=1");
    assert_eq!(webhook(json!({ "body": "<a>@{param.x}</a>" }), "<"), "<a>&lt;</a>");
    assert_eq!(webhook(json!({ "body": "a @{param.x}" }), "<"), "a <");
}

#[test]
fn url_fields_take_components_after_the_host() {
    let uri = |text: &str| check(Channel::ApplePush, "custom_uri", text, &json!({ "x": "a/b c" }));
    assert_eq!(uri("https://a.b/@{param.x}?q=@{param.x}"), "https://a.b/a%2Fb%20c?q=a%2Fb%20c");
    assert_eq!(uri("app://orders/@{param.x}"), "app://orders/a%2Fb%20c");
    for wrong in ["@{param.x}", "https://@{param.x}/", "https://{{a}}@{param.x}"] {
        assert!(uri(wrong).contains("in the scheme or host of a URL"), "{wrong}");
    }
}

#[test]
fn headers_take_one_line() {
    let subject = |x: &str| check(Channel::Email, "subject", "Hi @{param.x}", &json!({ "x": x }));
    assert_eq!(subject("<b>"), "Hi <b>");
    assert_eq!(
        subject("a\r\nBcc: all"),
        "error: email/subject: `x` has a line break or a control character, which a header may not"
    );
}

#[test]
fn a_field_that_is_a_param_takes_its_type_and_texts_stay_texts() {
    let values = json!({ "n": 7, "r": 0.5, "b": true, "x": "s" });
    let content = json!({
        "badge": "@{param.n}", "relevance_score": "@{param.r}", "mutable_content": "@{param.b}",
        "sound": "@{param.x}", "alert": { "title": "@{param.n}", "body": "n @{param.n}" },
        "extra": { "n": "@{param.n}", "title": "@{param.n}" },
    });
    let message = render(Channel::ApplePush, content, &values).unwrap();
    assert_eq!(
        message,
        json!({
            "message_variation_id": "id-of-m",
            "badge": 7, "relevance_score": 0.5, "mutable_content": true,
            "sound": "s", "alert": { "title": "7", "body": "n 7" }, "extra": { "n": 7, "title": 7 },
        })
    );
    let content = json!({ "message": { "body_variables": { "0": "@{param.n}" } } });
    let message = render(Channel::WhatsApp, content, &values).unwrap();
    assert_eq!(message["message"]["body_variables"]["0"], "7");
}

#[test]
fn params_are_declared_given_and_of_their_type() {
    let sms = |values: Value| check(Channel::Sms, "body", "@{param.n}", &values);
    assert_eq!(sms(json!({})), "error: the param `n` has no value");
    assert_eq!(sms(json!({ "n": "5" })), "error: the param `n` is an integer, but got \"5\"");
    assert_eq!(
        sms(json!({ "n": 1, "xx": 2 })),
        "error: the campaign declares no param `xx`; did you mean `x`?"
    );
    let undeclared = check(Channel::Sms, "body", "@{param.zz}", &json!({}));
    assert_eq!(undeclared, "error: sms/body: the param `zz` is not declared");
}

#[test]
fn secrets_come_last_and_all_missing_ones_are_named() {
    let content = json!({
        "url": "@{secret.HOST}", "body": "{\"t\": \"@{secret.TOKEN}\"}",
        "request_headers": { "Authorization": "Bearer @{secret.KEY}" },
    });
    let campaign = campaign(vec![message("m", Channel::Webhook, content)]);
    let template = template(&campaign, &[]).unwrap();
    assert_eq!(
        template.check_secrets(&|_| None).unwrap_err().to_string(),
        "no value for the secrets HOST, KEY, TOKEN"
    );
    assert!(template.request().to_string().contains("@{secret.TOKEN}"), "frozen as references");
    assert_eq!(
        webhook(json!({ "body": "{\"t\": \"@{secret.TOKEN}\"}" }), ""),
        "{\"t\": \"s3\\\"cr{{ '{' }}{et\"}"
    );
}

#[test]
fn literal_ats_lose_their_escape() {
    assert_eq!(
        check(Channel::Sms, "body", "a @@{param.x} @{{b}}", &json!({})),
        "a @{param.x} @{{b}}"
    );
}

fn refused(campaign: &Campaign, entry: &Entry, chosen: &[&str]) -> String {
    let chosen: Vec<_> = chosen.iter().map(|name| key(name)).collect();
    render::template(campaign, entry, &chosen).unwrap_err().to_string()
}

#[test]
fn what_cannot_be_sent_says_why() {
    let mail = |name: &str| message(name, Channel::Email, json!({ "subject": name }));
    let mut campaign = campaign(vec![mail("email-a"), mail("email-b"), mail("later")]);
    campaign.messages[2].draft = true;
    let entry = applied(&campaign);
    let mut told = vec![
        refused(&campaign, &entry, &[]),
        refused(&campaign, &entry, &["email-aa"]),
        refused(&campaign, &entry, &["zzz"]),
        refused(&campaign, &entry, &["later"]),
        refused(&campaign, &Entry { campaign_id: None, ..entry.clone() }, &["email-a"]),
        refused(&campaign, &Entry { retired: true, ..entry.clone() }, &["email-a"]),
        refused(&campaign, &Entry { params: BTreeMap::new(), ..entry.clone() }, &["email-a"]),
        refused(&campaign, &Entry::default(), &["email-a"]),
    ];
    let mut waiting = entry.clone();
    waiting.messages.get_mut(&key("email-a")).unwrap().message_variation_id = None;
    told.push(refused(&campaign, &waiting, &["email-a"]));
    campaign.messages[0].content.0.insert("subject".to_owned(), "new".into());
    told.push(refused(&campaign, &entry, &["email-a"]));
    insta::assert_snapshot!(told.join("\n"), @r"
    `email-a` and `email-b` are both email; a request carries one, so choose one
    `order-shipped` has no message `email-aa`; did you mean `email-a`?
    `order-shipped` has no message `zzz`
    `order-shipped.later` is a draft
    `order-shipped` has no id in this workspace yet; run `apply`
    `order-shipped` is retired
    what `order-shipped` says of its params or delivery is not what was released
    what `order-shipped` says of its params or delivery is not what was released
    `order-shipped.email-a` has no `message_variation_id` yet; run `apply`
    `order-shipped.email-a` is not what was released
    ");
}

/// Prints Liquid that has only strings and `{{y}}`, which is `Y`.
fn print(text: &str) -> String {
    let mut printed = String::new();
    let mut at = 0;
    for span in campaignctl::liquid::spans(text) {
        printed.push_str(&text[at..span.range.start]);
        let output = text[span.range.clone()].trim_matches(['{', '}', ' ']);
        printed.push_str(match output {
            "y" => "Y",
            "'{'" => "{",
            other => panic!("`{other}` was no Liquid of ours"),
        });
        at = span.range.end;
    }
    printed + &text[at..]
}

proptest! {
    #[test]
    fn liquid_prints_every_value_as_it_is(
        x in "[{}%' a-]{0,6}", before in "[{%a]{0,1}", between in r"(\{\{y\}\}|a|%|)", after in "[%a}]{0,2}",
    ) {
        let text = format!("{before}@{{param.x}}{between}@{{param.x}}{after}");
        let sent = check(Channel::Sms, "body", &text, &json!({ "x": x }));
        let between = between.replace("{{y}}", "Y");
        prop_assert_eq!(print(&sent), format!("{before}{x}{between}{x}{after}"));
    }

    #[test]
    fn html_values_never_leave_their_attribute(x in "[ -~]{0,12}") {
        let body = html("<p title=\"@{param.x}\">", &x);
        prop_assert_eq!(body.matches('"').count(), 2);
        prop_assert_eq!(body.matches(['<', '>']).count(), 2);
    }

    #[test]
    fn a_json_webhook_stays_json(x in "[ -~\n\\\\\"{}%]{0,12}") {
        let body = webhook(json!({ "body": r#"{"a": "@{param.x}", "b": @{param.x}}"# }), &x);
        // What Liquid prints, with our only Liquid.
        let printed: Value = serde_json::from_str(&body.replace("{{ '{' }}", "{")).unwrap();
        prop_assert_eq!(&printed, &json!({ "a": x, "b": x }));
    }
}
