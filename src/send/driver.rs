//! Drives a send: claim, deliver, settle.
//!
//! A claim is durable before its request is made and its outcome right after, and claims without an
//! outcome are never more than requests in flight. So a crash at any moment leaves at most those in
//! doubt, and doubt is never resolved by sending again.

mod error;
mod feed;
mod run;

use std::future::Future;
use std::pin::pin;
use std::time::Duration;

use futures_util::FutureExt as _;

pub use self::error::{SendError, agree};
use self::feed::Feed;
use self::run::Run;
use crate::model::{SendHeader, SendStatus};
use crate::port::{Clock, Ledger, Messenger, Opened};
use crate::render::{SecretSource, Template};
use crate::send::{Audience, Ended, Progress, Summary, Terms};

/// The world, as far as a send needs it.
#[derive(Clone, Copy)]
pub struct Ports<'a> {
    pub ledger: &'a dyn Ledger,
    pub messenger: &'a dyn Messenger,
    pub clock: &'a dyn Clock,
}

#[derive(Clone, Debug)]
pub struct Options {
    /// The most requests at a time. Until one is accepted it is one.
    pub in_flight: usize,
    /// The most that is waited in all for rate limits.
    pub patience: Duration,
    /// After so many refusals in a row the run stops.
    pub refusals: u32,
}

impl Default for Options {
    fn default() -> Self {
        Self { in_flight: 16, patience: Duration::from_secs(3_700), refusals: 5 }
    }
}

/// Begins a send or goes on with it. Requests are made from the header that the ledger has, once
/// per batch, whatever happens; batches whose outcome nobody knows are left as they are.
///
/// A broadcast has no `audience` to read: `None`.
///
/// When `interrupt` completes no more requests are made, and those in flight are awaited.
///
/// # Errors
/// When the send cannot go on: the header differs from the recorded one, the audience has changed,
/// the ledger fails. What was in flight has been awaited and settled as far as possible.
pub async fn send<'a>(
    ports: Ports<'_>,
    header: &SendHeader,
    audience: impl Into<Option<&'a Audience>>,
    secrets: &SecretSource<'_>,
    options: &Options,
    interrupt: impl Future<Output = ()>,
    progress: &mut dyn FnMut(&Progress),
) -> Result<Summary, SendError> {
    let audience = audience.into();
    let template = Template::frozen(header)?;
    let opened = open(ports, header, &template, secrets).await?;
    let resumed = opened != Opened::New;
    let frozen = match opened {
        Opened::New => header.clone(),
        Opened::Resumed(frozen) => {
            agree(&frozen, header, false)?;
            *frozen
        }
        Opened::Finished(frozen, at) => {
            agree(&frozen, header, true)?;
            let ended = Ended::FinishedBefore { at };
            let status = status(ports, header).await?;
            return Ok(Summary { header: *frozen, status, ended, resumed, remarks: Vec::new() });
        }
    };
    let terms = Terms::new(&template, &frozen.params, frozen.limit)?;
    let feed = Feed::new(audience, &terms, &frozen)?;
    let mut run = Run::new(ports, &frozen, &template, secrets, options, feed);
    let ended = run.complete(pin!(interrupt.fuse()), progress).await?;
    let remarks = run.into_remarks();
    let status = status(ports, &frozen).await?;
    Ok(Summary { header: frozen, status, ended, resumed, remarks })
}

/// A send without its secrets is not even begun; one that is finished needs none.
async fn open(
    ports: Ports<'_>,
    header: &SendHeader,
    template: &Template,
    secrets: &SecretSource<'_>,
) -> Result<Opened, SendError> {
    if let Err(missing) = template.check_secrets(secrets) {
        let known = ports.ledger.status(&header.key).await?;
        if known.is_none_or(|(_, status)| status.finished.is_none()) {
            return Err(missing.into());
        }
    }
    Ok(ports.ledger.open(header).await?)
}

async fn status(ports: Ports<'_>, header: &SendHeader) -> Result<SendStatus, SendError> {
    let known = ports.ledger.status(&header.key).await?;
    Ok(known.map(|(_, status)| status).unwrap_or_default())
}
