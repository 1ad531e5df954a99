//! What can be chosen: the keys, and a switch for whatever Braze leaves to the workspace or does
//! not say.

mod key;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

pub use key::{Key, Permissions};

/// How this Braze behaves where Braze leaves it to the workspace, or does not say.
#[derive(Clone, Debug, Deserialize, JsonSchema, Serialize)]
#[serde(default, deny_unknown_fields)]
#[expect(clippy::struct_excessive_bools, reason = "they are switches")]
pub struct Settings {
    /// The keys of the workspace. Requests to `/_sandbox/…` need none.
    #[serde(skip)]
    pub keys: Vec<Key>,

    /// Where ids of dispatches come from: equal seeds and equal requests make equal ids.
    #[serde(skip)]
    pub seed: u64,

    /// What becomes of a recipient that the workspace does not know. Braze ignores them; `create`
    /// makes them users whom every channel reaches.
    pub unknown_recipients: UnknownRecipients,

    /// Sends of a campaign that is archived or a draft; refused as `Invalid Campaign ID`.
    pub unusable_campaigns: Verdict,

    /// Sends that name an API-triggered campaign; refused as `Invalid Campaign ID`.
    pub triggered_campaigns: Verdict,

    /// Messages with a `message_variation_id` in a send without `campaign_id`; accepted, nothing
    /// tracks them.
    pub variation_without_campaign: Verdict,

    /// Messages of channels that the documentation of sends does not name, as LINE and RCS; accepted,
    /// they are ignored.
    pub unknown_channels: Verdict,

    /// Whether somebody who is named twice in one send gets one message or two.
    pub repeated_recipients: Repeated,

    /// `whats_app` in `/messages/schedule/create`.
    pub scheduled_whats_app: Verdict,

    /// A schedule with both `in_local_time` and `at_optimal_time`.
    pub both_schedule_flags: Verdict,

    /// Updates and deletions of a `schedule_id` that nobody knows, or whose message was sent;
    /// accepted, they change nothing.
    pub unknown_schedules: Verdict,

    /// `/sends/id/create` with a `send_id` that the campaign has.
    pub repeated_send_ids: Verdict,

    /// Whether `/campaigns/list` has drafts.
    pub drafts_listed: bool,

    /// What `is_api_campaign` says of an API-triggered campaign.
    pub triggered_listed_as_api: bool,

    /// `schedule_type` of an API campaign's details.
    pub schedule_type: String,

    /// Content fields in the details of an API campaign's messages, which have no content.
    pub details_content: DetailsContent,

    /// `channels` of details: as its messages spell them, or one `push` for every kind of push.
    pub details_channels: DetailsChannels,

    /// `…/info` of something that does not exist: refused with 400, or accepted with 200 and a
    /// `message` that is not `success`.
    pub missing_info: Verdict,

    /// Whether `/messages/scheduled_broadcasts` has a `message`.
    pub scheduled_broadcasts_message: bool,

    /// Whether `/users/export/ids` needs `fields_to_export`.
    pub fields_to_export_required: bool,

    /// Duplicates of API campaigns.
    pub duplicate_api_campaigns: Verdict,

    /// How many seconds after it was accepted a duplicate is there.
    #[schemars(range(max = 31_536_000))]
    pub duplicate_delay_seconds: u32,

    /// Whether a duplicate is a draft, which somebody has to launch.
    pub duplicate_draft: bool,

    /// What the answer to a duplicate holds.
    pub duplicate_body: DuplicateBody,

    /// `tag_names` of a duplicate: one text, a list of texts, or either.
    pub tag_names: TagNames,

    /// How far the company's days, by which statistics count, are ahead of UTC.
    #[schemars(range(min = -720, max = 840))]
    pub company_utc_offset_minutes: i32,

    /// Calls an hour to the endpoints that share one limit.
    pub hourly_limit: u64,

    /// Sends a minute to everybody whom a filter includes.
    pub broadcasts_a_minute: u64,

    /// As above, to one audience of one campaign.
    pub broadcasts_a_minute_to_one_audience: u64,

    /// Calls a minute to `/users/export/ids`.
    pub exports_a_minute: u64,

    /// Permissions of endpoints that the plan does not include: they are refused as `Forbidden`.
    pub plan_excludes: Vec<String>,

    /// The status of a call that its key does not permit.
    #[schemars(range(min = 401, max = 403))]
    pub missing_permission_status: u16,

    /// In which words a call is refused that its key does not permit.
    pub missing_permission_text: String,

    /// In which words an unknown path is refused (404).
    pub unknown_path_text: String,

