//! What every workspace promises.

use crate::{
    model::{
        CampaignId, CampaignKey, Change, Channel, Conversion, ConversionEvent, MessageKey,
        NewCampaign, NewMessage, ObservedCampaign, VariationId,
    },
    port::{Performed, Workspace, WorkspaceError},
};

const HELD: &str = "a workspace that works answers";

/// Shows what was done, and doing it twice is doing it once. `workspace` must have every ability
/// but `duplicate`, and no campaign of the id `a1b2`.
pub async fn doing_it_twice_is_doing_it_once(workspace: &dyn Workspace) {
    let id = CampaignId::parse("a1b2").expect("it is an id");
    let mut expected: Option<ObservedCampaign> = None;
    for (change, look) in story(&id) {
        for _ in 0..2 {
            let held = workspace.perform(&change).await.expect(HELD);
            assert!(matches!(held, Performed::Held { campaign, .. } if campaign == id));
            let seen = seen(workspace, &id).await.expect("the campaign is there");
            look(&seen);
            assert_eq!(*expected.get_or_insert_with(|| seen.clone()), seen, "{change:?}");
        }
        expected = None;
    }
}

/// Refuses to change what it does not have. No campaign may have the id `nobody`.
pub async fn what_is_not_there_cannot_be_changed(workspace: &dyn Workspace) {
    let campaign = CampaignId::parse("nobody").expect("it is an id");
    let answer = workspace.perform(&Change::ArchiveCampaign { campaign }).await;
    assert!(matches!(answer, Err(WorkspaceError::Refused(_))), "{answer:?}");
}

async fn seen(workspace: &dyn Workspace, id: &CampaignId) -> Option<ObservedCampaign> {
    let observed = workspace.observe().await.expect(HELD);
    assert_eq!(observed.abilities, workspace.abilities());
    observed.campaigns.expect("it was asked").remove(id)
}

type Look = fn(&ObservedCampaign);

fn story(id: &CampaignId) -> Vec<(Change, Look)> {
    let campaign = id.clone();
    let variation = VariationId::parse("a1b2-email").expect("it is an id");
    vec![
        (Change::CreateCampaign(new_campaign(id)), |seen| {
            assert_eq!(
                (seen.name.as_str(), seen.description.as_str()),
                ("Welcome", "For new ones")
            );
            assert_eq!(seen.conversions, conversions());
            assert_eq!((seen.archived, seen.messages.len()), (false, 1));
        }),
        (
            Change::AddMessage {
                campaign: campaign.clone(),
                message: new_message("push", Channel::ApplePush),
            },
            |seen| {
                let channels = seen.messages.values().filter_map(|message| message.channel);
                assert_eq!(channels.collect::<Vec<_>>(), [Channel::Email, Channel::ApplePush]);
            },
        ),
        (
            Change::EditCampaign {
                campaign: campaign.clone(),
                name: Some("Hello".to_owned()),
                description: None,
                tags: Some(vec!["b".to_owned()]),
            },
            |seen| {
                assert_eq!(
                    (seen.name.as_str(), seen.tags.as_slice()),
                    ("Hello", &["b".to_owned()][..])
                );
                assert_eq!(seen.description, "For new ones");
            },
        ),
        (
            Change::EditMessage { campaign: campaign.clone(), variation, name: "B".to_owned() },
            |seen| {
                let names = seen.messages.values().filter_map(|message| message.name.as_deref());
                assert_eq!(names.collect::<Vec<_>>(), ["B", "push"]);
            },
        ),
        (Change::ArchiveCampaign { campaign: campaign.clone() }, |seen| assert!(seen.archived)),
        (Change::UnarchiveCampaign { campaign }, |seen| assert!(!seen.archived)),
    ]
}

fn new_campaign(id: &CampaignId) -> NewCampaign {
    NewCampaign {
        key: CampaignKey::parse("welcome").expect("it is a key"),
        id: id.clone(),
        name: "Welcome".to_owned(),
        description: "For new ones".to_owned(),
        tags: vec!["a".to_owned()],
        conversions: conversions(),
        messages: vec![new_message("email", Channel::Email)],
    }
}

fn new_message(key: &str, channel: Channel) -> NewMessage {
    NewMessage {
        key: MessageKey::parse(key).expect("it is a key"),
        id: VariationId::parse(&format!("a1b2-{key}")).expect("it is an id"),
        channel,
        name: key.to_owned(),
    }
}

fn conversions() -> Vec<Conversion> {
    let event = ConversionEvent::PerformsCustomEvent { name: "looked".to_owned() };
    vec![Conversion { event, within_seconds: 259_200 }]
}
