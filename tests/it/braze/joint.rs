//! The client and the sandbox, which share nothing but the contract.

use bytes::Bytes;
use campaignctl::braze::{
    Action, ApiKey, Endpoint, Engagement, Event, HttpTransport, UnknownRecipients, help_for,
};
use campaignctl::model::{
    CampaignId, CampaignKey, Change, Channel, Conversion, ConversionEvent, MessageKey, NewCampaign,
    NewMessage, ObservedCampaign, Series, VariationId,
};
use campaignctl::port::{
    Clock as _, Delivery, Messenger as _, Method, Performed, Statistics as _, Workspace as _,
    WorkspaceError,
};
use campaignctl::sandbox::{InProcess, Sandbox, Settings, World, router};
use serde_json::{Value, json};

use super::*;

/// A sandbox of its own, and a client of it.
struct Pair {
    transport: Arc<InProcess>,
    clock: Arc<SettableClock>,
    client: Client,
}

fn pair() -> Pair {
    let (clock, settings) = (Arc::new(SettableClock::at(now())), Settings::default());
    let world = World::in_memory(&settings).unwrap();
    let transport = Arc::new(InProcess::new(world, clock.clone(), settings));
    let client = Client::new(transport.clone(), clock.clone(), FarSide::Sandbox)
        .with_patience(Patience::HASTE);
    Pair { transport, clock, client }
}

fn id(text: &str) -> CampaignId {
    CampaignId::parse(text).unwrap()
}

fn variation(text: &str) -> VariationId {
    VariationId::parse(text).unwrap()
}

fn message(key: &str, channel: Channel) -> NewMessage {
    NewMessage {
        key: MessageKey::parse(key).unwrap(),
        id: variation(&format!("var-{key}")),
        channel,
        name: format!("The {key}"),
    }
}

fn create() -> Change {
    let event = |event, within_seconds| Conversion { event, within_seconds };
    Change::CreateCampaign(NewCampaign {
        key: CampaignKey::parse("order-shipped").unwrap(),
        id: id("camp-1"),
        name: "Order shipped".to_owned(),
        description: "Tells the buyer".to_owned(),
        tags: vec!["orders".to_owned(), "finance".to_owned()],
        conversions: vec![
            event(ConversionEvent::PerformsCustomEvent { name: "opened".to_owned() }, 86_400),
            event(ConversionEvent::MakesAnyPurchase, 3_600),
        ],
        messages: vec![message("mail", Channel::Email), message("ios", Channel::ApplePush)],
    })
}

impl Pair {
    async fn perform(&self, change: &Change) {
        let performed = self.client.perform(change).await.unwrap();
        assert!(matches!(performed, Performed::Held { .. }), "{performed:?}");
    }

    async fn campaign(&self) -> ObservedCampaign {
        let campaigns = self.client.observe().await.unwrap().campaigns.unwrap();
        let [(_, campaign)]: [_; 1] = campaigns.into_iter().collect::<Vec<_>>().try_into().unwrap();
        campaign
    }

    async fn deliver(&self, body: &Value) -> Delivery {
        self.client.deliver(Bytes::from(body.to_string())).await.unwrap()
    }

    async fn post(&self, path: &str, body: Value) -> Response {
        let body = Some(body.to_string().into());
        let request = Request { method: Method::Post, path: path.to_owned(), query: vec![], body };
        self.transport.exchange(request).await.unwrap()
    }

    async fn series(&self) -> Series {
        self.client.series(&id("camp-1"), self.clock.now(), 14).await.unwrap()
    }

    /// How often a message was delivered.
    async fn delivered(&self) -> usize {
        self.client.inbox(None, 0).await.unwrap().len()
    }
}

fn send(users: &[&str]) -> Value {
    json!({
        "external_user_ids": users,
        "campaign_id": "camp-1",
        "messages": { "email": {
            "message_variation_id": "var-mail", "app_id": "app", "from": "Acme <hi@acme.example.com>",
            "subject": "On its way", "body": "<p>Hello</p>",
        }},
    })
}

#[tokio::test]
async fn what_is_created_is_observed() {
    let pair = pair();
    assert!(pair.client.observe().await.unwrap().campaigns.unwrap().is_empty());
    pair.perform(&create()).await;
    let Change::CreateCampaign(new) = create() else { unreachable!() };
    let seen = pair.campaign().await;
    assert_eq!((seen.name, seen.description), (new.name, new.description));
    assert_eq!(seen.tags, ["finance", "orders"]);
    assert_eq!(seen.conversions, new.conversions);
    assert!(!seen.archived && !seen.draft);
    let messages: Vec<_> = seen
        .messages
        .into_iter()
        .map(|(id, message)| (id, message.channel, message.name))
        .collect();
    let mut expected: Vec<_> =
        new.messages.into_iter().map(|new| (new.id, Some(new.channel), Some(new.name))).collect();
    expected.sort();
    assert_eq!(messages, expected);
}

