//! What people do with messages that were delivered to them, and what is counted for it.

use rusqlite::{Connection, params};

use super::conversions::{self, Deed};
use super::deliveries::Delivery;
use crate::sandbox::channel::Channel;
use crate::sandbox::time::{self, Millis};

/// An open of an email is unique within 7 days.
const UNIQUE_DAYS: i64 = 7;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::sandbox) enum Action {
    Open,
    Click,
    Unsubscribe,
    Bounce,
    Spam,
    Dismiss,
}

/// How one action on one channel is counted.
enum Counting {
    /// Every time, under these.
    Always(&'static [&'static str]),
    /// Every time under the first, and under the second when it is the first of its kind.
    Unique(&'static str, &'static str),
    /// Once per message.
    Once(&'static str),
    /// Once per message, which was not delivered then.
    Undelivered(&'static str),
}

impl Action {
    const ALL: [Self; 6] =
        [Self::Open, Self::Click, Self::Unsubscribe, Self::Bounce, Self::Spam, Self::Dismiss];

    pub(in crate::sandbox) fn name(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Click => "click",
            Self::Unsubscribe => "unsubscribe",
            Self::Bounce => "bounce",
            Self::Spam => "spam",
            Self::Dismiss => "dismiss",
        }
    }

    pub(in crate::sandbox) fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|action| action.name() == name)
    }

    /// `None` where people cannot do that.
    fn counting(self, channel: Channel) -> Option<Counting> {
        use Counting::{Always, Once, Undelivered, Unique};
        Some(match (channel, self) {
            (Channel::Email, Self::Open) => Unique("opens", "unique_opens"),
            (Channel::Email, Self::Click) => Unique("clicks", "unique_clicks"),
            (Channel::Email, Self::Unsubscribe) => Once("unsubscribes"),
            (Channel::Email, Self::Spam) => Once("reported_spam"),
            (Channel::Email, Self::Bounce) => Undelivered("bounces"),
            (push, Self::Open) if push.is_push() => Always(&["direct_opens", "total_opens"]),
            (push, Self::Click) if push.is_push() => Always(&["body_clicks"]),
            (push, Self::Bounce) if push.is_push() => Undelivered("bounces"),
            (Channel::Sms, Self::Click) => Always(&["clicks"]),
            (Channel::Sms, Self::Unsubscribe) => Once("opt_out"),
            (Channel::Sms, Self::Bounce) => Undelivered("delivery_failed"),
            (Channel::WhatsApp, Self::Open) => Once("read"),
            (Channel::WhatsApp, Self::Bounce) => Undelivered("failed"),
            (Channel::ContentCard, Self::Open) => Unique("total_impressions", "unique_impressions"),
            (Channel::ContentCard, Self::Click) => Unique("total_clicks", "unique_clicks"),
            (Channel::ContentCard, Self::Dismiss) => {
                Unique("total_dismissals", "unique_dismissals")
            }
            (Channel::Webhook, Self::Bounce) => Undelivered("errors"),
            _ => return None,
        })
    }
}

/// Counts an action; the inner error says why it does not count.
pub(in crate::sandbox) fn engage(
    db: &Connection,
    delivery: &Delivery,
    action: Action,
    time: Millis,
) -> rusqlite::Result<Result<(), String>> {
    let Some(counting) = action.counting(delivery.channel) else {
        let channel = delivery.channel.in_sends();
        return Ok(Err(format!("nobody can {} with a message of {channel}", action.name())));
    };
    let again = done_before(db, delivery, action, time)?;
    if delivery.bounced && !(again && action == Action::Bounce) {
        return Ok(Err("the message had bounced".to_owned()));
    }
    if action == Action::Bounce && !again && touched(db, delivery)? {
        return Ok(Err("the message had arrived: somebody engaged with it".to_owned()));
    }
    if delivery.channel == Channel::ContentCard && delivery.received.is_none() {
        // Nobody clicks what they have not seen.
        first_impression(db, delivery, action, time)?;
    }
    count(db, delivery, &counting, again, time)?;
    db.prepare_cached("INSERT INTO engagement (delivery, action, time) VALUES (?1, ?2, ?3)")?
        .execute(params![delivery.row, action.name(), time])?;
    follow(db, delivery, action, time)?;
    Ok(Ok(()))
}

