//! Putting what a world file says into a world, by the ways in which a sandbox is told such things.

use std::collections::BTreeMap;
use std::ops::Range;

use rusqlite::Connection;
use serde::Serialize;
use serde_json::{Map, Value};

use super::{Mistake, WorldFile};
use crate::port::Clock;
use crate::sandbox::answer::{Answer, Refusal};
use crate::sandbox::call::Call;
use crate::sandbox::route::controls;
use crate::sandbox::settings::Settings;
use crate::sandbox::time::Millis;
use crate::sandbox::world::World;

type Work = fn(&Call<'_>, &Connection) -> Result<Answer, Refusal>;

/// Puts all of it into a world, or nothing of it.
///
/// # Errors
/// Every mistake that only the sandbox can see: two things of one id, a channel that is none.
pub fn load(
    world: &World,
    file: &WorldFile,
    settings: &Settings,
    clock: &dyn Clock,
) -> Result<(), Vec<Mistake>> {
    let now = clock.now().0.as_millisecond();
    let loaded = world.transact(|db| {
        let mut loading = Loading { db, file, settings, now, mistakes: Vec::new() };
        db.execute_batch("SAVEPOINT loading")?;
        loading.all();
        db.execute_batch(if loading.mistakes.is_empty() {
            "RELEASE loading"
        } else {
            "ROLLBACK TO loading; RELEASE loading"
        })?;
        Ok(loading.mistakes)
    });
    let mut mistakes = loaded
        .unwrap_or_else(|error| vec![Mistake::new(0..1, format!("the sandbox's store: {error}"))]);
    mistakes.sort_by_key(|mistake| mistake.at.start);
    // That the sandbox refuses the second of two follows.
    mistakes.dedup_by(|next, one| one.first.is_some() && next.at == one.at);
    if mistakes.is_empty() { Ok(()) } else { Err(mistakes) }
}

struct Loading<'a> {
    db: &'a Connection,
    file: &'a WorldFile,
    settings: &'a Settings,
    now: Millis,
    mistakes: Vec<Mistake>,
}

impl Loading<'_> {
    fn all(&mut self) {
        let document = &self.file.document;
        self.twice(&["apps"], "id");
        self.twice(&["subscription_groups"], "id");
        self.twice(&["segments"], "id");
        self.twice(&["users"], "external_id");
        self.twice(&["content_blocks"], "content_block_id");
        self.twice(&["email_templates"], "email_template_id");
        self.twice(&["campaigns"], "id");
        self.twice(&["campaigns", "messages"], "id");
        self.each("apps", &document.apps, controls::APP);
        self.each("subscription_groups", &document.subscription_groups, controls::GROUP);
        self.each("segments", &document.segments, controls::SEGMENT);
        self.users();
        self.each("content_blocks", &document.content_blocks, controls::CONTENT_BLOCK);
        self.each("email_templates", &document.email_templates, controls::EMAIL_TEMPLATE);
        self.each("campaigns", &document.campaigns, controls::CAMPAIGN);
        self.messages();
    }

    /// Finds ids that a second element has, too.
    fn twice(&mut self, path: &[&str], name: &str) {
        let mut seen: BTreeMap<&str, Range<usize>> = BTreeMap::new();
        let mut again = Vec::new();
        for pointer in pointers(&self.file.value, path) {
            let pointer = format!("{pointer}/{name}");
            let Some(id) = self.file.value.pointer(&pointer).and_then(Value::as_str) else {
                continue;
            };
            let at = self.file.places.of(&pointer);
            if let Some(first) = seen.get(id) {
                let first = Some(first.clone());
                let text = format!("another has this `{name}` already");
                again.push(Mistake { first, ..Mistake::new(at, text) });
            } else {
                seen.insert(id, at);
            }
        }
        self.mistakes.extend(again);
    }

    fn each<T: Serialize>(&mut self, section: &str, elements: &[T], work: Work) {
        for (at, element) in elements.iter().enumerate() {
            self.tell(&format!("/{section}/{at}"), None, &body(element), work);
        }
    }

    fn users(&mut self) {
        for (at, user) in self.file.document.users.iter().enumerate() {
            let list = Value::Array(vec![Value::Object(body(user))]);
            let body = Map::from_iter([("attributes".to_owned(), list)]);
            self.tell(&format!("/users/{at}"), None, &body, controls::USERS);
        }
    }

    fn messages(&mut self) {
        for (at, campaign) in self.file.document.campaigns.iter().enumerate() {
            let id = Some(campaign.id.as_str());
            for (nth, message) in campaign.messages.iter().enumerate() {
                let pointer = format!("/campaigns/{at}/messages/{nth}");
                self.tell(&pointer, id, &body(message), controls::MESSAGE);
            }
            if campaign.archived {
                self.tell(&format!("/campaigns/{at}"), id, &Map::new(), controls::ARCHIVE);
            }
        }
    }

    /// Does what the request would do; a refusal is a mistake of the element.
    fn tell(
        &mut self,
        pointer: &str,
        campaign: Option<&str>,
        body: &Map<String, Value>,
        work: Work,
    ) {
        let named = campaign.map(|id| ("campaign".to_owned(), id.to_owned()));
        let path: Vec<_> = named.into_iter().collect();
        let (now, settings) = (self.now, self.settings);
        let call = Call { now, lost: false, settings, path: &path, query: &[], body };
        let problems = match work(&call, self.db) {
            Ok(answer) => answer.minor(),
            Err(refusal) => vec![refusal.reason()],
        };
        for text in problems {
            // A refusal names its field, as `conversion_behaviors[0].window`.
            let field = text.split('`').nth(1).unwrap_or_default();
            let field = field.replace(['.', '['], "/").replace(']', "");
            let field = field.strip_prefix("attributes/0/").unwrap_or(&field);
            let at = self.file.places.of(&format!("{pointer}/{field}"));
            self.mistakes.push(Mistake::new(at, text));
        }
    }
}

/// The pointers to all elements of a list, and of a list inside each.
fn pointers(value: &Value, path: &[&str]) -> Vec<String> {
    let mut found = vec![String::new()];
    for name in path {
        let mut below = Vec::new();
        for pointer in found {
            let list = format!("{pointer}/{name}");
            let length = value.pointer(&list).and_then(Value::as_array).map_or(0, Vec::len);
            below.extend((0..length).map(|at| format!("{list}/{at}")));
        }
        found = below;
    }
    found
}

/// What an element says, without what it does not say.
fn body(element: &impl Serialize) -> Map<String, Value> {
    match serde_json::to_value(element) {
        Ok(Value::Object(map)) => map,
        _ => Map::new(),
    }
}
