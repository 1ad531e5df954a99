//! Reads the printed form block by block: campaigns do not depend on each other, so the blocks of a
//! large lockfile are read side by side.

use rayon::prelude::*;

use super::{Entry, Lock, LockError, bind, fields, read, text};
use crate::model::CampaignKey;

/// Below so many campaigns one thread is as fast.
const PARALLEL_FROM: usize = 256;
/// How many a thread takes at once: few, so that at the end none waits long for another.
const AT_ONCE: usize = 32;

/// `None` when the text is written in another way than [`super::print`] does.
pub(super) fn read(text: &str) -> Option<Result<Lock, LockError>> {
    let (head, body) = text.split_once("\ncampaigns:\n")?;
    let mut lock = match read::lock(text::read(head, 0)?) {
        Ok(lock) => lock,
        Err(error) => return Some(Err(error)),
    };
    let blocks = split(body)?;
    let entries: Vec<_> = if blocks.len() < PARALLEL_FROM {
        blocks.into_iter().map(entry).collect::<Option<_>>()?
    } else {
        let blocks = blocks.into_par_iter().with_max_len(AT_ONCE);
        blocks.map(entry).collect::<Option<_>>()?
    };
    let mut read: Vec<(CampaignKey, Entry)> = match entries.into_iter().collect() {
        Ok(read) => read,
        Err(error) => return Some(Err(error)),
    };
    read.sort_by(|(a, _), (b, _)| a.cmp(b));
    if let Some(twice) = read.windows(2).find(|pair| pair[0].0 == pair[1].0) {
        return Some(Err(LockError::Twice { campaign: twice[0].0.to_string() }));
    }
    lock.campaigns = read.into_iter().collect();
    Some(Ok(lock))
}

/// One text per campaign: each begins with a line that is indented by two.
fn split(body: &str) -> Option<Vec<&str>> {
    let mut blocks = Vec::new();
    let (mut begin, mut at) = (0, 0);
    let ends = memchr::memchr_iter(b'\n', body.as_bytes()).map(|end| end + 1);
    for end in ends.chain((!body.ends_with('\n')).then_some(body.len())) {
        let line = &body.as_bytes()[at..end];
        match line.iter().position(|&byte| byte != b' ') {
            Some(2) if at > 0 => {
                blocks.push(&body[begin..at]);
                begin = at;
            }
            Some(0 | 1) | None => return None,
            Some(_) => {}
        }
        at = end;
    }
    blocks.push(&body[begin..]);
    Some(blocks)
}

fn entry(block: &str) -> Option<Result<(CampaignKey, Entry), LockError>> {
    if let Some(read) = fields::campaign(block, 2) {
        return Some(Ok(read));
    }
    let mut fields = text::read(block, 2)?.into_iter();
    let (key, value) = fields.next()?;
    let wrong = |reason: String| LockError::Shape { path: format!("campaigns.{key}"), reason };
    let parsed = CampaignKey::parse(&key).map_err(|error| wrong(error.to_string()));
    Some(parsed.and_then(|parsed| {
        let mut entry = read::shape(&format!("campaigns.{key}."), value)?;
        bind::check(&parsed, &mut entry)?;
        Ok((parsed, entry))
    }))
}