    /// In which words a large body is refused (413).
    pub large_body_text: String,

    /// In which words another `Content-Type` than `application/json` is refused (415).
    pub content_type_text: String,

    /// In which words a call over a limit is refused (429).
    pub rate_limited_text: String,
}

impl Settings {
    /// These, but for what `said` says.
    ///
    /// # Errors
    /// Every name that is no switch, and every value that a switch does not take.
    pub fn with(&self, said: &Map<String, Value>) -> Result<Self, Vec<Misfit>> {
        let mut all = self.switches();
        let mut misfits = Vec::new();
        for (name, value) in said {
            let before = all.insert(name.clone(), value.clone());
            if let Err(error) = serde_json::from_value::<Self>(all.clone().into()) {
                misfits.push(Misfit { name: name.clone(), reason: error.to_string() });
                match before {
                    Some(before) => all.insert(name.clone(), before),
                    None => all.shift_remove(name),
                };
            }
        }
        match serde_json::from_value::<Self>(all.into()) {
            Ok(settings) if misfits.is_empty() => {
                Ok(Self { keys: self.keys.clone(), seed: self.seed, ..settings })
            }
            _ => Err(misfits),
        }
    }

    /// Every switch, as it is.
    pub(super) fn switches(&self) -> Map<String, Value> {
        match serde_json::to_value(self) {
            Ok(Value::Object(map)) => map,
            _ => Map::new(),
        }
    }
}

/// Something that is no switch, or no value of one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Misfit {
    pub name: String,
    /// A fragment in lower case.
    pub reason: String,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            keys: vec![Key::of("sandbox")],
            seed: 0,
            unknown_recipients: UnknownRecipients::Ignore,
            unusable_campaigns: Verdict::Refuse,
            triggered_campaigns: Verdict::Refuse,
            variation_without_campaign: Verdict::Accept,
            unknown_channels: Verdict::Accept,
            repeated_recipients: Repeated::Once,
            scheduled_whats_app: Verdict::Accept,
            both_schedule_flags: Verdict::Accept,
            unknown_schedules: Verdict::Refuse,
            repeated_send_ids: Verdict::Accept,
            drafts_listed: true,
            triggered_listed_as_api: false,
            schedule_type: "api_only".to_owned(),
            details_content: DetailsContent::Absent,
            details_channels: DetailsChannels::Exact,
            missing_info: Verdict::Refuse,
            scheduled_broadcasts_message: true,
            fields_to_export_required: false,
            duplicate_api_campaigns: Verdict::Accept,
            duplicate_delay_seconds: 0,
            duplicate_draft: true,
            duplicate_body: DuplicateBody::Success,
            tag_names: TagNames::Either,
            company_utc_offset_minutes: 0,
            hourly_limit: 250_000,
            broadcasts_a_minute: 250,
            broadcasts_a_minute_to_one_audience: 10,
            exports_a_minute: 250,
            plan_excludes: Vec::new(),
            missing_permission_status: 403,
            missing_permission_text: "You do not have permission to access this resource"
                .to_owned(),
            unknown_path_text: "Invalid URL".to_owned(),
            large_body_text: "Request Entity Too Large".to_owned(),
            content_type_text: "Unsupported Media Type".to_owned(),
            rate_limited_text: "Rate Limited".to_owned(),
        }
    }
}

/// What becomes of a recipient that the workspace does not know.
#[derive(Clone, Copy, Debug, Deserialize, JsonSchema, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum UnknownRecipients {
    /// Nothing is sent to them and the request succeeds, as Braze does it.
    Ignore,
    /// They become users whom every channel reaches.
    Create,
}

/// What becomes of a request of which Braze does not say whether it takes it.
#[derive(Clone, Copy, Debug, Deserialize, JsonSchema, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Verdict {
    Refuse,
    Accept,
}

#[derive(Clone, Copy, Debug, Deserialize, JsonSchema, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Repeated {
    Once,
    Each,
}

#[derive(Clone, Copy, Debug, Deserialize, JsonSchema, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum DetailsContent {
    Absent,
    Empty,
}

#[derive(Clone, Copy, Debug, Deserialize, JsonSchema, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum DetailsChannels {
    Exact,
    Coarse,
}

#[derive(Clone, Copy, Debug, Deserialize, JsonSchema, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum DuplicateBody {
    /// `{"message": "success"}`.
    Success,
    /// `{}`.
    Empty,
}

#[derive(Clone, Copy, Debug, Deserialize, JsonSchema, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum TagNames {
    Either,
    Text,
    List,
}
