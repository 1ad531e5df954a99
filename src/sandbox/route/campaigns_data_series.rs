//! `GET /campaigns/data_series` ("Export campaign analytics").

use rusqlite::Connection;

use super::campaigns_details::asked_for;
use super::series::Series;
use crate::sandbox::answer::{Answer, Refusal};
use crate::sandbox::call::Call;

pub(super) fn answer(call: &Call<'_>, db: &Connection) -> Result<Answer, Refusal> {
    let days = super::series::days(call)?;
    let campaign = asked_for(call, db)?;
    Ok(Answer::read(Series::read(db, campaign.row, "", days)?.answer()))
}
