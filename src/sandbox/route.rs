//! The endpoints: what each is called, needs and costs, and a file for what each does.

mod campaigns_data_series;
mod campaigns_details;
mod campaigns_duplicate;
mod campaigns_list;
mod campaigns_trigger;
mod content_blocks;
pub(super) mod controls;
mod email_templates;
mod messages_schedule;
mod messages_send;
mod sandbox_campaigns;
mod sandbox_clock;
mod sandbox_declare;
mod sandbox_engage;
mod sandbox_faults;
mod sandbox_inbox;
mod sandbox_settings;
mod scheduled_broadcasts;
mod segments;
mod sends;
mod series;
mod subscriptions;
mod transactional;
mod users_export;
mod users_identify;
mod users_track;

use axum::http::Method;
use rusqlite::Connection;
use serde_json::json;

use super::answer::{Answer, Refusal};
use super::call::Call;
use super::limit::Pool;
use super::settings::Verdict;
use super::world::documents::Shelf;

/// One call of the API.
pub(super) struct Endpoint {
    pub(super) method: Method,
    pub(super) path: &'static str,
    /// What a key must be allowed; `None` where no key is needed.
    pub(super) permission: Option<&'static str>,
    pub(super) pool: Pool,
    pub(super) answer: Work,
}

type Work = fn(&Call<'_>, &Connection) -> Result<Answer, Refusal>;

const fn braze(
    method: Method,
    path: &'static str,
    permission: &'static str,
    pool: Pool,
    answer: Work,
) -> Endpoint {
    Endpoint { method, path, permission: Some(permission), pool, answer }
}

/// One of those that share a limit.
const fn shared(
    method: Method,
    path: &'static str,
    permission: &'static str,
    answer: Work,
) -> Endpoint {
    braze(method, path, permission, Pool::Shared, answer)
}

/// What Braze's dashboard does, and what only a sandbox can do.
const fn control(method: Method, path: &'static str, answer: Work) -> Endpoint {
    Endpoint { method, path, permission: None, pool: Pool::Free, answer }
}

const GET: Method = Method::GET;
const POST: Method = Method::POST;

/// Which documents a list is asked for.
fn shelf(call: &Call<'_>) -> Result<Shelf, Refusal> {
    Ok(Shelf {
        modified_after: call.query_time("modified_after")?,
        modified_before: call.query_time("modified_before")?,
        limit: call.query_integer("limit", 1..=1000)?.unwrap_or(100),
        offset: call.query_integer("offset", 0..=i64::MAX)?.unwrap_or(0),
    })
}

/// The answer about something that does not exist.
fn missing(call: &Call<'_>, refusal: Refusal) -> Result<Answer, Refusal> {
    match call.settings.missing_info {
        Verdict::Refuse => Err(refusal),
        Verdict::Accept => Ok(Answer::read(json!({ "message": refusal.reason() }))),
    }
}

pub(super) static ENDPOINTS: &[Endpoint] = &[
    braze(POST, "/messages/send", "messages.send", Pool::Sends, messages_send::answer),
    braze(POST, "/users/track", "users.track", Pool::Track, users_track::answer),
    shared(GET, "/campaigns/list", "campaigns.list", campaigns_list::answer),
    shared(GET, "/campaigns/details", "campaigns.details", campaigns_details::answer),
    braze(
        GET,
        "/campaigns/data_series",
        "campaigns.data_series",
        Pool::DataSeries,
        campaigns_data_series::answer,
    ),
    braze(
        POST,
        "/campaigns/duplicate",
        "campaigns.duplicate",
        Pool::Duplicate,
        campaigns_duplicate::answer,
    ),
    shared(
        POST,
        "/messages/schedule/create",
        "messages.schedule.create",
        messages_schedule::create,
    ),
    shared(
        POST,
        "/messages/schedule/update",
        "messages.schedule.update",
        messages_schedule::update,
    ),
    shared(
        POST,
        "/messages/schedule/delete",
        "messages.schedule.delete",
        messages_schedule::delete,
    ),
    shared(
        GET,
        "/messages/scheduled_broadcasts",
        "messages.schedule_broadcasts",
        scheduled_broadcasts::answer,
    ),
    braze(POST, "/sends/id/create", "sends.id.create", Pool::SendIds, sends::create),
    shared(GET, "/sends/data_series", "sends.data_series", sends::data_series),
    shared(GET, "/segments/list", "segments.list", segments::list),
    shared(GET, "/segments/details", "segments.details", segments::details),
    braze(
        POST,
        "/campaigns/trigger/send",
        "campaigns.trigger.send",
        Pool::Sends,
        campaigns_trigger::send,
    ),
    braze(
        POST,
        "/campaigns/trigger/schedule/create",
        "campaigns.trigger.schedule.create",
        Pool::Sends,
        campaigns_trigger::create,
    ),
    shared(
        POST,
        "/campaigns/trigger/schedule/update",
        "campaigns.trigger.schedule.update",
        campaigns_trigger::update,
    ),
    shared(
        POST,
        "/campaigns/trigger/schedule/delete",
        "campaigns.trigger.schedule.delete",
        campaigns_trigger::delete,
    ),
    shared(
        POST,
        "/transactional/v1/campaigns/{campaign}/send",
        "transactional.send",
        transactional::send,
    ),
    braze(POST, "/users/export/ids", "users.export.ids", Pool::Export, users_export::answer),
    braze(POST, "/users/identify", "users.identify", Pool::Identify, users_identify::answer),
    shared(GET, "/subscription/status/get", "subscription.status.get", subscriptions::get),
    braze(
        POST,
        "/v2/subscription/status/set",
        "subscription.status.set",
        Pool::SubscriptionSet,
        subscriptions::set,
    ),
    shared(GET, "/content_blocks/list", "content_blocks.list", content_blocks::list),
    shared(GET, "/content_blocks/info", "content_blocks.info", content_blocks::info),
    shared(POST, "/content_blocks/create", "content_blocks.create", content_blocks::create),
    shared(POST, "/content_blocks/update", "content_blocks.update", content_blocks::update),
    shared(GET, "/templates/email/list", "templates.email.list", email_templates::list),
    shared(GET, "/templates/email/info", "templates.email.info", email_templates::info),
    shared(POST, "/templates/email/create", "templates.email.create", email_templates::create),
    shared(POST, "/templates/email/update", "templates.email.update", email_templates::update),
    control(GET, "/_sandbox/health", |_, _| Ok(Answer::read(json!({ "message": "success" })))),
    control(POST, "/_sandbox/campaigns", sandbox_campaigns::create),
    control(POST, "/_sandbox/campaigns/{campaign}/messages", sandbox_campaigns::add_message),
    control(POST, "/_sandbox/campaigns/{campaign}/edit", sandbox_campaigns::edit),
    control(POST, "/_sandbox/campaigns/{campaign}/archive", sandbox_campaigns::archive),
    control(POST, "/_sandbox/campaigns/{campaign}/unarchive", sandbox_campaigns::unarchive),
    control(
        POST,
        "/_sandbox/campaigns/{campaign}/messages/{variation}/edit",
        sandbox_campaigns::edit_message,
    ),
    control(POST, "/_sandbox/campaigns/{campaign}/launch", sandbox_campaigns::launch),
    control(POST, "/_sandbox/segments", segments::put),
    control(POST, "/_sandbox/users", users_track::answer),
    control(POST, "/_sandbox/content_blocks", content_blocks::put),
    control(POST, "/_sandbox/email_templates", email_templates::put),
    control(POST, "/_sandbox/apps", sandbox_declare::app),
    control(POST, "/_sandbox/subscription_groups", sandbox_declare::subscription_group),
    control(GET, "/_sandbox/clock", sandbox_clock::read),
    control(POST, "/_sandbox/clock", sandbox_clock::set),
    control(POST, "/_sandbox/engage", sandbox_engage::answer),
    control(GET, "/_sandbox/inbox", sandbox_inbox::answer),
    control(GET, "/_sandbox/settings", sandbox_settings::read),
    control(POST, "/_sandbox/settings", sandbox_settings::answer),
    control(POST, "/_sandbox/faults", sandbox_faults::answer),
];
