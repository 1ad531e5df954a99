//! What happens when its time has come, and not when it is asked for: scheduled messages are
//! delivered, duplicates land. It happens before the first request after that time.

use rusqlite::Connection;

use super::delivery;
use super::id;
use super::order::Order;
use super::settings::Settings;
use super::time::Millis;
use super::trigger::Trigger;
use super::world::campaigns::{self, Campaign, Variation};
use super::world::copies::{self, Copy};
use super::world::deliveries;
use super::world::schedules::{self, Schedule};

pub(super) fn catch_up(db: &Connection, settings: &Settings, now: Millis) -> rusqlite::Result<()> {
    while let Some(copy) = copies::take_due(db, now)? {
        land(db, settings, &copy)?;
    }
    while let Some(schedule) = schedules::due(db, now)? {
        schedules::end(db, schedule.row)?;
        deliver(db, settings, &schedule)?;
    }
    Ok(())
}

fn deliver(db: &Connection, settings: &Settings, schedule: &Schedule) -> rusqlite::Result<()> {
    // What could be sent when it was scheduled may have become impossible, as when the campaign
    // was archived. Nobody is there to be told.
    let dispatch = deliveries::recorded(db, schedule.dispatch)?;
    if schedule.is_triggered() {
        return match Trigger::read(db, &schedule.body) {
            Ok(trigger) => trigger.carry_out(db, settings, &dispatch),
            Err(_) => Ok(()),
        };
    }
    match Order::read(db, settings, &schedule.body) {
        Ok(order) => delivery::carry_out(db, settings, &order, &dispatch),
        Err(_) => Ok(()),
    }
}

/// Makes the duplicate: with ids of its own, and with the source's messages and conversion events.
fn land(db: &Connection, settings: &Settings, copy: &Copy) -> rusqlite::Result<()> {
    let Some(source) = campaigns::by_row(db, copy.source)? else { return Ok(()) };
    let made = Campaign {
        row: 0,
        id: id::uuid("campaign", settings.seed, copy.row),
        name: copy.name.clone(),
        description: copy.description.clone().unwrap_or(source.description),
        tags: copy.tags.clone().unwrap_or(source.tags),
        api: source.api,
        draft: copy.draft,
        archived: false,
        enabled: !copy.draft,
        created: copy.time,
        updated: copy.time,
        first_sent: None,
        last_sent: None,
    };
    let campaign = campaigns::insert(db, &made)?;
    campaigns::add_behaviors(db, campaign, &campaigns::behaviors(db, source.row)?)?;
    for variation in campaigns::variations(db, source.row)? {
        let kind = format!("copy of variation {}", variation.row);
        let id = id::uuid(&kind, settings.seed, copy.row);
        let Variation { channel, name, .. } = variation;
        campaigns::add_variation(
            db,
            &Variation { row: 0, campaign, id, channel, name },
            copy.time,
        )?;
    }
    Ok(())
}
