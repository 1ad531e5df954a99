//! Carrying out a send: who gets which message, and what is counted.

use std::collections::BTreeMap;

use rusqlite::Connection;

use super::channel::Channel;
use super::order::{Order, States};
use super::settings::UnknownRecipients;
use super::time::{self, Millis};
use super::world::counters::Place;
use super::world::deliveries::{self, Dispatch, Outgoing};
use super::world::users::{self, Identifier, User};
use super::world::{campaigns, workspace};

/// Longer external ids are no user's ("User object").
const LONGEST_EXTERNAL_ID: usize = 987;

/// A message object on its way, and the subscription group that it goes through.
struct Parcel {
    outgoing: Outgoing,
    group: Option<String>,
}

/// Delivers to whom it reaches, and records it.
pub(super) fn carry_out(
    db: &Connection,
    order: &Order,
    seed: u64,
    now: Millis,
) -> rusqlite::Result<Dispatch> {
    let campaign = order.campaign;
    let dispatch = deliveries::dispatch(db, seed, campaign, order.send.clone(), now)?;
    let parcels = parcels(db, order)?;
    let unknown = workspace::unknown_recipients(db)?;
    let mut counts = Counts::default();
    for identifier in &order.recipients {
        let Some(user) = recipient(db, identifier, unknown)? else { continue };
        let before = today(db, &dispatch, user.row)?;
        let mut got = Vec::new();
        for parcel in &parcels {
            if reaches(db, &user, parcel, order.states)? {
                deliveries::deliver(db, &dispatch, user.row, &parcel.outgoing)?;
                got.extend(parcel.outgoing.variation.map(|row| (row, parcel.outgoing.channel)));
            }
        }
        counts.add(&before, dispatch.send.as_deref(), &got);
    }
    if let Some(campaign) = campaign {
        campaigns::sent(db, campaign, now)?;
        counts.write(db, campaign, dispatch.send.as_deref(), now)?;
    }
    Ok(dispatch)
}

fn parcels(db: &Connection, order: &Order) -> rusqlite::Result<Vec<Parcel>> {
    let messages = order.messages.iter().map(|message| {
        let content = deliveries::content(db, &message.object)?;
        let (channel, variation) = (message.channel, message.variation);
        let grouped = matches!(channel, Channel::Sms | Channel::WhatsApp);
        let group = message.object["subscription_group_id"].as_str().filter(|_| grouped);
        let outgoing = Outgoing { channel, variation, content };
        Ok(Parcel { outgoing, group: group.map(str::to_owned) })
    });
    messages.collect()
}

fn recipient(
    db: &Connection,
    identifier: &Identifier,
    unknown: UnknownRecipients,
) -> rusqlite::Result<Option<User>> {
    if let Some(user) = users::find(db, identifier)? {
        return Ok(Some(user));
    }
    let impossible =
        matches!(identifier, Identifier::External(id) if id.len() > LONGEST_EXTERNAL_ID);
    match unknown {
        UnknownRecipients::Create if !impossible => {
            users::create_reachable(db, identifier).map(Some)
        }
        _ => Ok(None),
    }
}

/// What the user got of the campaign on this day already.
fn today(
    db: &Connection,
    dispatch: &Dispatch,
    user: i64,
) -> rusqlite::Result<Vec<(i64, Option<String>)>> {
    let Some(campaign) = dispatch.campaign else { return Ok(Vec::new()) };
    let day = time::day(dispatch.time);
    deliveries::between(db, user, campaign, time::beginning(day), time::beginning(day + 1))
}

/// Whether the channel reaches the user and the user wants it.
fn reaches(
    db: &Connection,
    user: &User,
    parcel: &Parcel,
    states: States,
) -> rusqlite::Result<bool> {
    let channel = parcel.outgoing.channel;
    if user.reachable & channel.bit() == 0 {
        return Ok(false);
    }
    if let Some(group) = &parcel.group {
        return Ok(!users::has_left(db, user.row, group)?);
    }
    Ok(match channel {
        Channel::Email => states.include(&user.email_state),
        channel if channel.is_push() => states.include(&user.push_state),
        _ => true,
    })
}

/// What one request adds to the day's counters.
#[derive(Default)]
struct Counts {
    /// By variation: messages, and people who had none of it on that day.
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
    fn add(
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

    fn write(
        &self,
        db: &Connection,
        campaign: i64,
        send: Option<&str>,
        now: Millis,
    ) -> rusqlite::Result<()> {
        let whole = Place { campaign, send, day: time::day(now), variation: None };
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
