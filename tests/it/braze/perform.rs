//! Changes, where there is a dashboard that can be told.

use campaignctl::model::{
    CampaignId, CampaignKey, Change, Channel, Conversion, ConversionEvent, MessageKey, NewCampaign,
    NewMessage, VariationId,
};
use campaignctl::port::{Performed, Workspace as _, WorkspaceError};

use super::*;

const SUCCESS: &str = r#"{"message":"success"}"#;

fn campaign() -> CampaignId {
    CampaignId::parse("camp/1").unwrap()
}

fn message() -> NewMessage {
    NewMessage {
        key: MessageKey::parse("card").unwrap(),
        id: VariationId::parse("var-1").unwrap(),
        channel: Channel::ContentCard,
        name: "Card".to_owned(),
    }
}

fn create() -> Change {
    let event = ConversionEvent::PerformsCustomEvent { name: "opened".to_owned() };
    let apps = ConversionEvent::StartsSession { apps: vec!["a".to_owned()] };
    Change::CreateCampaign(NewCampaign {
        key: CampaignKey::parse("order-shipped").unwrap(),
        id: CampaignId::parse("camp-1").unwrap(),
        name: "Order shipped".to_owned(),
        description: String::new(),
        tags: vec!["orders".to_owned()],
        conversions: vec![
            Conversion { event, within_seconds: 60 },
            Conversion { event: apps, within_seconds: 120 },
        ],
        messages: vec![message()],
    })
}

async fn check(change: &Change) -> (String, Performed) {
    let far = Scripted::of(vec![answer(201, SUCCESS)]);
    let performed = sandbox(&far).perform(change).await.unwrap();
    let [asked] = far.asked().try_into().unwrap();
    (asked, performed)
}

#[tokio::test]
async fn creating_names_every_id_and_says_what_is_held() {
    let (asked, performed) = check(&create()).await;
    assert_eq!(
        asked,
        "Post /_sandbox/campaigns {\"id\":\"camp-1\",\"name\":\"Order shipped\",\"description\":\"\",\
         \"tags\":[\"orders\"],\"conversion_behaviors\":[\
         {\"type\":\"Performs Custom Event\",\"window\":60,\"custom_event_name\":\"opened\"},\
         {\"type\":\"Starts Session\",\"window\":120,\"app_ids\":[\"a\"]}],\
         \"messages\":[{\"id\":\"var-1\",\"channel\":\"content_card\",\"name\":\"Card\"}]}"
    );
    let messages = [(message().key, message().id)].into();
    let campaign = CampaignId::parse("camp-1").unwrap();
    assert_eq!(performed, Performed::Held { campaign, messages });
}

#[tokio::test]
async fn each_change_is_one_request() {
    let variation = VariationId::parse("var 1".replace(' ', "?").as_str()).unwrap();
    let edit = |name: Option<&str>, tags: Option<Vec<String>>| Change::EditCampaign {
        campaign: campaign(),
        name: name.map(str::to_owned),
        description: None,
        tags,
    };
    let changes = [
        (
            Change::AddMessage { campaign: campaign(), message: message() },
            r#"/camp%2F1/messages {"id":"var-1","channel":"content_card","name":"Card"}"#,
        ),
        (edit(Some("New"), None), r#"/camp%2F1/edit {"name":"New"}"#),
        (edit(None, Some(vec![])), r#"/camp%2F1/edit {"tags":[]}"#),
        (
            Change::EditMessage { campaign: campaign(), variation, name: "Photo".to_owned() },
            r#"/camp%2F1/messages/var%3F1/edit {"name":"Photo"}"#,
        ),
        (Change::ArchiveCampaign { campaign: campaign() }, "/camp%2F1/archive {}"),
        (Change::UnarchiveCampaign { campaign: campaign() }, "/camp%2F1/unarchive {}"),
    ];
    for (change, expected) in changes {
        let (asked, performed) = check(&change).await;
        assert_eq!(asked, format!("Post /_sandbox/campaigns{expected}"));
        assert!(matches!(performed, Performed::Held { campaign: held, .. } if held == campaign()));
    }
}

#[tokio::test]
async fn doubt_is_an_answer_and_a_refusal_is_an_error() {
    let perform = async |answer: Answer| {
        let far = Scripted::of(vec![answer]);
        let performed = sandbox(&far).perform(&create()).await;
        assert_eq!(far.asked().len(), 1);
        performed
    };
    let unknown = |reason: &str| Ok(Performed::Unknown(reason.to_owned()));
    assert_eq!(perform(lost()).await, unknown("the connection was closed"));
    assert_eq!(perform(answer(500, "")).await, unknown("it answered 500: (no text)"));
    let refused = perform(answer(400, r#"{"message":"Bad Request"}"#)).await;
    assert_eq!(refused, Err(WorkspaceError::Refused("Bad Request".to_owned())));
    let unreachable = perform(not_sent()).await;
    assert_eq!(unreachable, Err(WorkspaceError::Unreachable("connection refused".to_owned())));
    assert_eq!(perform(answer(429, "")).await, Err(WorkspaceError::Limited(1)));
}

#[tokio::test]
async fn a_live_workspace_is_asked_for_nothing_that_it_cannot_do() {
    let far = Scripted::of(vec![answer(201, SUCCESS)]);
    let error = live(&far).perform(&create()).await.unwrap_err();
    assert_eq!(
        error.to_string(),
        "the workspace refused: Braze's REST API cannot do this; its dashboard can"
    );
    assert!(far.asked().is_empty());
    let abilities = live(&far).abilities();
    assert!(!abilities.create && !abilities.edit && !abilities.archive && abilities.duplicate);
    let abilities = sandbox(&far).abilities();
    assert!(abilities.create && abilities.edit && abilities.archive);
}

#[tokio::test]
async fn a_copy_is_asked_for_in_brazes_words_and_no_answer_is_a_doubt() {
    let copy = |description: Option<&str>, tags: Option<&str>| Change::DuplicateCampaign {
        template: campaign(),
        name: "Order shipped".to_owned(),
        description: description.map(str::to_owned),
        tags: tags.map(|tag| vec![tag.to_owned()]),
    };
    let perform = async |change: Change, answer: Answer| {
        let far = Scripted::of(vec![answer]);
        let performed = live(&far).perform(&change).await;
        let [asked] = far.asked().try_into().unwrap();
        (asked, performed)
    };
    let (asked, performed) = perform(copy(None, None), answer(202, SUCCESS)).await;
    assert_eq!(
        asked,
        r#"Post /campaigns/duplicate {"name":"Order shipped","campaign_id":"camp/1"}"#
    );
    assert_eq!(performed, Ok(Performed::Pending));
    let (asked, performed) = perform(copy(Some("About"), Some("a")), answer(202, "")).await;
    assert!(asked.contains(r#""description":"About""#), "{asked}");
    assert!(asked.contains(r#""tag_names":["a"]"#), "{asked}");
    assert_eq!(performed, Ok(Performed::Pending));
    for doubt in [lost(), answer(502, ""), answer(202, r#"{"message":"something else"}"#)] {
        let (_, performed) = perform(copy(None, None), doubt).await;
        assert!(matches!(performed, Ok(Performed::Unknown(_))), "{performed:?}");
    }
    for nothing in [not_sent(), answer(400, ""), answer(403, ""), answer(429, "")] {
        let (_, performed) = perform(copy(None, None), nothing).await;
        assert!(performed.is_err(), "{performed:?}");
    }
}
