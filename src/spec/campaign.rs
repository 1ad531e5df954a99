//! One campaign of a file: its header, and its messages for one workspace.

mod header;
mod unused;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::diagnostic::Diagnostic;
use crate::model::{
    Campaign, CampaignKey, Channel, Content, Message, MessageKey, Place, Timestamp, WorkspaceName,
    special,
};
use crate::yaml::{Entry, Node, Source};

use super::compose::compose;
use super::defaults::Defaults;
use super::project::Project;
use super::scope::Scope;
use super::sources::Texts;
use super::{check, message, names, place};

pub(super) use header::Header;

/// A campaign as it was written: everything that is the same in every workspace.
pub(super) struct Written<'a> {
    pub(super) source: &'a Source,
    pub(super) root: &'a Node,
    /// The stand-in [`UNNAMED`] when what is written is no key: the messages are judged all the same.
    pub(super) key: CampaignKey,
    pub(super) named: bool,
    pub(super) header: Header,
    /// The pointers that the schema refused.
    refused: BTreeSet<String>,
}

/// A campaign as one workspace has it.
pub(super) enum Here {
    /// All of it.
    Whole(Box<Campaign>),
    /// Its title when it has one, and nothing more.
    Titled(Option<String>),
    /// The title of one that has an error.
    Wrong(Option<String>),
}

impl Here {
    /// The title that is written; without one, the key is the title.
    pub(super) fn title(&self) -> Option<&str> {
        match self {
            Self::Whole(campaign) => campaign.name.as_deref(),
            Self::Titled(title) | Self::Wrong(title) => title.as_deref(),
        }
    }

    /// Leaves the title.
    pub(super) fn wrong(self) -> Self {
        Self::Wrong(match self {
            Self::Whole(campaign) => campaign.name,
            Self::Titled(title) | Self::Wrong(title) => title,
        })
    }
}

const UNNAMED: &str = "unnamed";

/// Reads one document of a campaign file, and everything wrong with it in any workspace.
pub(super) fn read<'a>(
    source: &'a Source,
    root: &'a Node,
    project: &Project,
    texts: &Texts,
) -> (Option<Written<'a>>, Vec<Diagnostic>) {
    let check::Refused { pointers: refused, mut diagnostics } = check::campaign(source, root);
    let header = Header::read(source, root, project, &refused, &mut diagnostics);
    diagnostics.extend(unused::params(source, root, &header.params, texts));
    let key = root.get("campaign").and_then(|key| CampaignKey::parse(key.text()?).ok());
    let named = key.is_some();
    let key = key.or_else(|| CampaignKey::parse(UNNAMED).ok());
    let written = key.map(|key| Written { source, root, key, named, header, refused });
    (written, diagnostics)
}

