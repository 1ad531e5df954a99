//! A campaign against its schema, with the conditions on `channel` decided here: one look at a
//! message in place of one for each channel.

use std::sync::OnceLock;

use serde_json::{Value, json};

use super::{Accepts, definition_of};
use crate::model::Channel;
use crate::yaml::Node;

/// Whether a tree is a campaign as its schema says, and nothing more.
pub(in crate::spec) struct AcceptsCampaign {
    /// All but the conditions on `channel`.
    shell: Accepts,
    definitions: Value,
    /// What each condition leads to.
    channels: PerChannel<Accepts>,
}

impl AcceptsCampaign {
    /// # Panics
    /// When the schema is none.
    pub(in crate::spec) fn new(schema: &Value) -> Self {
        let mut shell = schema.clone();
        let message = shell["$defs"]["Message"].as_object_mut();
        message.expect("a campaign's schema has messages").remove("allOf");
        Self {
            shell: Accepts::new(&shell),
            definitions: schema["$defs"].clone(),
            channels: PerChannel::new(),
        }
    }

    pub(in crate::spec) fn tree(&self, root: &Node) -> bool {
        let messages = || root.get("messages").into_iter().flat_map(|it| it.entries());
        self.shell.tree(root) && messages().all(|message| self.message(&message.value))
    }

    fn message(&self, message: &Node) -> bool {
        // The shell has seen to it that there is one.
        let Some(channel) = message.get("channel").and_then(|channel| channel.text()) else {
            return false;
        };
        Channel::from_sends(channel).is_some_and(|channel| {
            self.channels.get(channel, || self.content(channel)).tree(message)
        })
    }

    fn content(&self, channel: Channel) -> Accepts {
        let content = format!("#/$defs/{}", definition_of(channel));
        Accepts::new(&json!({ "$defs": self.definitions, "$ref": content }))
    }
}

/// Something for each channel, made when it is first wanted.
pub(in crate::spec) struct PerChannel<T>([OnceLock<T>; Channel::ALL.len()]);

impl<T> PerChannel<T> {
    pub(in crate::spec) const fn new() -> Self {
        Self([const { OnceLock::new() }; Channel::ALL.len()])
    }

    pub(in crate::spec) fn get(&self, channel: Channel, make: impl FnOnce() -> T) -> &T {
        let at = Channel::ALL.iter().position(|one| *one == channel);
        self.0[at.expect("all are all")].get_or_init(make)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::spec::schema;
    use crate::yaml::{Limits, read};

    /// The schema as it is published says the same.
    fn check(accepts: &AcceptsCampaign, message: &str) -> bool {
        let text = format!("campaign: a\nmessages: {{ m: {message} }}\n");
        let (_, roots, _) = read("x.yaml", text.as_bytes(), &Limits::default());
        let accepted = accepts.tree(&roots[0]);
        let published = schema::validator(&schema::campaign());
        assert_eq!(accepted, published.is_valid(&roots[0].to_json()), "{text}");
        accepted
    }

    #[test]
    fn each_message_is_held_against_its_own_channel() {
        let accepts = AcceptsCampaign::new(&schema::campaign());
        for channel in Channel::ALL {
            let channel = channel.in_sends();
            let common = format!("channel: {channel}, name: x, draft: true");
            assert!(check(&accepts, &format!("{{ {common} }}")), "{channel}");
            assert!(!check(&accepts, &format!("{{ {common}, nothing: x }}")), "{channel}");
            check(&accepts, &format!("{{ {common}, subject: x }}"));
            check(&accepts, &format!("{{ {common}, alert: x }}"));
            check(&accepts, &format!("{{ {common}, body: 1 }}"));
        }
        for message in ["{ }", "{ channel: telegram }", "{ channel: 1 }", "x", "[]", "~"] {
            assert!(!check(&accepts, message), "{message}");
        }
    }
}
