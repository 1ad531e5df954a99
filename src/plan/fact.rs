//! Who moved one fact: three values, one verdict.

use super::{
    Mover,
    Mover::{Both, Dashboard, You},
};

/// What is to be done about one fact.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Verdict {
    /// All agree, or nobody manages it.
    Settled,
    /// The workspace is as wanted; only the lockfile does not know.
    Record(Mover),
    /// The workspace is to be changed.
    Push(Mover),
}

/// Compares what is wanted (`None`: unmanaged), recorded (`None`: was unmanaged) and seen (`None`:
/// nobody asked, or there is nothing to see).
pub(super) fn judge<T: PartialEq>(
    wanted: Option<&T>,
    recorded: Option<&T>,
    seen: Option<&T>,
) -> Verdict {
    let Some(wanted) = wanted else {
        return if recorded.is_some() { Verdict::Record(You) } else { Verdict::Settled };
    };
    let unchanged = recorded == Some(wanted);
    match seen {
        None if unchanged => Verdict::Settled,
        None => Verdict::Push(You),
        Some(seen) if seen == wanted && unchanged => Verdict::Settled,
        Some(seen) if seen == wanted => {
            Verdict::Record(if recorded.is_some() { Both } else { You })
        }
        Some(_) if unchanged => Verdict::Push(Dashboard),
        Some(seen) if recorded.is_none_or(|recorded| recorded == seen) => Verdict::Push(You),
        Some(_) => Verdict::Push(Both),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(wanted: &str, recorded: &str, seen: &str) -> Verdict {
        let fact = |text: &'static str| (text != "-").then_some(text);
        let leak = |text: &str| -> &'static str { String::leak(text.to_owned()) };
        judge(fact(leak(wanted)).as_ref(), fact(leak(recorded)).as_ref(), fact(leak(seen)).as_ref())
    }

    #[test]
    fn three_values_tell_who_moved() {
        assert_eq!(check("a", "a", "a"), Verdict::Settled);
        assert_eq!(check("b", "a", "a"), Verdict::Push(You));
        assert_eq!(check("a", "a", "b"), Verdict::Push(Dashboard));
        assert_eq!(check("b", "a", "c"), Verdict::Push(Both));
        assert_eq!(check("b", "a", "b"), Verdict::Record(Both));
        assert_eq!(check("b", "-", "b"), Verdict::Record(You));
        assert_eq!(check("b", "-", "a"), Verdict::Push(You));
    }

    #[test]
    fn without_a_look_everything_is_as_recorded() {
        assert_eq!(check("a", "a", "-"), Verdict::Settled);
        assert_eq!(check("b", "a", "-"), Verdict::Push(You));
        assert_eq!(check("b", "-", "-"), Verdict::Push(You));
    }

    #[test]
    fn what_is_unmanaged_is_nobodys_business() {
        assert_eq!(check("-", "-", "a"), Verdict::Settled);
        assert_eq!(check("-", "a", "b"), Verdict::Record(You));
    }
}
