//! Looks at one workspace, thing by thing.

use super::judge::{self, Found, lacking, not_checked, ok, problem, warning};
use crate::braze::{Client, PERMISSIONS, Permission};
use crate::cli::open::{self, Definitions, Record};
use crate::cli::{Exit, Failure, validate::count};
use crate::output::doctor::{Check, State};
use crate::port::{Method, Workspace as _, WorkspaceError};
use crate::spec::{Proof, Target};

/// What was found so far.
#[derive(Default)]
pub(super) struct Examination {
    pub(super) checks: Vec<Check>,
    /// What each problem means for the command.
    pub(super) ends: Vec<Exit>,
}

impl Examination {
    /// Everything, in the order in which one thing needs the other.
    pub(super) async fn look(
        &mut self,
        client: &Client,
        definitions: &Definitions,
        record: &Record,
    ) {
        if !self.key(client).await {
            return;
        }
        self.found("clock", judge::clock(client.ahead()));
        let may_write = !definitions.is_live() && client.is_sandbox().await;
        for permission in PERMISSIONS {
            // Nothing is copied where there is nothing to copy.
            let idle =
                permission.name == "campaigns.duplicate" && definitions.spec().templates.is_empty();
            if !idle {
                self.permission(client, permission, may_write).await;
            }
        }
        self.proof(client, definitions, record).await;
        for template in &definitions.spec().templates {
            match client.campaign(&template.campaign_id).await {
                Ok(campaign) => {
                    self.found("template", judge::template(template, campaign.as_ref()));
                }
                Err(error) => self.unanswered("template", &error),
            }
        }
        self.segments(client, definitions).await;
        self.subscription_groups(client, definitions).await;
        if let Target::Endpoint { .. } = definitions.spec().target {
            for (name, id) in &definitions.spec().apps {
                self.found("app", judge::app(name, id));
            }
        }
        self.lockfile(client, record).await;
    }

    /// Something that a command would have ended with.
    pub(super) fn failed(&mut self, check: &str, exit: Exit, failure: &Failure) {
        self.ends.push(exit);
        self.checks.push(Check {
            check: check.to_owned(),
            state: State::Problem,
            message: failure.to_string(),
            help: failure.help.clone(),
        });
    }

    fn found(&mut self, check: &str, (state, message, help): Found) {
        if state == State::Problem {
            self.ends.push(Exit::Invalid);
        }
        self.checks.push(Check { check: check.to_owned(), state, message, help });
    }

    /// The workspace did not answer a question.
    fn unanswered(&mut self, check: &str, error: &WorkspaceError) {
        if matches!(error, WorkspaceError::Unauthorized(_)) && check != "key" {
            // The permission that is missing has a line of its own.
            return self.found(check, not_checked("the key may not ask for it"));
        }
        let failure = open::unreachable(error.clone());
        self.failed(check, failure.exit, &failure);
    }

    /// Whether the key opens anything: one that lacks a permission is no key that nobody knows.
    async fn key(&mut self, client: &Client) -> bool {
        for permission in PERMISSIONS.iter().filter(|one| one.method == Method::Get) {
            match client.may(permission).await {
                Ok(true) => {
                    self.found("key", ok("it is accepted"));
                    return true;
                }
                Ok(false) => {}
                Err(error) => {
                    self.unanswered("key", &error);
                    return false;
                }
            }
        }
        match client.observe().await {
            Err(error) => self.unanswered("key", &error),
            Ok(_) => self.found("key", ok("it is accepted")),
        }
        false
    }

    async fn permission(&mut self, client: &Client, permission: &Permission, may_write: bool) {
        let Permission { name, method, needed_by, .. } = permission;
        if *method != Method::Get && !may_write {
            let message = format!("{name} ({needed_by}): trying it could change something");
            return self.found("permission", not_checked(message));
        }
        match client.may(permission).await {
            Ok(true) => self.found("permission", ok(*name)),
            Ok(false) => {
                let (message, help) = lacking(permission);
                // Without these two there is nothing to work with.
                let state = match *name {
                    "campaigns.list" | "campaigns.details" => {
                        self.ends.push(Exit::Unauthorized);
                        State::Problem
                    }
                    _ => State::Warning,
                };
                let (check, help) = ("permission".to_owned(), Some(help.to_owned()));
                self.checks.push(Check { check, state, message, help });
            }
            Err(error) => self.unanswered("permission", &error),
        }
    }

    /// Something that only the right workspace knows.
    async fn proof(&mut self, client: &Client, definitions: &Definitions, record: &Record) {
        let has_ids = record.lock().campaigns.values().any(|entry| entry.campaign_id.is_some());
        let answer = match &definitions.spec().proof {
            None if !definitions.is_live() || has_ids => return,
            None => {
                let help = "name a segment or a campaign of this workspace under `proof`, so that the first\n\
                            apply knows where it is";
                return self.found(
                    "proof",
                    warning("there is none, and the lockfile has no id yet", help),
                );
            }
            Some(Proof::Segment(id)) => {
                client.knows_segment(id).await.map(|known| (format!("segment {id}"), known))
            }
            Some(Proof::Campaign(id)) => {
                let campaign = client.campaign(id).await;
                campaign.map(|campaign| (format!("campaign {id}"), campaign.is_some()))
            }
        };
        match answer {
            Ok((what, true)) => self.found("proof", ok(format!("{what} is there"))),
            Ok((what, false)) => {
                let help = "the key is of another workspace, or the `proof` is";
                self.found("proof", problem(format!("{what} is not there"), help));
            }
            Err(error) => self.unanswered("proof", &error),
        }
    }

    async fn segments(&mut self, client: &Client, definitions: &Definitions) {
        let named = &definitions.spec().segments;
        if named.is_empty() {
            return;
        }
        match client.segments().await {
            Ok(there) => {
                for (name, id) in named {
                    self.found("segment", judge::segment(name, id, &there));
                }
            }
            Err(error) => self.unanswered("segment", &error),
        }
    }

    async fn subscription_groups(&mut self, client: &Client, definitions: &Definitions) {
        for (name, id) in &definitions.spec().subscription_groups {
            let found = match client.knows_subscription_group(id).await {
                Ok(true) => ok(name),
                Ok(false) => problem(
                    format!("{name}: the workspace does not know {id}"),
                    "correct it under `subscription_groups`; the dashboard shows the ids",
                ),
                Err(error) => {
                    self.unanswered("subscription_group", &error);
                    continue;
                }
            };
            self.found("subscription_group", found);
        }
    }

    /// Every id of the lockfile, in the workspace.
    async fn lockfile(&mut self, client: &Client, record: &Record) {
        let active = record.lock().campaigns.iter().filter(|(_, entry)| !entry.retired);
        let with_id: Vec<_> = active.filter(|(_, entry)| entry.campaign_id.is_some()).collect();
        if with_id.is_empty() {
            return self.found("lockfile", ok("it has no ids yet"));
        }
        let observed = match client.observe().await {
            Ok(observed) => observed.campaigns.unwrap_or_default(),
            Err(error) => return self.unanswered("lockfile", &error),
        };
        let before = self.checks.len();
        for (key, entry) in &with_id {
            let there = entry.campaign_id.as_ref().and_then(|id| observed.get(id));
            for found in judge::ids(key, entry, there) {
                self.found("lockfile", found);
            }
        }
        if self.checks.len() == before {
            let campaigns = count(with_id.len(), "campaign");
            self.found("lockfile", ok(format!("every id of {campaigns} is there")));
        }
    }
}