impl Written<'_> {
    /// Whether the campaign exists in a workspace.
    pub(super) fn is_in(&self, workspace: &WorkspaceName) -> bool {
        is_in(self.root, workspace)
    }

    /// Whether it is judged there: a campaign that lists no workspace of the project is judged in all.
    pub(super) fn is_judged_in(&self, workspace: &WorkspaceName, project: &Project) -> bool {
        is_judged_in(self.root, workspace, project)
    }

    /// The campaign for one workspace, whole when it is `kept`, with the problems that only this
    /// workspace shows.
    pub(super) fn resolve(
        &self,
        project: &Project,
        texts: &Texts,
        workspace: &WorkspaceName,
        now: Option<Timestamp>,
        kept: bool,
    ) -> (Option<Here>, Vec<Diagnostic>) {
        let mut problems = Vec::new();
        let Some(spec) = project.workspaces.get(workspace) else { return (None, problems) };
        let scope = Scope {
            workspace,
            spec,
            params: &self.header.params,
            texts,
            now,
            secrets: false,
            sent: false,
            kept,
        };
        let tags = self.tags(scope, &mut problems);
        let known = tags.as_deref().unwrap_or_default();
        let messages = self.messages(project, known, scope, &mut problems);
        let name = self.plain(self.root.get("name"), scope, &mut problems);
        let description = self.plain(self.root.get("description"), scope, &mut problems);
        if !kept {
            return (Some(Here::Titled(name)), problems);
        }
        let campaign = Campaign {
            key: self.key.clone(),
            moved_from: self.header.moved_from.clone(),
            name,
            description,
            tags,
            conversions: self.header.conversions.clone(),
            params: self.header.params.clone(),
            delivery: self.header.delivery.clone(),
            protected: self.header.protected,
            messages,
            place: self.place(self.root.entry("campaign")),
            settled: false,
        };
        (Some(Here::Whole(Box::new(campaign))), problems)
    }

    fn messages(
        &self,
        project: &Project,
        tags: &[String],
        scope: Scope<'_>,
        problems: &mut Vec<Diagnostic>,
    ) -> Vec<Message> {
        let entries = self.root.get("messages").map_or(&[][..], |messages| messages.entries());
        let here =
            entries.iter().filter(|entry| is_judged_in(&entry.value, scope.workspace, project));
        here.filter_map(|entry| self.message(entry, project, tags, scope, problems)).collect()
    }

    fn message(
        &self,
        entry: &Entry,
        project: &Project,
        tags: &[String],
        scope: Scope<'_>,
        problems: &mut Vec<Diagnostic>,
    ) -> Option<Message> {
        let node = &*entry.value;
        let channel = node.get("channel").and_then(|channel| channel.text());
        let channel = channel.and_then(Channel::from_sends);
        let Some(channel) = channel else {
            self.without_channel(entry, scope, problems);
            return None;
        };
        let written = message::Written {
            source: self.source,
            node,
            channel,
            key_span: entry.key_span.clone(),
        };
        let scope = Scope { sent: true, ..scope };
        let mut resolved = message::resolve(&written, scope, &project.defaults);
        let draft =
            self.header.draft || node.get("draft").and_then(|draft| draft.bool()) == Some(true);
        if !draft {
            let refused = self.refused_in(&entry.key);
            problems.extend(message::judge(&written, &resolved, project, tags, scope, &refused));
        }
        problems.append(&mut resolved.problems);
        let name = self.plain(node.get("name"), Scope { sent: false, ..scope }, problems);
        if !scope.kept {
            return None;
        }
        let key = MessageKey::parse(&entry.key).ok()?;
        is_in(node, scope.workspace).then(|| Message {
            key,
            moved_from: node.get("moved_from").and_then(|old| MessageKey::parse(old.text()?).ok()),
            channel,
            name,
            draft,
            content: if draft { Content::default() } else { resolved.content },
            texts: if draft { BTreeMap::new() } else { resolved.texts },
            place: self.place(Some(entry)),
        })
    }

    /// Whatever channel was meant, its texts refer to what there is.
    fn without_channel(&self, entry: &Entry, scope: Scope<'_>, problems: &mut Vec<Diagnostic>) {
        let written = message::Written {
            source: self.source,
            node: &entry.value,
            // The one that may refer to everything.
            channel: Channel::Webhook,
            key_span: entry.key_span.clone(),
        };
        let scope = Scope { sent: true, ..scope };
        let resolved = message::resolve(&written, scope, &Defaults::default());
        problems.extend(message::judge_any(&written, &resolved, &Defaults::default(), scope));
        problems.extend(resolved.problems);
    }

    /// The fields of a message of which the schema refused something; empty for the whole.
    fn refused_in(&self, message: &str) -> BTreeSet<&str> {
        if self.refused.is_empty() {
            return BTreeSet::new();
        }
        let own = format!("/messages/{}", place::escaped(message));
        let after = self.refused.range(own.clone()..);
        let within = after.map_while(|at| at.strip_prefix(&own));
        let fields = within.filter(|rest| rest.is_empty() || rest.starts_with('/'));
        fields.map(|rest| rest.split('/').nth(1).unwrap_or_default()).collect()
    }

    fn place(&self, entry: Option<&Entry>) -> Place {
        let at = entry.map_or(self.root.span.start, |entry| entry.key_span.start);
        Place { file: self.source.path.clone(), line: self.source.line(at) }
    }

    fn tags(&self, scope: Scope<'_>, problems: &mut Vec<Diagnostic>) -> Option<Vec<String>> {
        let tags = self.root.get("tags")?.items().iter();
        let mut tags: Vec<String> =
            tags.filter_map(|tag| self.plain(Some(tag), scope, problems)).collect();
        tags.sort_unstable();
        tags.dedup();
        Some(tags)
    }

    /// A text that is not sent: variables are filled in, and nothing else is special.
    fn plain(
        &self,
        node: Option<&Arc<Node>>,
        scope: Scope<'_>,
        problems: &mut Vec<Diagnostic>,
    ) -> Option<String> {
        let node = node?;
        let text = node.text()?;
        if special(text, 0).is_none() {
            return Some(text.to_owned());
        }
        let composed = compose(&self.source.path, text, &scope);
        for (_, fault) in &composed.faults {
            let mut diagnostic = Diagnostic::error(fault.rule, fault.message.as_str());
            diagnostic.help.clone_from(&fault.help);
            problems.push(diagnostic.at(place::of_scalar(self.source, node)));
        }
        composed.marks.is_empty().then_some(composed.letters)
    }
}

/// Whether a campaign or message exists in a workspace: everywhere, or where its list says.
fn is_in(node: &Node, workspace: &WorkspaceName) -> bool {
    let listed =
        |list: &Arc<Node>| list.items().iter().any(|item| item.text() == Some(workspace.as_str()));
    node.get("workspaces").is_none_or(listed)
}

/// Whether a campaign or message is judged in a workspace: where it exists, and everywhere when its
/// list names nothing that the project has.
fn is_judged_in(node: &Node, workspace: &WorkspaceName, project: &Project) -> bool {
    let known = |item: &Arc<Node>| {
        item.text().is_some_and(|name| project.workspaces.keys().any(|one| one.as_str() == name))
    };
    is_in(node, workspace)
        || node.get("workspaces").is_some_and(|list| !list.items().iter().any(known))
}

/// Says which of the listed workspaces the project does not have.
pub(super) fn unknown_workspaces(
    source: &Source,
    node: &Node,
    project: &Project,
) -> Vec<Diagnostic> {
    let known = || project.workspaces.keys().map(WorkspaceName::as_str);
    let items = node.get("workspaces").map_or(&[][..], |list| list.items());
    let mut found = Vec::new();
    for item in items {
        let Some(name) = item.text().filter(|name| !known().any(|known| known == *name)) else {
            continue;
        };
        let message = format!("there is no workspace {}", names::shown(name));
        let mut diagnostic =
            Diagnostic::error("unknown-workspace", message).at(source.locate(&item.span));
        diagnostic.help = names::did_you_mean(name, known());
        found.push(diagnostic);
    }
    found
}
