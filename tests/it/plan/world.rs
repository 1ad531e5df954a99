//! Small worlds: definitions made by hand, a project that applies them in memory.

use std::{collections::BTreeMap, ops::ControlFlow};

use campaignctl::{
    apply::{self, Applied, ApplyError, Ports, Recorded},
    lock::Lock,
    model::{
        Abilities, Campaign, CampaignId, CampaignKey, Change, Channel, Content, Delivery, Desired,
        Lineage, Message, MessageKey, Observed, Piece, Place, TextSource, Timestamp, WorkspaceName,
    },
    output,
    plan::{self, Permissions, Plan},
    port::{
        Journal, StateStore, Workspace,
        memory::{MemoryJournal, MemoryPieces, MemoryState, MemoryWorkspace, SettableClock},
    },
};
use serde_json::{Value, json};

pub(crate) fn key(text: &str) -> CampaignKey {
    CampaignKey::parse(text).unwrap()
}

pub(crate) fn workspace() -> WorkspaceName {
    WorkspaceName::parse("local").unwrap()
}

pub(crate) fn lineage() -> Lineage {
    "7c9e6679-7425-40de-944b-e07fc1f90ae7".parse().unwrap()
}

/// A campaign without messages, titled and tagged by nobody.
pub(crate) fn campaign(key: &str) -> Campaign {
    Campaign {
        key: self::key(key),
        moved_from: None,
        name: None,
        description: None,
        tags: None,
        conversions: None,
        params: BTreeMap::new(),
        delivery: Delivery::default(),
        protected: false,
        settled: false,
        messages: Vec::new(),
        place: Place { file: format!("campaigns/{key}.yaml"), line: 1 },
    }
}

/// An email with a subject.
pub(crate) fn email(key: &str, subject: &str) -> Message {
    let content = json!({ "app_id": format!("app-of-{key}"), "subject": subject });
    message(key, Channel::Email, content)
}

pub(crate) fn message(key: &str, channel: Channel, content: Value) -> Message {
    let Value::Object(fields) = content else { panic!("a content is an object") };
    Message {
        key: MessageKey::parse(key).unwrap(),
        moved_from: None,
        channel,
        name: None,
        draft: false,
        content: Content(fields),
        texts: BTreeMap::new(),
        place: Place { file: "campaigns/any.yaml".to_owned(), line: 7 },
    }
}

/// Gives a message a long text, from a file with the field's name.
pub(crate) fn with_text(mut message: Message, field: &str, text: &str) -> Message {
    message.content.0.insert(field.to_owned(), text.into());
    let piece = Piece { path: format!("campaigns/{field}.html"), text: text.to_owned() };
    let source = TextSource { pieces: vec![piece], vars: Vec::new() };
    message.texts.insert(field.to_owned(), source);
    message
}

pub(crate) fn desired(campaigns: impl IntoIterator<Item = Campaign>) -> Desired {
    let keyed = campaigns.into_iter().map(|campaign| (campaign.key.clone(), campaign));
    Desired { campaigns: keyed.collect(), partial: false }
}

/// A project in memory.
pub(crate) struct World {
    pub(crate) workspace: MemoryWorkspace,
    pub(crate) state: MemoryState,
    pub(crate) pieces: MemoryPieces,
    pub(crate) journal: MemoryJournal,
    pub(crate) permissions: Permissions,
    pub(crate) clock: SettableClock,
    /// Campaigns that may be copied.
    pub(crate) templates: Vec<CampaignId>,
}

impl Default for World {
    fn default() -> Self {
        Self {
            workspace: MemoryWorkspace::default(),
            state: MemoryState::default(),
            pieces: MemoryPieces::default(),
            journal: MemoryJournal::default(),
            permissions: Permissions::default(),
            clock: SettableClock::at(instant("2026-03-01T12:00:00Z")),
            templates: Vec::new(),
        }
    }
}

pub(crate) fn instant(text: &str) -> Timestamp {
    Timestamp(text.parse().unwrap())
}

