//! What a campaign says besides its messages.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use serde::Deserialize;

use crate::diagnostic::{Diagnostic, Location};
use crate::model::{
    CampaignKey, Conversion, ConversionEvent, Delivery, MessageKey, ParamType, is_name,
};
use crate::spec::project::Project;
use crate::spec::{conversion, names, place};
use crate::yaml::{Entry, Node, Source};

/// The parts of a campaign that are the same in every workspace.
#[derive(Default)]
pub(in crate::spec) struct Header {
    pub(in crate::spec) params: BTreeMap<String, ParamType>,
    pub(in crate::spec) moved_from: Option<CampaignKey>,
    pub(super) conversions: Option<Vec<Conversion>>,
    pub(super) delivery: Delivery,
    pub(super) protected: bool,
    pub(super) draft: bool,
}

impl Header {
    /// Reads the header. What the schema `refused` is not reported again.
    pub(super) fn read(
        source: &Source,
        root: &Node,
        project: &Project,
        refused: &BTreeSet<String>,
        diagnostics: &mut Vec<Diagnostic>,
    ) -> Self {
        let mut reader = Reader { source, root, refused, diagnostics };
        let flag = |key: &str| root.get(key).and_then(|flag| flag.bool()) == Some(true);
        let header = Self {
            params: reader.params(),
            moved_from: reader.moved_from(),
            conversions: reader.conversions(),
            delivery: root.get("delivery").map_or_else(Delivery::default, |node| delivery(node)),
            protected: flag("protected"),
            draft: flag("draft"),
        };
        reader.messages();
        reader.workspaces(project);
        header
    }
}

struct Reader<'a> {
    source: &'a Source,
    root: &'a Node,
    refused: &'a BTreeSet<String>,
    diagnostics: &'a mut Vec<Diagnostic>,
}

