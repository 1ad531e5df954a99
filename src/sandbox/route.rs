//! The endpoints: what each is called, needs and costs, and a file for what each does.

mod campaigns_data_series;
mod campaigns_details;
mod campaigns_duplicate;
mod campaigns_list;
mod messages_schedule;
mod messages_send;
mod sandbox_campaigns;
mod sandbox_engage;
mod sandbox_faults;
mod sandbox_inbox;
mod sandbox_settings;
mod scheduled_broadcasts;
mod segments;
mod sends;
mod series;
mod users_track;

use axum::http::Method;
use rusqlite::Connection;
use serde_json::json;

use super::answer::{Answer, Refusal};
use super::call::Call;
use super::limit::Pool;

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

/// What Braze's dashboard does, and what only a sandbox can do.
const fn control(method: Method, path: &'static str, answer: Work) -> Endpoint {
    Endpoint { method, path, permission: None, pool: Pool::Free, answer }
}

const GET: Method = Method::GET;
const POST: Method = Method::POST;

pub(super) static ENDPOINTS: &[Endpoint] = &[
    braze(POST, "/messages/send", "messages.send", Pool::Shared, messages_send::answer),
    braze(POST, "/users/track", "users.track", Pool::Track, users_track::answer),
    braze(GET, "/campaigns/list", "campaigns.list", Pool::Shared, campaigns_list::answer),
    braze(GET, "/campaigns/details", "campaigns.details", Pool::Shared, campaigns_details::answer),
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
    braze(
        POST,
        "/messages/schedule/create",
        "messages.schedule.create",
        Pool::Shared,
        messages_schedule::create,
    ),
    braze(
        POST,
        "/messages/schedule/update",
        "messages.schedule.update",
        Pool::Shared,
        messages_schedule::update,
    ),
    braze(
        POST,
        "/messages/schedule/delete",
        "messages.schedule.delete",
        Pool::Shared,
        messages_schedule::delete,
    ),
    braze(
        GET,
        "/messages/scheduled_broadcasts",
        "messages.schedule_broadcasts",
        Pool::Shared,
        scheduled_broadcasts::answer,
    ),
    braze(POST, "/sends/id/create", "sends.id.create", Pool::SendIds, sends::create),
    braze(GET, "/sends/data_series", "sends.data_series", Pool::Shared, sends::data_series),
    braze(GET, "/segments/list", "segments.list", Pool::Shared, segments::list),
    braze(GET, "/segments/details", "segments.details", Pool::Shared, segments::details),
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
    control(POST, "/_sandbox/engage", sandbox_engage::answer),
    control(GET, "/_sandbox/inbox", sandbox_inbox::answer),
    control(POST, "/_sandbox/settings", sandbox_settings::answer),
    control(POST, "/_sandbox/faults", sandbox_faults::answer),
];