impl World {
    pub(crate) fn ports(&self) -> Ports<'_> {
        let Self { workspace, state, pieces, journal, clock, .. } = self;
        Ports { workspace: Some(workspace), state, pieces, journal, clock }
    }

    pub(crate) fn lock(&self) -> Lock {
        wait(read(&self.state, &self.journal)).unwrap().lock
    }

    pub(crate) fn plan(&self, desired: &Desired) -> Plan {
        wait(plan(self.ports(), desired, &self.permissions, &self.templates)).unwrap().1
    }

    /// What would be done without the workspace.
    pub(crate) fn plan_offline(&self, desired: &Desired) -> Plan {
        let ports = Ports { workspace: None, ..self.ports() };
        wait(plan(ports, desired, &self.permissions, &self.templates)).unwrap().1
    }

    pub(crate) fn apply(&self, desired: &Desired) -> Applied {
        wait(apply_with(self.ports(), desired, &self.permissions, &self.templates)).unwrap()
    }

    pub(crate) fn apply_offline(&self, desired: &Desired) -> Applied {
        let ports = Ports { workspace: None, ..self.ports() };
        wait(apply(ports, desired, &self.permissions)).unwrap()
    }

    /// From here on the workspace can only be looked at, as Braze can.
    pub(crate) fn lose_abilities(&mut self) {
        let campaigns = self.workspace.behind_our_back(std::mem::take);
        self.workspace = MemoryWorkspace::able(Abilities::default());
        self.workspace.behind_our_back(|held| *held = campaigns);
    }

    pub(crate) fn perform(&self, change: &Change) {
        wait(self.workspace.perform(change)).unwrap();
    }
}

pub(crate) fn wait<T>(future: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_current_thread().build().unwrap().block_on(future)
}

async fn read(state: &dyn StateStore, journal: &dyn Journal) -> Result<Recorded, ApplyError> {
    apply::read(state, journal, &workspace(), lineage()).await
}

/// What a command does before it shows a plan.
pub(crate) async fn plan(
    ports: Ports<'_>,
    desired: &Desired,
    permissions: &Permissions,
    templates: &[CampaignId],
) -> Result<(Recorded, Plan), Box<dyn std::error::Error>> {
    let recorded = read(ports.state, ports.journal).await?;
    let mut observed = match ports.workspace {
        Some(workspace) => workspace.observe().await?,
        None => Observed::default(),
    };
    observed.asked = recorded.asked.clone();
    observed.templates = templates.to_vec();
    let mut texts = BTreeMap::new();
    for digest in plan::wanted_texts(desired, &recorded.lock) {
        texts.extend(ports.pieces.get(&digest).await?.map(|text| (digest, text)));
    }
    let text = |digest: &_| texts.get(digest).cloned();
    let plan = plan::plan(desired, &recorded.lock, &observed, &text, permissions);
    // Letting go of what is recorded already changes nothing.
    let settled = settled(desired, &recorded.lock);
    let again = plan::plan(&settled, &recorded.lock, &observed, &text, permissions);
    assert_eq!(again, plan);
    Ok((recorded, plan))
}

fn settled(desired: &Desired, lock: &Lock) -> Desired {
    let all = desired.campaigns.iter();
    let settled = all.map(|(key, one)| (key.clone(), plan::settle(one.clone(), lock)));
    Desired { campaigns: settled.collect(), partial: desired.partial }
}

pub(crate) async fn apply(
    ports: Ports<'_>,
    desired: &Desired,
    permissions: &Permissions,
) -> Result<Applied, Box<dyn std::error::Error>> {
    apply_with(ports, desired, permissions, &[]).await
}

pub(crate) async fn apply_with(
    ports: Ports<'_>,
    desired: &Desired,
    permissions: &Permissions,
    templates: &[CampaignId],
) -> Result<Applied, Box<dyn std::error::Error>> {
    let (recorded, plan) = plan(ports, desired, permissions, templates).await?;
    Ok(apply::apply(ports, recorded, plan, &mut |_| ControlFlow::Continue(())).await?)
}

/// The plan as people see it.
pub(crate) fn human(plan: &Plan) -> String {
    let header = output::plan::Header {
        target: "memory",
        next: output::plan::Next::Plan("campaignctl apply"),
        saved: None,
    };
    let mut out = Vec::new();
    output::plan::human(&mut out, plan, header, output::plan::Style::default()).unwrap();
    String::from_utf8(out).unwrap()
}

/// The plan as a list, for tests that do not look at the drawing.
pub(crate) fn brief(plan: &Plan) -> Vec<String> {
    let operations = plan.operations.iter().map(|one| {
        let message = one.message.as_ref().map(|key| format!(".{key}")).unwrap_or_default();
        let hand = if one.is_manual() { " by hand" } else { "" };
        format!("{:?} {}{message} {:?}{hand}", one.kind, one.campaign, one.by)
    });
    let notices = plan.notices.iter().map(|one| format!("{:?}: {}", one.kind, one.text));
    let gates = plan.gates.iter().map(|gate| format!("gate: {gate}"));
    operations.chain(notices).chain(gates).collect()
}