#[tokio::test]
async fn every_change_twice_is_once() {
    let pair = pair();
    let edit = Change::EditCampaign {
        campaign: id("camp-1"),
        name: Some("New".to_owned()),
        description: Some(String::new()),
        tags: Some(vec![]),
    };
    let rename = Change::EditMessage {
        campaign: id("camp-1"),
        variation: variation("var-mail"),
        name: "Plain".to_owned(),
    };
    let card = message("card", Channel::ContentCard);
    let changes = [
        create(),
        Change::AddMessage { campaign: id("camp-1"), message: card },
        rename,
        edit,
        Change::ArchiveCampaign { campaign: id("camp-1") },
        Change::UnarchiveCampaign { campaign: id("camp-1") },
    ];
    let mut before = None;
    for change in &changes {
        pair.perform(change).await;
        let once = pair.campaign().await;
        assert_ne!(before.as_ref(), Some(&once), "{change:?} did something");
        pair.perform(change).await;
        assert_eq!(pair.campaign().await, once, "{change:?}");
        before = Some(once);
    }
    let end = pair.campaign().await;
    assert_eq!((end.name.as_str(), end.description.as_str(), end.tags.len()), ("New", "", 0));
    assert_eq!(end.messages.len(), 3);
    assert_eq!(end.messages[&variation("var-mail")].name.as_deref(), Some("Plain"));
}

#[tokio::test]
async fn a_change_of_what_is_not_there_is_refused() {
    let pair = pair();
    let change = Change::ArchiveCampaign { campaign: id("nobody") };
    let error = pair.client.perform(&change).await.unwrap_err();
    assert!(matches!(error, WorkspaceError::Refused(_)), "{error}");
}

#[tokio::test]
async fn a_hundred_campaigns_and_more_are_observed() {
    let pair = pair();
    for number in 0..101 {
        let Change::CreateCampaign(new) = create() else { unreachable!() };
        let messages =
            vec![NewMessage { id: variation(&format!("v-{number}")), ..new.messages[0].clone() }];
        let new = NewCampaign { id: id(&format!("c-{number}")), messages, ..new };
        pair.perform(&Change::CreateCampaign(new)).await;
    }
    let archived = Change::ArchiveCampaign { campaign: id("c-7") };
    pair.perform(&archived).await;
    let campaigns = pair.client.observe().await.unwrap().campaigns.unwrap();
    assert_eq!(campaigns.len(), 101);
    assert!(campaigns[&id("c-7")].archived);
}

#[tokio::test]
async fn what_was_sent_opened_and_bought_is_counted_under_its_variation() {
    let pair = pair();
    pair.perform(&create()).await;
    pair.client.settings(UnknownRecipients::Create).await.unwrap();
    let delivery = pair.deliver(&send(&["u1", "u2", "u3"])).await;
    assert!(matches!(delivery, Delivery::Accepted { .. }), "{delivery:?}");
    assert_eq!(pair.delivered().await, 3);

    let engage = |user: &str, action| Engagement {
        external_user_id: user.to_owned(),
        message_variation_id: variation("var-mail"),
        action,
        time: None,
    };
    let actions =
        [engage("u1", Action::Open), engage("u1", Action::Open), engage("u2", Action::Click)];
    assert_eq!(pair.client.engage(&actions).await.unwrap(), Vec::<String>::new());
    let stranger = pair.client.engage(&[engage("u9", Action::Open)]).await.unwrap();
    assert_eq!(stranger.len(), 1, "{stranger:?}");

    let later = Timestamp(now().0 + jiff::SignedDuration::from_mins(30));
    pair.clock.set(later);
    let event = Event { external_id: "u1".into(), name: "opened".into(), time: later };
    let tracked = pair.client.track(&[], &[event], &[]).await.unwrap();
    assert_eq!((tracked.processed, tracked.errors), (1, vec![]));

    let series = pair.series().await;
    assert_eq!(series.rows.len(), 14);
    let today = series.rows.last().unwrap();
    assert_eq!((today.day.as_str(), today.unique_recipients), ("2026-09-01", 3));
    assert_eq!(today.conversions["conversions"], 1);
    let mail =
        today.variations.iter().find(|row| row.variation == Some(variation("var-mail"))).unwrap();
    assert_eq!(mail.channel, Some(Channel::Email));
    let count = |name: &str| mail.counters.get(name).copied();
    assert_eq!([count("sent"), count("opens"), count("unique_opens")], [Some(3), Some(2), Some(1)]);
    assert_eq!(count("unique_clicks"), Some(1));
}

