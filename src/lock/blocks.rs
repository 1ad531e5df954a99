//! Reads the printed form block by block: campaigns do not depend on each other, so the blocks of a
//! large lockfile are read side by side.

use std::ops::Range;

use rayon::prelude::*;

use super::{Entry, Lock, LockError, bind, fields, read, text};
use crate::model::CampaignKey;

/// Below so many campaigns one thread is as fast.
const PARALLEL_FROM: usize = 256;
/// How many a thread takes at once: few, so that at the end none waits long for another.
const AT_ONCE: usize = 32;
/// How many bytes of lines a thread takes at once.
const STRETCH: usize = 1 << 20;

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
    let of = |stretch| begins(body, stretch);
    let begins: Option<Vec<Vec<usize>>> = match stretches(body) {
        few if few.len() < 2 => few.into_iter().map(of).collect(),
        many => many.into_par_iter().map(of).collect(),
    };
    let mut begins: Vec<usize> = begins?.into_iter().flatten().collect();
    // The first begins with the body, however far its first line is indented.
    if begins.first().is_none_or(|first| *first > 0) {
        begins.insert(0, 0);
    }
    let ends = begins.iter().skip(1).copied().chain([body.len()]);
    Some(begins.iter().zip(ends).map(|(&begin, end)| &body[begin..end]).collect())
}

/// Whole lines of a large text, to be looked at side by side.
fn stretches(body: &str) -> Vec<Range<usize>> {
    let mut stretches = Vec::new();
    let mut begin = 0;
    while begin < body.len() {
        let least = body.len().min(begin + STRETCH);
        let end = memchr::memchr(b'\n', &body.as_bytes()[least..]);
        let end = end.map_or(body.len(), |end| least + end + 1);
        stretches.push(begin..end);
        begin = end;
    }
    stretches
}

/// Where the lines begin that are indented by two. `None` when a line is indented by less, or is
/// empty.
fn begins(body: &str, stretch: Range<usize>) -> Option<Vec<usize>> {
    let mut begins = Vec::new();
    let mut at = stretch.start;
    let within = &body.as_bytes()[stretch.clone()];
    let ends = memchr::memchr_iter(b'\n', within).map(|end| stretch.start + end + 1);
    let last = (!within.ends_with(b"\n")).then_some(stretch.end);
    for end in ends.chain(last) {
        let line = &body.as_bytes()[at..end];
        match line.iter().position(|&byte| byte != b' ') {
            Some(2) => begins.push(at),
            Some(0 | 1) | None => return None,
            Some(_) => {}
        }
        at = end;
    }
    Some(begins)
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_large_text_is_split_where_campaigns_begin() {
        let block =
            |number: usize| format!("  c-{number}:\n    name: {}\n", "x".repeat(number % 700));
        let blocks: Vec<String> = (0..9_000).map(block).collect();
        let body = blocks.concat();
        assert!(body.len() > 2 * STRETCH);
        assert!(stretches(&body).len() > 2);
        assert_eq!(split(&body).unwrap(), blocks);
        assert_eq!(split(body.trim_end()).unwrap().concat(), body.trim_end());
        for line in ["c:\n", " c:\n", "\n"] {
            assert_eq!(split(&format!("{body}{line}")), None, "{line:?}");
            assert_eq!(split(&format!("{line}{body}")), None, "{line:?}");
        }
    }
}
