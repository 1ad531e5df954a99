//! `POST /transactional/v1/campaigns/{campaign_id}/send` ("Send transactional emails"): no campaign of
//! a sandbox is of that kind, and so it only says why not.

use rusqlite::Connection;

use crate::sandbox::answer::{Answer, Refusal};
use crate::sandbox::call::Call;
use crate::sandbox::trigger;

pub(super) fn send(call: &Call<'_>, db: &Connection) -> Result<Answer, Refusal> {
    trigger::campaign(db, call.segment("campaign"))?;
    Err(Refusal::fatal(
        "The campaign is not a transactional campaign. Only transactional campaigns may use this \
         endpoint",
    ))
}
