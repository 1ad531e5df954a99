//! A request without its recipients, made ready to be filled in many times.

use std::collections::{BTreeMap, BTreeSet};

use bytes::Bytes;
use serde_json::{Map, Value, json};

use super::RenderError;
use super::compile::{Chunk, Name, compile};
use super::error::nearest;
use super::place::Hole;
use super::value;
use crate::model::{ParamType, Params, RecipientId, SendHeader, SplitPart};

/// The value of a secret by its name.
pub type SecretSource<'a> = dyn Fn(&str) -> Option<String> + Sync + 'a;

/// The body of `/messages/send` without recipients ("Send messages immediately"); params and
/// secrets are references in it.
#[derive(Clone, Debug)]
pub struct Template {
    request: Value,
    declared: BTreeMap<String, ParamType>,
    parts: Vec<SplitPart>,
    chunks: Vec<Chunk>,
    /// The params that are used, each with its strictest place: rows are judged by the million.
    used: BTreeMap<String, Hole>,
}

impl Template {
    pub(super) fn new(
        request: Value,
        declared: BTreeMap<String, ParamType>,
        parts: Vec<SplitPart>,
    ) -> Result<Self, RenderError> {
        let chunks = compile(&request, &declared)?;
        let used = used(&chunks);
        Ok(Self { request, declared, parts, chunks, used })
    }

    /// The template that a send was begun with.
    ///
    /// # Errors
    /// When the recorded request is none.
    pub fn frozen(header: &SendHeader) -> Result<Self, RenderError> {
        Self::new(header.body.clone(), header.param_types.clone(), header.messages.clone())
    }

    /// The same for those users only whom a connected audience includes ("Connected audience").
    /// A `broadcast` is for all of them, without a list.
    ///
    /// # Errors
    /// When the recorded request is none.
    pub fn targeted(self, audience: &Value, broadcast: bool) -> Result<Self, RenderError> {
        let Self { request, declared, parts, .. } = self;
        let Value::Object(fields) = request else {
            return Err(RenderError::Frozen("it is not an object"));
        };
        let mut targeted = Map::new();
        if broadcast {
            targeted.insert("broadcast".to_owned(), true.into());
        }
        targeted.insert("audience".to_owned(), audience.clone());
        targeted.extend(fields);
        Self::new(Value::Object(targeted), declared, parts)
    }

    /// The connected audience that the request is for, if it has one.
    pub fn audience(&self) -> Option<&Value> {
        self.request.get("audience")
    }

    /// Whether Braze chooses the recipients.
    pub fn is_broadcast(&self) -> bool {
        self.request.get("broadcast") == Some(&Value::Bool(true))
    }

    /// The request with its references, as a ledger keeps it.
    pub fn request(&self) -> &Value {
        &self.request
    }

    /// Every param that the campaign declares.
    pub fn declared(&self) -> &BTreeMap<String, ParamType> {
        &self.declared
    }

    /// The messages that the request carries.
    pub fn parts(&self) -> &[SplitPart] {
        &self.parts
    }

    /// The params that the request cannot do without.
    pub fn params(&self) -> BTreeMap<&str, ParamType> {
        let typed = |name: &String| self.declared.get(name).copied();
        self.used.keys().filter_map(|name| Some((name.as_str(), typed(name)?))).collect()
    }

    /// The secrets that the request cannot do without.
    pub fn secrets(&self) -> BTreeSet<&str> {
        let names = self.chunks.iter().filter_map(|chunk| match chunk {
            Chunk::Hole(Name::Secret(name), _) => Some(name.as_str()),
            Chunk::Hole(Name::Param(_), _) | Chunk::Static(_) => None,
        });
        names.collect()
    }

    /// # Errors
    /// Names all the secrets that have no value.
    pub fn check_secrets(&self, secrets: &SecretSource<'_>) -> Result<(), RenderError> {
        let missing = self.secrets().into_iter().filter(|name| secrets(name).is_none());
        let missing: Vec<_> = missing.map(str::to_owned).collect();
        if missing.is_empty() { Ok(()) } else { Err(RenderError::MissingSecrets(missing)) }
    }

    /// Whether a request can be made with these values.
    ///
    /// # Errors
    /// When one is missing, undeclared, of another type, or not fit for its place.
    pub fn check_params(&self, params: &Params) -> Result<(), RenderError> {
        self.check_given(params)?;
        for (name, hole) in &self.used {
            hole.check(name, param(params, name)?)?;
        }
        Ok(())
    }

