//! `POST /messages/send` ("Send messages immediately using API only").

use axum::http::StatusCode;
use rusqlite::Connection;
use serde_json::json;

use crate::sandbox::answer::{Answer, Refusal};
use crate::sandbox::call::Call;
use crate::sandbox::limit::Pool;
use crate::sandbox::order::Order;
use crate::sandbox::time::Millis;
use crate::sandbox::world::deliveries::{self, Dispatch};
use crate::sandbox::{delivery, id};

pub(super) fn answer(call: &Call<'_>, db: &Connection) -> Result<Answer, Refusal> {
    let order = Order::read(db, call.settings, &call.body)?;
    let dispatch = accept(call, db, &order, call.now)?;
    delivery::carry_out(db, &order, &dispatch)?;
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
    let mut label = order.send.clone();
    let seed = call.settings.seed;
    if order.is_broadcast() {
        let (_, too_many) = Pool::Broadcast.spend(db, call.settings, call.now)?;
        if too_many {
            return Err(Refusal::new(StatusCode::TOO_MANY_REQUESTS, "Rate Limited"));
        }
        if label.is_none() && order.campaign.is_some() {
            label = Some(id::hex("send", seed, deliveries::last_number(db)?));
        }
    }
    Ok(deliveries::dispatch(db, seed, order.campaign, label, time)?)
}
