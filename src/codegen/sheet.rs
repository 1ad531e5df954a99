//! A catalog with the names that a language gives to everything in it.

use super::catalog::{Campaign, Catalog, Message};
use super::name::{Name, assign, plain};
use crate::model::{Channel, ParamType, VariationId, WorkspaceName};

/// What a language may not use as a name, all in lower case.
pub(super) struct Taken<'a> {
    /// What is appended to the name of a campaign.
    pub(super) endings: &'a [&'a str],
    /// Words of the language, and names that the generated code uses where campaigns are named.
    pub(super) words: &'a [&'a str],
    /// Names that are taken among messages and params besides the words.
    pub(super) members: &'a [&'a str],
}

pub(super) struct Sheet<'a> {
    pub(super) workspaces: Vec<(Name, &'a str)>,
    pub(super) campaigns: Vec<NamedCampaign<'a>>,
}

pub(super) struct NamedCampaign<'a> {
    pub(super) name: Name,
    pub(super) campaign: &'a Campaign,
    pub(super) messages: Vec<(Name, &'a Message)>,
    /// Name, wire name, type.
    pub(super) params: Vec<(Name, &'a str, ParamType)>,
}

impl NamedCampaign<'_> {
    /// The places of the workspaces that have the campaign, with its id and those of its messages.
    pub(super) fn everywhere(&self) -> impl Iterator<Item = (usize, &str, Vec<Option<&str>>)> {
        let ids = self.campaign.ids.iter().enumerate();
        ids.filter_map(|(at, id)| {
            let messages = self.messages.iter();
            let messages = messages.map(|(_, one)| one.ids[at].as_ref().map(VariationId::as_str));
            Some((at, id.as_ref()?.as_str(), messages.collect()))
        })
    }
}

/// Names everything.
pub(super) fn sheet<'a>(catalog: &'a Catalog, taken: &Taken<'_>) -> Sheet<'a> {
    let own: Vec<String> = own_types().collect();
    let own: Vec<&str> = own.iter().map(String::as_str).collect();
    let workspaces = catalog.workspaces.iter();
    let constants = workspaces.map(|one| format!("workspace{}", plain(one.as_str()).pascal()));
    let constants: Vec<_> = constants.map(|one| one.to_lowercase()).collect();
    let constants: Vec<_> = constants.iter().map(String::as_str).collect();
    let types = [taken.words, &own, &constants].concat();
    let members = [taken.words, taken.members, &["campaignid"]].concat();
    let keys: Vec<_> = catalog.campaigns.iter().map(|one| one.key.as_str()).collect();
    let names = assign(&keys, taken.endings, &types);
    let campaigns = names.into_iter().zip(&catalog.campaigns).map(|(name, campaign)| {
        let keys: Vec<_> = campaign.messages.iter().map(|one| one.key.as_str()).collect();
        let params: Vec<_> = campaign.params.keys().map(String::as_str).collect();
        NamedCampaign {
            name,
            campaign,
            messages: assign(&keys, &[], &members).into_iter().zip(&campaign.messages).collect(),
            params: assign(&params, &[], &members)
                .into_iter()
                .zip(&campaign.params)
                .map(|(name, (param, declared))| (name, param.as_str(), *declared))
                .collect(),
        }
    });
    let workspaces: Vec<_> = catalog.workspaces.iter().map(WorkspaceName::as_str).collect();
    let members = [taken.words, taken.members].concat();
    Sheet {
        workspaces: assign(&workspaces, &[], &members).into_iter().zip(workspaces).collect(),
        campaigns: campaigns.collect(),
    }
}

/// `EmailId`
pub(super) fn id_type(channel: Channel) -> String {
    format!("{}Id", plain(channel.in_sends()).pascal())
}

fn own_types() -> impl Iterator<Item = String> {
    let fixed = ["workspace", "workspaces", "isworkspace", "campaignid", "variations", "value"];
    let ids = Channel::ALL.into_iter().map(|channel| id_type(channel).to_lowercase());
    fixed.into_iter().map(str::to_owned).chain(ids)
}