impl Reader<'_> {
    fn params(&mut self) -> BTreeMap<String, ParamType> {
        let mut params = BTreeMap::new();
        for entry in self.root.get("params").map_or(&[][..], |params| params.entries()) {
            if is_name(&entry.key) {
                // What is no type has been refused; the param is declared all the same.
                let kind = ParamType::deserialize(entry.value.to_json());
                params.insert(entry.key.clone(), kind.unwrap_or(ParamType::String));
                continue;
            }
            let message = format!("{} cannot name a param", names::shown(&entry.key));
            let diagnostic = Diagnostic::error("invalid-key", message)
                .help("letters, digits and `_`, not beginning with a digit");
            self.key_problem(&format!("/params/{}", entry.key), diagnostic);
        }
        params
    }

    fn moved_from(&mut self) -> Option<CampaignKey> {
        let old = self.root.get("moved_from")?.text()?;
        if self.root.get("campaign").and_then(|key| key.text()) == Some(old) {
            let diagnostic = Diagnostic::error("moved-from", "the campaign has this key already")
                .help("`moved_from` names the key that it had before");
            self.problem("/moved_from", diagnostic);
            return None;
        }
        CampaignKey::parse(old)
            .map_err(|why| self.invalid_key("/moved_from", &why.to_string()))
            .ok()
    }

    fn conversions(&mut self) -> Option<Vec<Conversion>> {
        let list = self.root.get("conversions")?;
        let mut found: Vec<Conversion> = Vec::new();
        let mut first: Vec<&Node> = Vec::new();
        for (index, item) in list.items().iter().enumerate() {
            match conversion::read(item) {
                Ok(conversion) => {
                    if let Some(same) = found.iter().position(|other| *other == conversion) {
                        self.same_conversion(index, first[same]);
                    }
                    found.push(conversion);
                    first.push(item);
                }
                Err((key, why)) => {
                    let at = format!("/conversions/{index}");
                    let at = if key.is_empty() { at } else { format!("{at}/{key}") };
                    self.problem(&at, Diagnostic::error("conversion", why));
                }
            }
        }
        if found.len() > Conversion::MAX_COUNT {
            let message = format!("a campaign has at most {} conversions", Conversion::MAX_COUNT);
            self.problem("/conversions", Diagnostic::error("conversion", message));
        }
        self.uncounted(&found, list.items());
        Some(found)
    }

    fn same_conversion(&mut self, index: usize, first: &Node) {
        let message = "this counts the same as a conversion before it";
        let diagnostic = Diagnostic::warning("duplicate-conversion", message)
            .related(self.source.locate(&first.span), "the first one")
            .help("give it another window or event, or remove it");
        self.problem(&format!("/conversions/{index}"), diagnostic);
    }

    /// Emails are counted where there are some.
    fn uncounted(&mut self, found: &[Conversion], items: &[Arc<Node>]) {
        let messages = self.root.get("messages").map_or(&[][..], |messages| messages.entries());
        // A message without a channel may become an email.
        let may_be = |entry: &Entry| {
            entry.value.get("channel").is_none_or(|channel| channel.text() == Some("email"))
        };
        if items.len() > found.len() || messages.iter().any(may_be) {
            return;
        }
        for (index, conversion) in found.iter().enumerate() {
            let form = match conversion.event {
                ConversionEvent::OpensEmail => "opens_email",
                ConversionEvent::ClicksEmail => "clicks_email",
                _ => continue,
            };
            let message = "this campaign sends no email, so this never counts";
            let help = "count something else, or add a message with `channel: email`";
            let diagnostic = Diagnostic::warning("email-conversion", message).help(help);
            let location =
                place::key_at(self.source, self.root, &format!("/conversions/{index}/{form}"));
            self.diagnostics.push(diagnostic.at(location));
        }
    }

    fn messages(&mut self) {
        let mut moved = HashMap::new();
        let entries = self.root.get("messages").map_or(&[][..], |messages| messages.entries());
        let mut titles: HashMap<(&str, &str), std::ops::Range<usize>> =
            HashMap::with_capacity(entries.len());
        for entry in entries {
            let at = || format!("/messages/{}", place::escaped(&entry.key));
            if let Err(why) = MessageKey::parse(&entry.key) {
                self.key_problem(&at(), Diagnostic::error("invalid-key", why.to_string()));
            }
            if let Some(old) = entry.value.get("moved_from").and_then(|old| old.text()) {
                // Each workspace has one of those that are in some only.
                let mut own = HashMap::new();
                let everywhere = entry.value.get("workspaces").is_none();
                self.message_moved(&at(), old, if everywhere { &mut moved } else { &mut own });
            }
            let text = |key| entry.value.get(key).and_then(|node| node.text());
            let title_node = entry.value.entry("name").filter(|name| !name.merged);
            let span = title_node.map_or(&entry.key_span, |name| &name.value.span).clone();
            let title = text("name").unwrap_or(&entry.key);
            let channel = text("channel").unwrap_or_default();
            match titles.get(&(channel, title)) {
                Some(first) => self.same_title(title, &span, first),
                None => {
                    titles.insert((channel, title), span);
                }
            }
        }
    }

    /// Messages are found in the dashboard by channel and title.
    fn same_title(
        &mut self,
        title: &str,
        here: &std::ops::Range<usize>,
        first: &std::ops::Range<usize>,
    ) {
        let message = format!("two messages of one channel have the title {}", names::shown(title));
        let diagnostic = Diagnostic::warning("duplicate-title", message)
            .at(self.source.locate(here))
            .related(self.source.locate(first), "the first one")
            .help("give each a `name` of its own, so that people can tell them apart");
        self.diagnostics.push(diagnostic);
    }

    /// `moved` has where each former key was named first.
    fn message_moved<'k>(
        &mut self,
        at: &str,
        old: &'k str,
        moved: &mut HashMap<&'k str, Location>,
    ) {
        let at = format!("{at}/moved_from");
        let here = place::value_at(self.source, self.root, &at);
        if let Some(first) = moved.get(old) {
            let message = format!("two messages were {}", names::shown(old));
            let diagnostic = Diagnostic::error("moved-from", message)
                .related(first.clone(), "the first one")
                .help("what was recorded for it can belong to one of them");
            self.problem(&at, diagnostic);
            return;
        }
        moved.insert(old, here);
        if self.root.get("messages").is_some_and(|messages| messages.entry(old).is_some()) {
            let message = format!("the campaign still has a message `{old}`");
            let help = "`moved_from` names a key that is not used any more";
            self.problem(&at, Diagnostic::error("moved-from", message).help(help));
        } else if let Err(why) = MessageKey::parse(old) {
            self.invalid_key(&at, &why.to_string());
        }
    }

    fn workspaces(&mut self, project: &Project) {
        let messages = self.root.get("messages").map_or(&[][..], |messages| messages.entries());
        let nodes = std::iter::once(self.root).chain(messages.iter().map(|entry| &*entry.value));
        for node in nodes {
            self.diagnostics.extend(super::unknown_workspaces(self.source, node, project));
        }
    }

    fn invalid_key(&mut self, at: &str, why: &str) {
        self.problem(at, Diagnostic::error("invalid-key", why));
    }

    fn problem(&mut self, at: &str, diagnostic: Diagnostic) {
        if !self.is_refused(at) {
            self.diagnostics.push(place::problem(self.source, self.root, at, diagnostic));
        }
    }

    fn key_problem(&mut self, at: &str, diagnostic: Diagnostic) {
        if !self.is_refused(at) {
            let location = place::key_at(self.source, self.root, at);
            self.diagnostics.push(diagnostic.at(location));
        }
    }

    /// Whether the schema refused this value, something in it, or something around it but the root.
    fn is_refused(&self, at: &str) -> bool {
        let related = |refused: &String| {
            refused.starts_with(at)
                || (refused.matches('/').count() > 1 && at.starts_with(refused.as_str()))
        };
        self.refused.iter().any(related)
    }
}

fn delivery(node: &Node) -> Delivery {
    // A field of the wrong type has been refused by the schema; the others count.
    let field = |key: &str| node.get(key).map(|value| value.to_json());
    Delivery {
        override_frequency_capping: field("override_frequency_capping").and_then(|v| v.as_bool()),
        recipient_subscription_state: field("recipient_subscription_state")
            .and_then(|value| serde_json::from_value(value).ok()),
    }
}
