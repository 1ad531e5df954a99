//! `GET /_sandbox/inbox`: what was delivered, oldest first, 100 a page.

use rusqlite::Connection;
use serde_json::{Value, json};

use crate::sandbox::answer::{Answer, Refusal};
use crate::sandbox::call::Call;
use crate::sandbox::time;
use crate::sandbox::world::deliveries::{self, Arrived, Inbox};

pub(super) fn answer(call: &Call<'_>, db: &Connection) -> Result<Answer, Refusal> {
    let inbox = Inbox {
        campaign_id: call.query("campaign_id"),
        variation_id: call.query("message_variation_id"),
        external_id: call.query("external_user_id"),
        page: call.query_integer("page", 0..=i64::MAX)?.unwrap_or(0),
    };
    let messages: Vec<_> = deliveries::inbox(db, &inbox)?.iter().map(row).collect();
    Ok(Answer::read(json!({ "message": "success", "messages": messages })))
}

fn row(arrived: &Arrived) -> Value {
    json!({
        "external_user_id": arrived.external_id,
        "campaign_id": arrived.campaign_id,
        "message_variation_id": arrived.variation_id,
        "channel": arrived.channel.in_sends(),
        "dispatch_id": arrived.dispatch_id,
        "send_id": arrived.send,
        "time": time::iso(arrived.time),
        "message": arrived.message,
    })
}
