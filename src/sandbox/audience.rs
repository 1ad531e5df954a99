//! Connected audiences: filters over users that come with a request ("Connected audience").

use regex::Regex;
use serde_json::Value;

use super::answer::Refusal;
use super::call::Fields;
use super::time::{self, Millis};
use super::world::users::User;

/// Operators nest no deeper than this; Braze documents no limit.
const DEEPEST: usize = 32;

/// Whom a filter includes.
#[derive(Debug)]
pub(super) enum Audience {
    All(Vec<Self>),
    Any(Vec<Self>),
    Attribute {
        name: String,
        test: Test,
    },
    /// A subscription state, and whether it is to be that one.
    State {
        of: Subscription,
        is: bool,
        state: String,
    },
    /// The last session, after (`true`) or before an instant.
    LastUsed {
        after: bool,
        time: Millis,
    },
}

#[derive(Clone, Copy, Debug)]
pub(super) enum Subscription {
    Email,
    Push,
}

/// What an attribute's value has to be.
#[derive(Debug)]
pub(super) enum Test {
    Exists(bool),
    Equals(bool, Value),
    Matches(bool, Regex),
    Includes(bool, Value),
    Compares(fn(&f64, &f64) -> bool, f64),
    /// A time, against an instant.
    Before(Millis),
    After(Millis),
    /// A time, against so many days from now.
    BeforeDays(i64),
    AfterDays(i64),
}

impl Audience {
    /// Reads `audience`.
    pub(super) fn read(fields: &Fields<'_>) -> Result<Self, Refusal> {
        Self::read_at(fields, 0)
    }

    fn read_at(fields: &Fields<'_>, depth: usize) -> Result<Self, Refusal> {
        let [(key, _)] = fields.entries().collect::<Vec<_>>()[..] else {
            return Err(fields.wrong("", "holds one filter or operator"));
        };
        if depth > DEEPEST {
            return Err(fields.wrong(key, "is nested too deeply"));
        }
        let parts = || {
            let parts = fields.objects(key)?;
            let parts = parts.iter().map(|part| Self::read_at(part, depth + 1));
            parts.collect::<Result<Vec<_>, _>>()
        };
        let inner = || fields.object(key)?.ok_or_else(|| fields.wrong(key, "is empty"));
        match key.as_str() {
            "AND" => Ok(Self::All(parts()?)),
            "OR" => Ok(Self::Any(parts()?)),
            "custom_attribute" => Self::attribute(&inner()?),
            "email_subscription_status" => Self::state(&inner()?, Subscription::Email),
            "push_subscription_status" => Self::state(&inner()?, Subscription::Push),
            "last_used_app" => Self::last_used(&inner()?),
            _ => Err(fields.wrong(key, "is no filter of connected audiences")),
        }
    }

    fn attribute(fields: &Fields<'_>) -> Result<Self, Refusal> {
        let name = fields.required_text("custom_attribute_name")?;
        Ok(Self::Attribute { name, test: Test::read(fields)? })
    }

    fn state(fields: &Fields<'_>, of: Subscription) -> Result<Self, Refusal> {
        let is = match fields.required_text("comparison")?.as_str() {
            "is" => true,
            "is_not" => false,
            _ => return Err(fields.wrong("comparison", "is `is` or `is_not`")),
        };
        Ok(Self::State { of, is, state: fields.required_text("value")? })
    }

    fn last_used(fields: &Fields<'_>) -> Result<Self, Refusal> {
        let after = match fields.required_text("comparison")?.as_str() {
            "after" => true,
            "before" => false,
            _ => return Err(fields.wrong("comparison", "is `after` or `before`")),
        };
        let time = fields.time("value")?.ok_or_else(|| fields.wrong("value", "is required"))?;
        Ok(Self::LastUsed { after, time })
    }

