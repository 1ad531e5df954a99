//! What one send adds to the day's counters.

use std::collections::BTreeMap;

use rusqlite::Connection;

use crate::sandbox::channel::Channel;
use crate::sandbox::world::counters::Place;

/// What was delivered, and to how many people who had none of it on that day.
#[derive(Default)]
pub(super) struct Counts {
    /// By variation: messages, and people.
    variations: BTreeMap<i64, (Channel, i64, Unique)>,
    campaign: Unique,
}

/// People who are new on a day: to the campaign, and to the send.
#[derive(Clone, Copy, Default)]
struct Unique {
    of_all: i64,
    of_send: i64,
}

impl Unique {
    fn add<'a>(
        &mut self,
        mut before: impl Iterator<Item = &'a Option<String>> + Clone,
        send: Option<&str>,
    ) {
        self.of_all += i64::from(before.clone().next().is_none());
        self.of_send += i64::from(!before.any(|earlier| earlier.as_deref() == send));
    }

    fn write(self, db: &Connection, place: Place<'_>) -> rusqlite::Result<()> {
        let name = "unique_recipients";
        Place { send: None, ..place }.add(db, name, self.of_all)?;
        place.add_to_send(db, name, self.of_send)
    }
}

impl Counts {
    pub(super) fn add(
        &mut self,
        before: &[(i64, Option<String>)],
        send: Option<&str>,
        got: &[(i64, Channel)],
    ) {
        if got.is_empty() {
            return;
        }
        self.campaign.add(before.iter().map(|(_, send)| send), send);
        for &(variation, channel) in got {
            let entry = self.variations.entry(variation);
            let (_, messages, unique) = entry.or_insert((channel, 0, Unique::default()));
            *messages += 1;
            let same = before.iter().filter(|(earlier, _)| *earlier == variation);
            unique.add(same.map(|(_, send)| send), send);
        }
    }

    pub(super) fn write(
        &self,
        db: &Connection,
        campaign: i64,
        send: Option<&str>,
        day: i64,
    ) -> rusqlite::Result<()> {
        let whole = Place { campaign, send, day, variation: None };
        if !self.variations.is_empty() {
            self.campaign.write(db, whole)?;
        }
        for (&variation, &(channel, messages, unique)) in &self.variations {
            let place = Place { variation: Some(variation), ..whole };
            for name in channel.counted_when_sent() {
                place.add(db, name, messages)?;
            }
            unique.write(db, place)?;
        }
        Ok(())
    }
}
