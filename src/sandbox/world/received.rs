//! What a user got of each campaign, and what became of it.

use rusqlite::Connection;

use crate::sandbox::channel::Channel;
use crate::sandbox::time::Millis;

/// One variation of one campaign that a user received.
pub(in crate::sandbox) struct Received {
    pub(in crate::sandbox) campaign_id: String,
    pub(in crate::sandbox) campaign_name: String,
    pub(in crate::sandbox) variation_id: String,
    pub(in crate::sandbox) variation_name: String,
    pub(in crate::sandbox) channel: Channel,
    /// The last time.
    pub(in crate::sandbox) time: Millis,
    pub(in crate::sandbox) opened: bool,
    pub(in crate::sandbox) clicked: bool,
    /// By the position of the campaign's conversion events.
    pub(in crate::sandbox) converted: Vec<bool>,
}

/// Everything that a user received under a campaign, the latest first.
pub(in crate::sandbox) fn of(db: &Connection, user: i64) -> rusqlite::Result<Vec<Received>> {
    db.prepare_cached(
        "SELECT campaign.id, campaign.name, variation.id, variation.name, delivery.channel,
                max(delivery.received),
                max(EXISTS (SELECT 1 FROM engagement
                            WHERE engagement.delivery = delivery.delivery AND action = 'open')),
                max(EXISTS (SELECT 1 FROM engagement
                            WHERE engagement.delivery = delivery.delivery AND action = 'click')),
                (SELECT json_group_array(behavior.position IN (
                     SELECT conversion.position FROM conversion
                     JOIN delivery AS mine USING (delivery)
                     WHERE mine.user = ?1 AND mine.variation = variation.variation))
                 FROM behavior WHERE behavior.campaign = campaign.campaign)
         FROM delivery
         JOIN campaign ON campaign.campaign = delivery.campaign
         JOIN variation ON variation.variation = delivery.variation
         WHERE delivery.user = ?1 AND delivery.received IS NOT NULL AND NOT delivery.bounced
         GROUP BY variation.variation
         ORDER BY max(delivery.received) DESC, variation.variation",
    )?
    .query_map([user], |row| {
        let converted: String = row.get(8)?;
        let converted: Vec<i64> = serde_json::from_str(&converted).unwrap_or_default();
        Ok(Received {
            campaign_id: row.get(0)?,
            campaign_name: row.get(1)?,
            variation_id: row.get(2)?,
            variation_name: row.get(3)?,
            channel: row.get(4)?,
            time: row.get(5)?,
            opened: row.get(6)?,
            clicked: row.get(7)?,
            converted: converted.into_iter().map(|done| done != 0).collect(),
        })
    })?
    .collect()
}
