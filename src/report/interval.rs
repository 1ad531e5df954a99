//! How sure a share is.

/// Where the true share lies, with 95 % confidence.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Interval {
    pub low: f64,
    pub high: f64,
}

/// The two-sided 95 % quantile of the normal distribution.
const Z: f64 = 1.959_963_984_540_054;

impl Interval {
    /// Wilson's score interval, honest for small numbers and for shares near 0 and 1. `None` where
    /// there is no share: of nothing, or of more than all.
    #[expect(clippy::cast_precision_loss, reason = "counts are far below 2^52")]
    pub fn wilson(part: u64, whole: u64) -> Option<Self> {
        if whole == 0 || part > whole {
            return None;
        }
        let (n, p) = (whole as f64, part as f64 / whole as f64);
        let shrink = 1.0 + Z * Z / n;
        let centre = (p + Z * Z / (2.0 * n)) / shrink;
        let reach = Z / shrink * (p * (1.0 - p) / n + Z * Z / (4.0 * n * n)).sqrt();
        Some(Self { low: (centre - reach).max(0.0), high: (centre + reach).min(1.0) })
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn shown(part: u64, whole: u64) -> String {
        Interval::wilson(part, whole)
            .map_or("none".to_owned(), |Interval { low, high }| format!("{low:.4} to {high:.4}"))
    }

    #[test]
    fn it_agrees_with_published_values() {
        assert_eq!(shown(81, 263), "0.2553 to 0.3662");
        assert_eq!(shown(0, 20), "0.0000 to 0.1611");
        assert_eq!(shown(1, 29), "0.0061 to 0.1718");
        assert_eq!(shown(29, 29), "0.8830 to 1.0000");
        assert_eq!(shown(0, 0), "none");
        assert_eq!(shown(3, 2), "none");
    }

    proptest! {
        #[test]
        fn the_share_lies_within(part in 0_u32..1000, rest in 0_u32..1_000_000) {
            prop_assume!(part + rest > 0);
            let share = f64::from(part) / f64::from(part + rest);
            let Interval { low, high } = Interval::wilson(part.into(), (part + rest).into()).unwrap();
            prop_assert!((0.0..=share + 1e-12).contains(&low) && (share - 1e-12..=1.0).contains(&high));
        }
    }
}