fn count(
    db: &Connection,
    delivery: &Delivery,
    counting: &Counting,
    again: bool,
    time: Millis,
) -> rusqlite::Result<()> {
    let place = conversions::place(db, delivery, time)?;
    match *counting {
        Counting::Always(names) => names.iter().try_for_each(|name| place.add(db, name, 1)),
        Counting::Unique(name, unique) => {
            place.add(db, name, 1)?;
            if again { Ok(()) } else { place.add(db, unique, 1) }
        }
        Counting::Once(_) | Counting::Undelivered(_) if again => Ok(()),
        Counting::Once(name) => place.add(db, name, 1),
        Counting::Undelivered(name) => {
            place.add(db, name, 1)?;
            if delivery.channel.counted_when_sent().contains(&"delivered") {
                conversions::place(db, delivery, delivery.time)?.add(db, "delivered", -1)?;
            }
            Ok(())
        }
    }
}

/// Whether the same was done before, as far as uniqueness looks.
fn done_before(
    db: &Connection,
    delivery: &Delivery,
    action: Action,
    time: Millis,
) -> rusqlite::Result<bool> {
    if (delivery.channel, action) == (Channel::Email, Action::Open) {
        let since = time.saturating_sub(time::days(UNIQUE_DAYS));
        return db
            .prepare_cached(
                "SELECT 1 FROM delivery JOIN engagement USING (delivery)
                 WHERE user = ?1 AND campaign = ?2 AND variation = ?3
                   AND action = 'open' AND engagement.time > ?4",
            )?
            .exists(params![delivery.user, delivery.campaign, delivery.variation, since]);
    }
    db.prepare_cached("SELECT 1 FROM engagement WHERE delivery = ?1 AND action = ?2")?
        .exists(params![delivery.row, action.name()])
}

fn touched(db: &Connection, delivery: &Delivery) -> rusqlite::Result<bool> {
    db.prepare_cached("SELECT 1 FROM engagement WHERE delivery = ?1")?.exists([delivery.row])
}

/// A card is received when it is first seen.
fn first_impression(
    db: &Connection,
    delivery: &Delivery,
    action: Action,
    time: Millis,
) -> rusqlite::Result<()> {
    db.execute("UPDATE delivery SET received = ?2 WHERE delivery = ?1", [delivery.row, time])?;
    if action == Action::Open {
        return Ok(());
    }
    let place = conversions::place(db, delivery, time)?;
    place.add(db, "total_impressions", 1)?;
    place.add(db, "unique_impressions", 1)?;
    db.execute(
        "INSERT INTO engagement (delivery, action, time) VALUES (?1, 'open', ?2)",
        [delivery.row, time],
    )?;
    Ok(())
}

/// What an action leads to beyond its counters.
fn follow(
    db: &Connection,
    delivery: &Delivery,
    action: Action,
    time: Millis,
) -> rusqlite::Result<()> {
    let deed =
        |kind| Deed { kind, subject: None, campaign: Some(delivery.campaign), app: None, time };
    match (delivery.channel, action) {
        (Channel::Email, Action::Open) => {
            conversions::convert(db, delivery.user, deed("Opens Email"))
        }
        (Channel::Email, Action::Click) => {
            conversions::convert(db, delivery.user, deed("Clicks Email"))
        }
        (Channel::Email, Action::Unsubscribe | Action::Spam) => {
            let sql = "UPDATE user SET email_state = 'unsubscribed' WHERE user = ?1";
            db.execute(sql, [delivery.user]).map(drop)
        }
        (Channel::Sms, Action::Unsubscribe) => leave_group(db, delivery),
        (_, Action::Bounce) => {
            let sql = "UPDATE delivery SET bounced = 1 WHERE delivery = ?1";
            db.execute(sql, [delivery.row]).map(drop)
        }
        _ => Ok(()),
    }
}

/// Whoever answers STOP leaves the group that the message was sent through.
fn leave_group(db: &Connection, delivery: &Delivery) -> rusqlite::Result<()> {
    db.execute(
        "INSERT OR REPLACE INTO membership (user, subscription_group, state)
         SELECT user, json_extract(message, '$.subscription_group_id'), 'unsubscribed'
         FROM delivery JOIN content USING (content) WHERE delivery = ?1",
        [delivery.row],
    )?;
    Ok(())
}
