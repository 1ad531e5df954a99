//! What a live workspace shows: what was edited since the last look, and the rest as it is remembered.

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::open::{self, Definitions};
use super::validate::count;
use super::{Context, Failure};
use crate::braze::{Client, Sight};
use crate::model::{CampaignId, Lineage, Observed, WorkspaceName};
use crate::plan::Basis;
use crate::store::disk::{self, Mode};

/// Of the form of the file; one of another version is forgotten.
const VERSION: u32 = 1;
/// No file is larger than this.
const LIMIT: u64 = 1 << 30;

/// What lies in `.campaignctl/`, and what it is about.
#[derive(Deserialize)]
struct Remembered {
    #[serde(flatten)]
    about: About,
    sight: Sight,
}

#[derive(Deserialize, PartialEq, Serialize)]
struct About {
    version: u32,
    workspace: WorkspaceName,
    lineage: Lineage,
    endpoint: String,
}

#[derive(Serialize)]
struct Remembering<'a> {
    #[serde(flatten)]
    about: About,
    sight: &'a Sight,
}

impl About {
    fn of(definitions: &Definitions) -> Self {
        Self {
            version: VERSION,
            workspace: definitions.workspace.clone(),
            lineage: definitions.project.lineage,
            endpoint: definitions.endpoint(),
        }
    }
}

fn path(context: &Context<'_>, definitions: &Definitions) -> PathBuf {
    context.private().join(format!("observed.{}.json", definitions.workspace))
}

/// A live workspace, looked at.
pub(super) struct View<'a> {
    client: Arc<Client>,
    definitions: &'a Definitions,
    sight: Sight,
    /// What was read again for a write.
    read: Basis,
}

impl<'a> View<'a> {
    pub(super) async fn open(
        context: &Context<'_>,
        definitions: &'a Definitions,
        client: Arc<Client>,
    ) -> Result<Self, Failure> {
        let remembered = recall(context, definitions);
        let sight = client.look(remembered).await.map_err(open::unreachable)?;
        Ok(Self { client, definitions, sight, read: Basis::default() })
    }

    pub(super) fn observed(&self) -> Observed {
        let stand_in = self.definitions.rehearsal.is_some();
        Observed { stand_in, ..self.client.observed(&self.sight) }
    }

    /// Every campaign that it shows.
    pub(super) fn shown(&self) -> BTreeSet<CampaignId> {
        self.sight.ids().cloned().collect()
    }

    /// Reads again what a write builds on: what is remembered is never trusted for one. Says whether
    /// there was anything that had not been read for it yet.
    pub(super) async fn closer(&mut self, basis: &Basis) -> Result<bool, Failure> {
        let (client, sight) = (&self.client, &mut self.sight);
        let unknown = basis.campaigns.iter().any(|id| !sight.has(id));
        let list = (basis.list || unknown) && !self.read.list;
        let new: Vec<_> = basis.campaigns.difference(&self.read.campaigns).cloned().collect();
        if list {
            client.list_again(sight).await.map_err(open::unreachable)?;
            self.read.list = true;
        }
        client.read_again(sight, new.iter().cloned()).await.map_err(open::unreachable)?;
        let more = list || !new.is_empty();
        self.read.campaigns.extend(new);
        Ok(more)
    }

    /// Remembers it for the next look. Gives what was read just now, and says how much that is.
    pub(super) fn close(self, context: &Context<'_>) -> (BTreeSet<CampaignId>, String) {
        remember(context, self.definitions, &self.sight);
        let (read, of) = (self.sight.read(), count(self.sight.ids().count(), "API campaign"));
        let name = &self.definitions.workspace;
        let said =
            format!("{name}: read {read} of {of}; the others were not edited since they were read");
        (self.sight.into_fresh(), said)
    }
}

/// What is remembered of a workspace: nothing where the file is missing, damaged, or about something
/// else. All it can cost is a few more calls.
fn recall(context: &Context<'_>, definitions: &Definitions) -> Option<Sight> {
    let path = path(context, definitions);
    std::fs::metadata(&path).ok().filter(|file| file.is_file() && file.len() <= LIMIT)?;
    let remembered: Remembered = serde_json::from_slice(&std::fs::read(path).ok()?).ok()?;
    (remembered.about == About::of(definitions)).then_some(remembered.sight)
}

/// What cannot be written is looked at again then.
fn remember(context: &Context<'_>, definitions: &Definitions, sight: &Sight) {
    let remembering = Remembering { about: About::of(definitions), sight };
    let written = serde_json::to_vec(&remembering)
        .map_err(std::io::Error::other)
        .and_then(|text| disk::replace(&path(context, definitions), &text, Mode::Private));
    drop(written);
}
