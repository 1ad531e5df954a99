//! `POST /messages/send` ("Send messages immediately using API only").

use rusqlite::Connection;
use serde_json::json;

use crate::sandbox::answer::{Answer, Refusal};
use crate::sandbox::call::Call;
use crate::sandbox::delivery;
use crate::sandbox::order::Order;

pub(super) fn answer(call: &Call<'_>, db: &Connection) -> Result<Answer, Refusal> {
    let order = Order::read(db, call.settings, &call.body)?;
    let dispatch = delivery::carry_out(db, &order, call.settings.seed, call.now)?;
    Ok(Answer::taken(json!({ "dispatch_id": dispatch.id, "message": "success" })))
}
