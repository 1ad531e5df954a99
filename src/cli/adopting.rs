//! What `import`, `bind` and `retire` have in common: a live workspace, proved to be the lockfile's,
//! and the one way to write a lockfile.

use std::collections::BTreeMap;
use std::ops::ControlFlow;
use std::sync::Arc;

use super::load::{self, Loaded};
use super::open::{self, Definitions, Record};
use super::{Context, Exit, Failure};
use crate::apply::{self, Ports};
use crate::braze::Client;
use crate::import::{Known, Pool};
use crate::lock::{Entry, Lock};
use crate::model::{CampaignKey, ListedCampaign, WorkspaceName};
use crate::plan::Plan;
use crate::port::{FileError, Files, Listed};
use crate::spec::{Keep, Project, Proof};
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
}

impl Whole {
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

/// Makes sure that the key is of the workspace that the lockfile names: an id of the lockfile is
/// there, or, where it has none yet, the configured proof.
pub(super) async fn prove(
    client: &Client,
    definitions: &Definitions,
    lock: &Lock,
    rows: &[ListedCampaign],
) -> Result<(), Failure> {
    let there = |id: &crate::model::CampaignId| rows.iter().any(|row| row.id == *id);
    let mut recorded =
        lock.campaigns.values().filter_map(|entry| entry.campaign_id.as_ref()).peekable();
    let name = &definitions.workspace;
    if recorded.peek().is_some() {
        if recorded.any(there) {
            return Ok(());
        }
        let message = format!("the workspace has none of the ids of campaigns.{name}.lock");
        return Err(Failure::new(Exit::Stopped, message)
            .help("is this key of the workspace that the lockfile is for?"));
    }
    let proved = match &definitions.spec().proof {
        None => true,
        Some(Proof::Campaign(id)) => there(id),
        Some(Proof::Segment(id)) => client.has_segment(id).await.map_err(open::unreachable)?,
    };
    if proved {
        return Ok(());
    }
    let message = format!("the workspace does not know the `proof` of `{name}`");
    Err(Failure::new(Exit::Stopped, message)
        .help("is this key of that workspace? `proof` in campaignctl.yaml names a segment or campaign of it"))
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
    let ports =
        Ports { workspace, state: &record.state, pieces: &record.pieces, journal: &record.journal };
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
    fn list(&self, patterns: &[String]) -> Result<Listed, FileError> {
        let mut listed = self.disk.list(patterns)?;
        listed.paths.extend(self.texts.keys().cloned());
        listed.paths.sort();
        listed.paths.dedup();
        // What a pattern will match is not known before the files are there.
        listed.idle.clear();
        Ok(listed)
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
