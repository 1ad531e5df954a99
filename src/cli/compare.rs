//! Opens definitions and lockfile together, for those who compare them: each campaign that is
//! recorded as it is defined is let go of as soon as it is read.

use super::load::{Loaded, Opened};
use super::open::{Definitions, Record};
use super::{Context, Failure};
use crate::model::{Campaign, WorkspaceName};
use crate::plan;
use crate::spec::Keep;
use crate::store::{DiskFiles, Guard};

/// Definitions and what is recorded of them.
pub(super) struct Compared {
    pub(super) definitions: Definitions,
    pub(super) record: Record,
    /// Held from reading the lockfile to its last write, for whoever writes it.
    pub(super) guard: Option<Guard>,
}

impl Context<'_> {
    /// Reads both. Errors of the definitions are printed and end the command, before anything that is
    /// wrong with the lockfile.
    pub(super) fn compared(&mut self, writes: bool) -> Result<Compared, Failure> {
        self.check_project()?;
        let files = DiskFiles::new(&self.root);
        let opened = Opened::to_judge(&files).map_err(|wrong| self.invalid(&wrong))?;
        let workspace = self.wanted(&opened.project)?;
        let guard = if writes { Some(self.guard()?) } else { None };
        let lineage = opened.project.lineage;
        let (root, private) = (self.root.as_path(), self.private());
        let (paths, read) = rayon::join(
            || opened.paths(&files),
            || Record::read(root, &private, &workspace, lineage),
        );
        let left = |here: &WorkspaceName, campaign: Campaign| match &read {
            Ok(record) if *here == workspace => plan::settle(campaign, record.lock()),
            _ => Campaign { messages: Vec::new(), ..campaign },
        };
        let Loaded { project, judged, includes, .. } =
            opened.judge(&files, paths, None, Keep::Some(&left));
        let definitions = self.sound(project, judged, includes, workspace)?;
        let record = read?;
        self.remark_on(&record, &definitions)?;
        Ok(Compared { definitions, record, guard })
    }
}
