//! Reads a campaign's series over any number of days ("Export campaign analytics").

use std::collections::BTreeMap;

use async_trait::async_trait;
use futures_util::{StreamExt as _, TryStreamExt as _};

use super::Client;
use super::failure::Failure;
use super::wire::series::SeriesAnswer;
use crate::model::{CampaignId, Row, Series, Timestamp};
use crate::port::{Statistics, StatisticsError};

/// The most days that one call answers.
const WINDOW: u32 = 100;
/// Windows asked for at the same time.
const AT_ONCE: usize = 4;

#[async_trait]
impl Statistics for Client {
    async fn series(
        &self,
        campaign: &CampaignId,
        until: Timestamp,
        days: u32,
    ) -> Result<Series, StatisticsError> {
        let windows = (0..days.max(1)).step_by(WINDOW as usize);
        let asked = windows.map(|back| self.window(campaign, until, back, days.max(1) - back));
        let answers: Vec<Vec<Row>> =
            futures_util::stream::iter(asked).buffered(AT_ONCE).try_collect().await?;
        // Newest window first, so that where two of them share a day the newer one has the word.
        let mut rows = BTreeMap::new();
        for row in answers.into_iter().flatten() {
            rows.entry(row.day.clone()).or_insert(row);
        }
        Ok(Series { rows: rows.into_values().collect() })
    }
}

impl Client {
    /// At most a window of the days that end so many days before `until`.
    async fn window(
        &self,
        campaign: &CampaignId,
        until: Timestamp,
        back: u32,
        days: u32,
    ) -> Result<Vec<Row>, Failure> {
        let ago = jiff::SignedDuration::from_hours(24 * i64::from(back));
        let Ok(ending_at) = until.0.checked_sub(ago) else { return Ok(Vec::new()) };
        let query = [
            ("campaign_id", campaign.to_string()),
            ("length", days.min(WINDOW).to_string()),
            ("ending_at", ending_at.strftime("%Y-%m-%dT%H:%M:%SZ").to_string()),
        ];
        let answer: SeriesAnswer = self.read("/campaigns/data_series", &query).await?;
        Ok(answer.into_rows())
    }
}
