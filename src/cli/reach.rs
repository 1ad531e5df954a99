//! Opens the way to a workspace: Braze, a sandbox that stands in for it, or the embedded one.

use std::sync::Arc;

use super::environment::{self, SystemClock};
use super::open::{Definitions, unreachable};
use super::{Context, Exit, Failure, hear};
use crate::braze::{ApiKey, Client, Endpoint, FarSide, HttpTransport, Patience};
use crate::lock::Lock;
use crate::model::WorkspaceName;
use crate::plan;
use crate::port::{Journal as _, Workspace as _};
use crate::sandbox::{self, Settings};
use crate::spec::{self, Target, WorkspaceSpec};
use crate::store::DiskJournal;

/// Aims every live workspace at a sandbox on this machine.
const REHEARSAL: &str = "CAMPAIGNCTL_ENDPOINT";

impl Context<'_> {
    /// Opens the way to the workspace, for those who send it ids of the lockfile.
    pub(super) async fn workspace(
        &self,
        definitions: &Definitions,
        lock: &Lock,
    ) -> Result<Arc<Client>, Failure> {
        super::proof::refuse_sandbox_ids(definitions, lock)?;
        self.reach(definitions, lock).await
    }

    /// Opens the way to the workspace. A missing sandbox store is made again from the lockfile.
    pub(super) async fn reach(
        &self,
        definitions: &Definitions,
        lock: &Lock,
    ) -> Result<Arc<Client>, Failure> {
        match &definitions.spec().target {
            Target::Sandbox { unknown_recipients } => {
                let unknown_recipients = match unknown_recipients {
                    spec::UnknownRecipients::Create => sandbox::UnknownRecipients::Create,
                    spec::UnknownRecipients::Ignore => sandbox::UnknownRecipients::Ignore,
                };
                let settings = Settings { unknown_recipients, ..Settings::default() };
                self.open_sandbox(definitions, settings, lock).await
            }
            Target::Endpoint { url, api_key_env, .. } => {
                let client = live(definitions.rehearsal.clone(), url, api_key_env)?;
                Ok(Arc::new(self.tuned(client)))
            }
        }
    }

    /// The client with the patience that was asked for, telling what was asked for.
    fn tuned(&self, client: Client) -> Client {
        let patience = Patience::default();
        let budget = self.global.max_wait.unwrap_or(patience.budget);
        let client = client.with_patience(Patience { budget, ..patience });
        match hear::listener(&self.global) {
            Some(listener) => client.heard_by(listener),
            None => client,
        }
    }

    async fn open_sandbox(
        &self,
        definitions: &Definitions,
        settings: Settings,
        lock: &Lock,
    ) -> Result<Arc<Client>, Failure> {
        let failed = |error: &dyn std::error::Error| {
            Failure::because(Exit::Unexpected, "could not open the sandbox", error)
        };
        let folder = self.make_private()?;
        let workspace = &definitions.workspace;
        // Stands while the store is being made again, so that a crash in between is noticed.
        let unfinished = DiskJournal::at(folder.join(format!("sandbox.{workspace}.rebuilding")));
        let store = folder.join(format!("sandbox.{workspace}.sqlite"));
        if !store.exists() {
            unfinished.append("rebuilding").map_err(|error| failed(&error))?;
        }
        let clock = Arc::new(SystemClock);
        let (transport, _fresh) =
            sandbox::open(&store, clock.clone(), settings).map_err(|error| {
                failed(&error).help(
                    "a store that is damaged can be removed: the next command makes it again from \
                     the lockfile,\nwithout what was sent and counted in it",
                )
            })?;
        let client = Client::new(Arc::new(transport), clock, FarSide::Sandbox);
        let client = Arc::new(self.tuned(client));
        if !unfinished.lines().map_err(|error| failed(&error))?.is_empty() {
            for change in plan::rebuild(lock) {
                client.perform(&change).await.map_err(unreachable)?;
            }
            unfinished.clear().map_err(|error| failed(&error))?;
        }
        Ok(client)
    }

    /// The sandbox that the environment says to use in place of a live workspace. Only whoever runs
    /// the tool can set it; a project cannot.
    pub(super) fn rehearsal(
        &mut self,
        spec: &WorkspaceSpec,
        workspace: &WorkspaceName,
    ) -> Result<Option<Endpoint>, Failure> {
        let Target::Endpoint { .. } = spec.target else { return Ok(None) };
        let Some(text) = environment::variable(REHEARSAL) else { return Ok(None) };
        let stand_in = Endpoint::on_this_machine(&text).map_err(|error| {
            Failure::because(Exit::Invalid, &format!("{REHEARSAL} cannot be used"), &error)
                .help("it is the address that `campaignctl sandbox serve` prints; without it the\nproject's endpoint is used")
        })?;
        // Also for those who want to hear less: whoever forgot about it must not believe that
        // production was reached.
        if self.reaches {
            writeln!(self.err, "{workspace} is reached at {stand_in} because {REHEARSAL} says so")?;
        }
        Ok(Some(stand_in))
    }
}

/// Whether a sandbox stands in for live workspaces.
pub(super) fn rehearsed() -> bool {
    environment::variable(REHEARSAL).is_some()
}

/// The network's way to a live workspace, or to what stands in for it.
fn live(rehearsal: Option<Endpoint>, url: &str, api_key_env: &str) -> Result<Client, Failure> {
    let key = environment::variable(api_key_env).ok_or_else(|| {
        Failure::new(Exit::Unauthorized, format!("the variable {api_key_env} is not set"))
            .help("it holds the workspace's REST API key")
    })?;
    let key = ApiKey::parse(&key).map_err(|error| {
        Failure::because(Exit::Unauthorized, &format!("{api_key_env} holds no key"), &error)
    })?;
    let allowed = environment::variable("CAMPAIGNCTL_ALLOW_ENDPOINT");
    let endpoint = match rehearsal {
        Some(stand_in) => stand_in,
        None => Endpoint::parse(url, allowed.as_deref()).map_err(|error| {
            let what = format!("the endpoint {url} cannot be used");
            Failure::because(Exit::Invalid, &what, &error).help(
                "docs/workspaces.md lists where keys go; whoever runs the tool allows another host by\n\
                 its name in CAMPAIGNCTL_ALLOW_ENDPOINT",
            )
        })?,
    };
    let transport = HttpTransport::new(endpoint, key).map_err(|error| {
        Failure::because(Exit::Unexpected, "could not prepare for the network", &error)
    })?;
    let transport = transport.hiding(environment::secrets());
    Ok(Client::new(Arc::new(transport), Arc::new(SystemClock), FarSide::Live))
}
