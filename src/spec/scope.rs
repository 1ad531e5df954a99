//! What names mean for one campaign in one workspace.

use std::borrow::Cow;
use std::collections::BTreeMap;

use indexmap::IndexMap;
use serde_json::Value;

use crate::model::{ParamType, Timestamp, WorkspaceName};

use super::compose::{Fault, Names};
use super::names::did_you_mean;
use super::sources::Texts;
use super::workspace::{Target, WorkspaceSpec};

/// Everything that a reference may stand for.
#[derive(Clone, Copy)]
pub(super) struct Scope<'a> {
    pub(super) workspace: &'a WorkspaceName,
    pub(super) spec: &'a WorkspaceSpec,
    pub(super) params: &'a BTreeMap<String, ParamType>,
    pub(super) texts: &'a Texts,
    /// The time that expiries are judged at; `None` leaves them alone.
    pub(super) now: Option<Timestamp>,
    /// Whether the text stands where a secret may: in a webhook's URL, body and headers.
    pub(super) secrets: bool,
    /// Whether the text is sent, so that params mean something in it.
    pub(super) sent: bool,
    /// Whether anybody keeps what is resolved: where its texts came from is noted as well.
    pub(super) kept: bool,
}

impl Names for Scope<'_> {
    fn var(&self, name: &str) -> Result<Option<Cow<'_, str>>, Fault> {
        match self.spec.vars.get(name) {
            Some(Value::String(text)) => Ok(Some(Cow::Borrowed(text))),
            Some(Value::Null) => Ok(None),
            Some(other) => Ok(Some(Cow::Owned(other.to_string()))),
            None => Err(self.undefined(name)),
        }
    }

    fn param(&self, name: &str) -> Result<(), Fault> {
        if !self.sent {
            let message = "a param is known to each send only and cannot stand here";
            return Err(Fault::new("misplaced-reference", message));
        }
        if self.params.contains_key(name) {
            return Ok(());
        }
        let known = self.params.keys().map(String::as_str);
        let help = did_you_mean(name, known)
            .unwrap_or_else(|| format!("declare it: `params: {{ {name}: string }}`"));
        let fault = Fault::new("undefined-param", format!("the campaign has no param `{name}`"));
        Err(fault.help(Some(help)))
    }

    fn secret(&self, _: &str) -> Result<(), Fault> {
        if self.secrets {
            return Ok(());
        }
        let message = "a secret may stand in a webhook's URL, body and headers only";
        let help = "everybody would read it; a value that a send supplies is a param: `@{param.x}`";
        Err(Fault::new("misplaced-reference", message).help(Some(help.to_owned())))
    }

    fn text(&self, path: &str) -> Result<&str, Fault> {
        match self.texts.get(path).map(|included| &included.text) {
            Some(Ok(source)) => Ok(&source.text),
            Some(Err(why)) => {
                Err(Fault::new("included-file", format!("could not read `{path}`: {why}")))
            }
            None => Err(Fault::new("included-file", format!("`{path}` was not read"))),
        }
    }
}

impl<'a> Scope<'a> {
    /// The value of a variable with its type.
    pub(super) fn value(&self, name: &str) -> Option<&'a Value> {
        self.spec.vars.get(name).filter(|value| !value.is_null())
    }

    fn undefined(&self, name: &str) -> Fault {
        let known = self.spec.vars.keys().map(String::as_str);
        let help = if self.params.contains_key(name) {
            Some(format!("it is a param: write `@{{param.{name}}}`"))
        } else {
            Some(did_you_mean(name, known).unwrap_or_else(|| {
                format!(
                    "define it: `workspaces: {{ {}: {{ vars: {{ {name}: … }} }} }}`",
                    self.workspace
                )
            }))
        };
        let fault = Fault::new("undefined-variable", format!("there is no variable `{name}`"));
        fault.help(help)
    }

    /// The id that a name of the workspace stands for. In a sandbox that lists none, a name
    /// stands for itself, and an id is an id everywhere.
    pub(super) fn id(&self, kind: &'static str, name: &str) -> Result<String, Fault> {
        let known = self.known(kind);
        let free = known.is_empty() && matches!(self.spec.target, Target::Sandbox { .. });
        match known.get(name) {
            Some(id) => Ok(id.clone()),
            None if free || uuid::Uuid::try_parse(name).is_ok() => Ok(name.to_owned()),
            None => {
                let help = did_you_mean(name, known.keys().map(String::as_str));
                let help = help.unwrap_or_else(|| {
                    format!("add it to the workspace: `{kind}: {{ {name}: <id> }}`")
                });
                let message = format!("the workspace has no `{name}` among its `{kind}`");
                Err(Fault::new("unknown-name", message).help(Some(help)))
            }
        }
    }

    fn known(&self, kind: &str) -> &'a IndexMap<String, String> {
        match kind {
            "apps" => &self.spec.apps,
            _ => &self.spec.subscription_groups,
        }
    }
}
