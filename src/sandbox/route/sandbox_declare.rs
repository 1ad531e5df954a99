//! `POST /_sandbox/apps` and `/_sandbox/subscription_groups`: what the workspace has. Once one is
//! declared, requests that name another are refused; before, every id is one.

use rusqlite::Connection;
use serde_json::Map;

use crate::sandbox::answer::{Answer, Refusal};
use crate::sandbox::call::Call;
use crate::sandbox::world::documents::{self, Document, Kind};

pub(super) fn app(call: &Call<'_>, db: &Connection) -> Result<Answer, Refusal> {
    declare(call, db, Kind::App)
}

pub(super) fn subscription_group(call: &Call<'_>, db: &Connection) -> Result<Answer, Refusal> {
    declare(call, db, Kind::SubscriptionGroup)
}

fn declare(call: &Call<'_>, db: &Connection, kind: Kind) -> Result<Answer, Refusal> {
    let body = call.body();
    let (id, name) = (body.required_text("id")?, body.text("name")?.unwrap_or_default());
    let (created, updated) = (call.now, call.now);
    documents::put(db, &Document { kind, id, name, fields: Map::new(), created, updated })?;
    Ok(Answer::success())
}
