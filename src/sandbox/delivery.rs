//! Carrying out a send: who gets which message, and what is counted.

mod counts;

use std::ops::Range;

use rusqlite::Connection;

use counts::Counts;

use super::channel::Channel;
use super::order::{Order, States};
use super::settings::{Settings, UnknownRecipients};
use super::time::{self, Millis};
use super::world::deliveries::{self, Dispatch, Outgoing};
use super::world::users::{self, Identifier, User};
use super::world::{campaigns, sends};

/// A message object on its way, and the subscription group that it goes through.
struct Parcel {
    outgoing: Outgoing,
    group: Option<String>,
}

/// Delivers to whom it reaches, and records it under the dispatch's time.
pub(super) fn carry_out(
    db: &Connection,
    settings: &Settings,
    order: &Order,
    dispatch: &Dispatch,
) -> rusqlite::Result<()> {
    let parcels = parcels(db, order)?;
    let offset = settings.company_utc_offset_minutes;
    let day = time::day(dispatch.time, offset);
    let mut counts = Counts::default();
    for user in recipients(db, settings, order, dispatch.time)? {
        let begun = time::beginning(day, offset)..time::beginning(day + 1, offset);
        let before = before(db, dispatch, user.row, begun)?;
        let mut got = Vec::new();
        for parcel in &parcels {
            if reaches(db, &user, parcel, order.states)? {
                deliveries::deliver(db, dispatch, user.row, &parcel.outgoing)?;
                got.extend(parcel.outgoing.variation.map(|row| (row, parcel.outgoing.channel)));
            }
        }
        counts.add(&before, dispatch.send.as_deref(), &got);
    }
    if let Some(campaign) = dispatch.campaign {
        campaigns::sent(db, campaign, dispatch.time)?;
        counts.write(db, campaign, dispatch.send.as_deref(), day)?;
        if let Some(label) = &dispatch.send {
            sends::used(db, campaign, label, dispatch.time)?;
        }
    }
    Ok(())
}

/// Those who are named, or everybody, as far as the filters include them.
fn recipients(
    db: &Connection,
    settings: &Settings,
    order: &Order,
    now: Millis,
) -> rusqlite::Result<Vec<User>> {
    let mut found = Vec::new();
    if order.recipients.is_empty() {
        found = users::all(db)?;
    } else {
        for identifier in &order.recipients {
            found.extend(recipient(db, identifier, settings.unknown_recipients)?);
        }
    }
    found.retain(|user| order.filters.iter().all(|filter| filter.includes(user, now)));
    Ok(found)
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
    match unknown {
        UnknownRecipients::Create if identifier.makes() => {
            users::create_reachable(db, identifier).map(Some)
        }
        _ => Ok(None),
    }
}

/// What the user got of the campaign on this day already.
fn before(
    db: &Connection,
    dispatch: &Dispatch,
    user: i64,
    day: Range<Millis>,
) -> rusqlite::Result<Vec<(i64, Option<String>)>> {
    let Some(campaign) = dispatch.campaign else { return Ok(Vec::new()) };
    deliveries::between(db, user, campaign, day.start, day.end)
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