    /// Whether these values, which need not be all, are declared and of their types.
    ///
    /// # Errors
    /// When one is not.
    pub fn check_given(&self, params: &Params) -> Result<(), RenderError> {
        for (name, value) in params {
            let declared = self.declared.get(name).ok_or_else(|| self.undeclared(name))?;
            value::check(name, *declared, value)?;
        }
        Ok(())
    }

    /// The error for a param that the campaign does not declare.
    fn undeclared(&self, name: &str) -> RenderError {
        let known = self.declared.keys().map(String::as_str);
        RenderError::Undeclared { param: name.to_owned(), suggestion: nearest(name, known) }
    }

    /// The request without recipients: these values filled in, the others still references.
    ///
    /// # Errors
    /// When a value is undeclared, of another type, or not fit for its place.
    pub fn filled(&self, params: &Params) -> Result<Value, RenderError> {
        self.check_given(params)?;
        let mut body = vec![b'{'];
        for chunk in &self.chunks {
            match chunk {
                Chunk::Static(bytes) => body.extend_from_slice(bytes),
                Chunk::Hole(Name::Param(name), hole) => match params.get(name) {
                    Some(value) => hole.fill(name, value, &mut body)?,
                    None => hole.leave(&format!("@{{param.{name}}}"), &mut body),
                },
                Chunk::Hole(Name::Secret(name), hole) => {
                    hole.leave(&format!("@{{secret.{name}}}"), &mut body);
                }
            }
        }
        serde_json::from_slice(&body).map_err(|_| RenderError::Frozen("it is no JSON"))
    }

    /// One complete request.
    ///
    /// # Errors
    /// When a value is missing, wrong or not fit for its place, or there are too many recipients;
    /// a broadcast has none.
    pub fn body(
        &self,
        recipients: &[RecipientId],
        params: &Params,
        secrets: &SecretSource<'_>,
    ) -> Result<Bytes, RenderError> {
        let listed = (1..=RecipientId::MAX_PER_REQUEST).contains(&recipients.len());
        if listed == self.is_broadcast() || (!listed && !recipients.is_empty()) {
            return Err(RenderError::Recipients(recipients.len()));
        }
        self.check_params(params)?;
        let mut body = vec![b'{'];
        push_recipients(&mut body, recipients);
        for chunk in &self.chunks {
            match chunk {
                Chunk::Static(bytes) => body.extend_from_slice(bytes),
                Chunk::Hole(Name::Param(name), hole) => {
                    hole.fill(name, param(params, name)?, &mut body)?;
                }
                Chunk::Hole(Name::Secret(name), hole) => {
                    let missing = || RenderError::MissingSecrets(vec![name.clone()]);
                    let value = Value::String(secrets(name).ok_or_else(missing)?);
                    hole.fill(name, &value, &mut body)?;
                }
            }
        }
        Ok(body.into())
    }
}

fn used(chunks: &[Chunk]) -> BTreeMap<String, Hole> {
    let mut used: BTreeMap<String, Hole> = BTreeMap::new();
    for chunk in chunks {
        let Chunk::Hole(Name::Param(name), hole) = chunk else { continue };
        let known = used.entry(name.clone()).or_insert_with(|| hole.clone());
        if hole.is_strict() {
            hole.clone_into(known);
        }
    }
    used
}

fn param<'a>(params: &'a Params, name: &str) -> Result<&'a Value, RenderError> {
    params.get(name).ok_or_else(|| RenderError::Missing { param: name.to_owned() })
}

fn push_recipients(body: &mut Vec<u8>, recipients: &[RecipientId]) {
    let ids = recipients.iter().filter_map(|recipient| match recipient {
        RecipientId::External(id) => Some(id.as_str()),
        RecipientId::Alias { .. } => None,
    });
    let aliases = recipients.iter().filter(|id| matches!(id, RecipientId::Alias { .. }));
    let lists = [
        ("external_user_ids", json!(ids.collect::<Vec<_>>())),
        ("user_aliases", json!(aliases.collect::<Vec<_>>())),
    ];
    for (name, list) in lists {
        if list.as_array().is_some_and(|list| !list.is_empty()) {
            body.extend_from_slice(format!("\"{name}\":{list},").as_bytes());
        }
    }
}