#[tokio::test]
async fn every_refusal_is_known_to_the_help() {
    let pair = pair();
    pair.perform(&create()).await;
    let with = |change: &dyn Fn(&mut Value)| {
        let mut body = send(&["u1"]);
        change(&mut body);
        body
    };
    let many: Vec<_> = (0..51).map(|n| format!("u{n}")).collect();
    let cases = [
        ("Invalid Campaign ID", with(&|body| body["campaign_id"] = json!("nobody"))),
        (
            "Message Variant Unspecified",
            with(&|body| {
                body["messages"]["email"].as_object_mut().unwrap().remove("message_variation_id");
            }),
        ),
        (
            "Invalid Message Variant",
            with(&|body| {
                body["messages"]["email"]["message_variation_id"] = json!("nothing");
            }),
        ),
        (
            "Mismatched Message Type",
            with(&|body| {
                body["messages"]["email"]["message_variation_id"] = json!("var-ios");
            }),
        ),
        ("No Recipients", with(&|body| body["external_user_ids"] = json!([]))),
        ("No message to send", with(&|body| body["messages"] = json!({}))),
        ("The max number of", with(&|body| body["external_user_ids"] = json!(many))),
    ];
    for (text, body) in cases {
        let delivery = pair.deliver(&body).await;
        let Delivery::Refused { status: 400, message } = &delivery else {
            panic!("{text}: {delivery:?}")
        };
        assert!(message.contains(text), "{text}: {message}");
        assert!(help_for(message).is_some(), "{message}");
    }
    assert_eq!(pair.delivered().await, 0);
}

#[tokio::test]
async fn an_answer_that_is_lost_after_the_work_is_in_doubt() {
    let pair = pair();
    pair.perform(&create()).await;
    pair.client.settings(UnknownRecipients::Create).await.unwrap();
    let fault = json!({ "next": 1, "drop": true, "path": "/messages/send" });
    assert_eq!(pair.post("/_sandbox/faults", fault).await.status, 201);
    let delivery = pair.deliver(&send(&["u1"])).await;
    assert!(matches!(delivery, Delivery::Unknown { .. }), "{delivery:?}");
    assert_eq!(pair.delivered().await, 1, "it went out all the same");
}

#[tokio::test]
async fn a_spent_limit_delivers_nothing_and_is_not_run_into_again() {
    let pair = pair();
    pair.perform(&create()).await;
    pair.client.settings(UnknownRecipients::Create).await.unwrap();
    let fault = json!({ "next": 1, "answer": 429, "path": "/messages/send" });
    assert_eq!(pair.post("/_sandbox/faults", fault).await.status, 201);
    let delivery = pair.deliver(&send(&["u1"])).await;
    assert!(matches!(delivery, Delivery::Limited { .. }), "{delivery:?}");
    let delivery = pair.deliver(&send(&["u1"])).await;
    assert!(matches!(delivery, Delivery::Limited { .. }), "until the hour: {delivery:?}");
    assert_eq!(pair.delivered().await, 0);
}

#[tokio::test]
async fn reads_outlive_a_sandbox_that_fails_for_a_while() {
    let pair = pair();
    pair.perform(&create()).await;
    let fault = json!({ "next": 3, "answer": 503 });
    assert_eq!(pair.post("/_sandbox/faults", fault).await.status, 201);
    assert_eq!(pair.campaign().await.name, "Order shipped");
}

/// A sandbox behind a socket, and a client that has this key of it.
async fn over_the_network(key: &str) -> Client {
    let (clock, settings) = (Arc::new(SettableClock::at(now())), Settings::default());
    let world = World::in_memory(&settings).unwrap();
    let served = router(Arc::new(Sandbox { world, clock: clock.clone(), settings }));
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let endpoint = format!("http://{}", listener.local_addr().unwrap());
    // Ends with the test's runtime.
    drop(tokio::spawn(async move { axum::serve(listener, served).await }));
    let endpoint = Endpoint::parse(&endpoint, None).unwrap();
    let transport = HttpTransport::new(endpoint, ApiKey::parse(key).unwrap()).unwrap();
    let client = Client::new(Arc::new(transport), clock, FarSide::Sandbox);
    client.with_patience(Patience::HASTE)
}

#[tokio::test]
async fn the_network_is_the_same_way() {
    let client = over_the_network("sandbox").await;
    client.perform(&create()).await.unwrap();
    client.settings(UnknownRecipients::Create).await.unwrap();
    let delivery = client.deliver(Bytes::from(send(&["u1"]).to_string())).await.unwrap();
    assert!(matches!(delivery, Delivery::Accepted { .. }), "{delivery:?}");
    assert_eq!(client.inbox(Some(&id("camp-1")), 0).await.unwrap().len(), 1);
    assert_eq!(client.observe().await.unwrap().campaigns.unwrap().len(), 1);
}

#[tokio::test]
async fn a_key_that_is_refused_is_not_shown() {
    let client = over_the_network("8f0c1b2a-3344-5566").await;
    let observed = client.observe().await.unwrap_err();
    let delivered = client.deliver(Bytes::from(send(&["u1"]).to_string())).await.unwrap_err();
    for error in [observed.to_string(), delivered.to_string()] {
        assert!(error.starts_with("the workspace does not accept the key: "), "{error}");
        assert!(!error.contains("8f0c") && help_for(&error).is_some(), "{error}");
    }
}