    pub(super) fn includes(&self, user: &User, now: Millis) -> bool {
        match self {
            Self::All(parts) => parts.iter().all(|part| part.includes(user, now)),
            Self::Any(parts) => parts.iter().any(|part| part.includes(user, now)),
            Self::Attribute { name, test } => test.holds(user.attributes.get(name), now),
            Self::State { of, is, state } => {
                let actual = match of {
                    Subscription::Email => &user.email_state,
                    Subscription::Push => &user.push_state,
                };
                (actual == state) == *is
            }
            Self::LastUsed { after, time } => {
                let last = user.attributes.get("date_of_last_session").and_then(instant);
                last.is_some_and(|last| if *after { last > *time } else { last < *time })
            }
        }
    }
}

impl Test {
    fn read(fields: &Fields<'_>) -> Result<Self, Refusal> {
        let comparison = fields.required_text("comparison")?;
        let value =
            || fields.get("value").cloned().ok_or_else(|| fields.wrong("value", "is required"));
        let days = || fields.integer("value")?.ok_or_else(|| fields.wrong("value", "is required"));
        let time = || fields.time("value")?.ok_or_else(|| fields.wrong("value", "is required"));
        let number = || value()?.as_f64().ok_or_else(|| fields.wrong("value", "is a number"));
        let regex = || {
            let pattern = Regex::new(&fields.required_text("value")?);
            pattern.map_err(|_| fields.wrong("value", "is a regular expression"))
        };
        Ok(match comparison.as_str() {
            "exists" => Self::Exists(true),
            "does_not_exist" => Self::Exists(false),
            "equals" => Self::Equals(true, value()?),
            "not_equal" => Self::Equals(false, value()?),
            "matches_regex" => Self::Matches(true, regex()?),
            "does_not_match_regex" => Self::Matches(false, regex()?),
            "includes_value" => Self::Includes(true, value()?),
            "does_not_include_value" => Self::Includes(false, value()?),
            "greater_than" => Self::Compares(f64::gt, number()?),
            "greater_than_or_equal_to" => Self::Compares(f64::ge, number()?),
            "less_than" => Self::Compares(f64::lt, number()?),
            "less_than_or_equal_to" => Self::Compares(f64::le, number()?),
            "before" => Self::Before(time()?),
            "after" => Self::After(time()?),
            "less_than_x_days_ago" => Self::AfterDays(days()?.saturating_neg()),
            "greater_than_x_days_ago" => Self::BeforeDays(days()?.saturating_neg()),
            "less_than_x_days_in_the_future" => Self::BeforeDays(days()?),
            "greater_than_x_days_in_the_future" => Self::AfterDays(days()?),
            _ => return Err(fields.wrong("comparison", "is none that Braze documents")),
        })
    }

    /// A value of another type than the test's does not match, whichever way it asks.
    fn holds(&self, value: Option<&Value>, now: Millis) -> bool {
        let time = || value.and_then(instant);
        match self {
            Self::Exists(wanted) => value.is_some() == *wanted,
            Self::Equals(wanted, other) => value.map_or(!wanted, |value| {
                std::mem::discriminant(value) == std::mem::discriminant(other)
                    && same(value, other) == *wanted
            }),
            Self::Matches(wanted, regex) => value.map_or(!wanted, |value| {
                value.as_str().is_some_and(|text| regex.is_match(text) == *wanted)
            }),
            Self::Includes(wanted, other) => value.map_or(!wanted, |value| {
                let list = value.as_array();
                list.is_some_and(|list| list.iter().any(|item| same(item, other)) == *wanted)
            }),
            Self::Compares(holds, other) => {
                value.and_then(Value::as_f64).is_some_and(|number| holds(&number, other))
            }
            Self::Before(than) => time().is_some_and(|time| time < *than),
            Self::After(than) => time().is_some_and(|time| time > *than),
            Self::BeforeDays(days) => {
                time().is_some_and(|time| time < now.saturating_add(time::days(*days)))
            }
            Self::AfterDays(days) => {
                time().is_some_and(|time| time > now.saturating_add(time::days(*days)))
            }
        }
    }
}

/// 1 and 1.0 are the same.
fn same(one: &Value, other: &Value) -> bool {
    match (one.as_f64(), other.as_f64()) {
        (Some(one), Some(other)) => one.total_cmp(&other).is_eq(),
        _ => one == other,
    }
}

fn instant(value: &Value) -> Option<Millis> {
    value.as_str().and_then(time::parse)
}
