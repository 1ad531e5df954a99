//! `POST /messages/send` ("Send messages immediately using API only").

use rusqlite::Connection;
use serde_json::json;

use crate::sandbox::answer::{Answer, Refusal};
use crate::sandbox::call::Call;
use crate::sandbox::limit::Pool;
use crate::sandbox::order::Order;
use crate::sandbox::time::Millis;
use crate::sandbox::world::deliveries::{self, Dispatch};
use crate::sandbox::world::sends;
use crate::sandbox::{delivery, id};

pub(super) fn answer(call: &Call<'_>, db: &Connection) -> Result<Answer, Refusal> {
    let order = Order::read(db, call.settings, call.body)?;
    let dispatch = accept(call, db, &order, call.now)?;
    delivery::carry_out(db, call.settings, &order, &dispatch)?;
    let mut body = json!({ "dispatch_id": dispatch.id, "message": "success" });
    if let Some(send) = dispatch.send.filter(|_| order.is_broadcast()) {
        body["send_id"] = send.into();
    }
    Ok(Answer::taken(body))
}

/// Records a request that will be carried out; a tracked broadcast gets a send identifier.
pub(super) fn accept(
    call: &Call<'_>,
    db: &Connection,
    order: &Order,
    time: Millis,
) -> Result<Dispatch, Refusal> {
    let tracked = Tracked {
        campaign: order.campaign,
        send: order.send.clone(),
        broadcast: order.is_broadcast(),
    };
    record(call, db, tracked, time)
}

/// What a request is recorded under.
pub(super) struct Tracked {
    pub(super) campaign: Option<i64>,
    pub(super) send: Option<String>,
    /// A filter decides who gets it, and not a list.
    pub(super) broadcast: bool,
}

pub(super) fn record(
    call: &Call<'_>,
    db: &Connection,
    tracked: Tracked,
    time: Millis,
) -> Result<Dispatch, Refusal> {
    let Tracked { campaign, send: mut label, broadcast } = tracked;
    let seed = call.settings.seed;
    if broadcast {
        label = match (campaign, label) {
            (Some(_), None) => Some(id::hex("send", seed, deliveries::last_number(db)?)),
            (Some(campaign), Some(label)) => {
                // One that is new is made by the way, and counts like any other.
                let new = sends::last_used(db, campaign, &label)?.is_none();
                if new && Pool::spend_send_id(db, call.settings, call.now)? {
                    return Err(Refusal::rate_limited(call.settings));
                }
                Some(label)
            }
            (None, label) => label,
        };
    }
    Ok(deliveries::dispatch(db, seed, campaign, label, time)?)
}
