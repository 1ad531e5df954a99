//! What `import`, `bind` and `retire` have in common: a live workspace, and the one way to write a
//! lockfile.

use std::collections::BTreeMap;
use std::ops::ControlFlow;
use std::sync::Arc;

use super::environment::SystemClock;
use super::load::{self, Loaded};
use super::open::{self, Definitions, Record};
use super::proof::prove;
use super::{Context, Exit, Failure};
use crate::apply::{self, Ports};
use crate::braze::Client;
use crate::import::{Amendment, Known, Pool, amend};
use crate::lock::{Entry, Lock};
use crate::model::{CampaignKey, ListedCampaign, WorkspaceName};
use crate::plan::Plan;
use crate::port::{FileError, Files};
use crate::spec::{Keep, Project};
use crate::store::DiskFiles;

/// Everything that the folder says, for every workspace.
pub(super) struct Whole {
    pub(super) project: Project,
    pub(super) loaded: Loaded,
    /// The lockfile of each workspace.
    pub(super) records: BTreeMap<WorkspaceName, Record>,
}

impl Context<'_> {
    /// Reads definitions and lockfiles of every workspace. Errors are printed and end the command.
    pub(super) fn whole(&mut self) -> Result<Whole, Failure> {
        let mut loaded = self.load(None, Keep::Everything)?;
        if loaded.judged.has_errors() {
            return Err(self.invalid(&loaded.judged.diagnostics));
        }
        let Some(project) = loaded.project.take() else { return Err(Failure::said(Exit::Invalid)) };
        let mut records = BTreeMap::new();
        for workspace in project.workspaces.keys() {
            let record = Record::read(&self.root, &self.private(), workspace, project.lineage)?;
            records.insert(workspace.clone(), record);
        }
        Ok(Whole { project, loaded, records })
    }

    /// The way to a workspace whose campaigns people make. A sandbox's are made by `apply`.
    pub(super) async fn live(
        &self,
        definitions: &Definitions,
        lock: &Lock,
    ) -> Result<Arc<Client>, Failure> {
        if definitions.is_sandbox() {
            let message = format!("`{}` is the embedded sandbox", definitions.workspace);
            return Err(Failure::new(Exit::Invalid, message).help(
                "`apply` makes its campaigns; name a workspace that has an endpoint: -w NAME",
            ));
        }
        self.workspace(definitions, lock).await
    }

    /// The same for those who will write: the key is proved to be of the lockfile's workspace, by
    /// what its list shows.
    pub(super) async fn proved(
        &self,
        definitions: &Definitions,
        lock: &Lock,
    ) -> Result<(Arc<Client>, Vec<ListedCampaign>), Failure> {
        let client = self.live(definitions, lock).await?;
        let rows = client.listing().await.map_err(open::unreachable)?;
        let there = rows.iter().map(|row| row.id.clone()).collect();
        prove(&client, definitions, lock, &there).await?;
        Ok((client, rows))
    }
}

impl Whole {
    /// Whether any workspace has a definition of this key.
    pub(super) fn defines(&self, key: &CampaignKey) -> bool {
        self.loaded.judged.desired.values().any(|desired| desired.campaigns.contains_key(key))
    }

    /// What the definitions of the project are to one workspace.
    pub(super) fn pool(&self, workspace: &WorkspaceName) -> Pool<'_> {
        let mut pool = Pool::default();
        let here = self.loaded.judged.desired.get_key_value(workspace);
        for (_, desired) in here.into_iter().chain(&self.loaded.judged.desired) {
            for (key, campaign) in &desired.campaigns {
                let entries = || {
                    self.records.iter().filter_map(|(name, record)| {
                        Some((name, record.lock().campaigns.get(key)?))
                    })
                };
                let closed = |entry: &Entry| entry.campaign_id.is_some() || entry.retired;
                let known = Known {
                    campaign,
                    open: !entries().any(|(name, entry)| name == workspace && closed(entry)),
                    fresh: !entries().any(|(_, entry)| entry.campaign_id.is_some()),
                };
                pool.definitions.entry(key.clone()).or_insert(known);
            }
        }
        let recorded = self.records.values().flat_map(|record| record.lock().campaigns.keys());
        pool.recorded = recorded.cloned().collect();
        pool
    }
}

/// Lets a definition that is limited to other workspaces be in this one, too: `changed` gets the new
/// text of its file.
pub(super) fn widen(
    context: &Context<'_>,
    whole: &Whole,
    definitions: &Definitions,
    key: &CampaignKey,
    changed: &mut BTreeMap<String, String>,
) -> Result<(), String> {
    let here = &definitions.workspace;
    if definitions.desired.campaigns.contains_key(key) {
        return Ok(());
    }
    let desired = &whole.loaded.judged.desired;
    let mut having: Vec<_> = desired
        .iter()
        .filter(|(_, desired)| desired.campaigns.contains_key(key))
        .map(|(name, _)| name.clone())
        .collect();
    having.push(here.clone());
    let all = whole.project.workspaces.keys().all(|name| having.contains(name));
    let file = desired.values().find_map(|desired| desired.campaigns.get(key));
    let file = file.map(|campaign| campaign.place.file.clone()).unwrap_or_default();
    let text = match changed.get(&file) {
        Some(text) => text.clone(),
        None => super::import::read(context, &file)?,
    };
    having.sort_by_key(|name| whole.project.workspaces.get_index_of(name));
    let workspaces = Some((!all).then_some(having));
    let amendment = Amendment { workspaces, ..Amendment::default() };
    changed.insert(file, amend(&text, key, &amendment)?);
    Ok(())
}

/// Writes entries into the lockfile, as `apply` does: a journal line each, then the file. Says how
/// many were not there as they are.
pub(super) fn write_down(
    record: &Record,
    entries: impl IntoIterator<Item = (CampaignKey, Entry)>,
) -> Result<usize, Failure> {
    carry_out(record, None, Plan::recording(record.lock(), entries))
}

/// Carries out a plan of which nothing can fail but the writing. Says how many operations it had.
pub(super) fn carry_out(
    record: &Record,
    workspace: Option<&dyn crate::port::Workspace>,
    plan: Plan,
) -> Result<usize, Failure> {
    let ports = Ports {
        workspace,
        state: &record.state,
        pieces: &record.pieces,
        journal: &record.journal,
        clock: &SystemClock,
    };
    let applied = open::block_on(apply::apply(ports, record.recorded.clone(), plan, &mut |_| {
        ControlFlow::Continue(())
    }))
    .map_err(|error| open::unusable(&record.name, &error))?;
    match applied.stopped {
        Some(error) => Err(open::unreachable(error)),
        None => Ok(applied.count(|ending| *ending == apply::Ending::Done)),
    }
}

/// The project's files as they will be.
pub(super) struct Overlay<'a> {
    pub(super) disk: &'a DiskFiles,
    pub(super) texts: BTreeMap<String, String>,
}

impl Files for Overlay<'_> {
    fn list(&self, patterns: &[String]) -> Result<Vec<String>, FileError> {
        let mut paths = self.disk.list(patterns)?;
        paths.extend(self.texts.keys().cloned());
        paths.sort();
        paths.dedup();
        Ok(paths)
    }

    fn read(&self, path: &str) -> Result<Vec<u8>, FileError> {
        match self.texts.get(path) {
            Some(text) => Ok(text.clone().into_bytes()),
            None => self.disk.read(path),
        }
    }
}

/// What the project says once these texts are written.
pub(super) fn foresee(
    context: &mut Context<'_>,
    texts: &BTreeMap<String, String>,
) -> Result<Loaded, Failure> {
    let disk = DiskFiles::new(&context.root);
    let files = Overlay { disk: &disk, texts: texts.clone() };
    let loaded = load::load(&files, None, Keep::Everything);
    if loaded.judged.has_errors() {
        return Err(context.invalid(&loaded.judged.diagnostics));
    }
    Ok(loaded)
}
