//! A row of counts as a line of eight heights.

const HEIGHTS: [char; 8] = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];

/// One character per count, the largest full; at most `width` characters, each then the sum of
/// several. Empty when there is nothing above 0.
pub(super) fn sparkline(counts: &[u64], width: usize) -> String {
    let each = counts.len().div_ceil(width.max(1)).max(1);
    // Counted from the end, so that the last character is as many days as the others.
    let mut sums: Vec<u64> = counts.rchunks(each).map(|part| part.iter().sum()).collect();
    sums.reverse();
    let highest = sums.iter().copied().max().unwrap_or_default();
    if highest == 0 {
        return String::new();
    }
    sums.into_iter().map(|sum| height(sum, highest)).collect()
}

/// A dot for nothing, so that the least something can be told from it.
fn height(sum: u64, highest: u64) -> char {
    if sum == 0 {
        return '·';
    }
    let steps = u128::from(sum) * 8;
    let place = steps.div_ceil(u128::from(highest)).clamp(1, 8) - 1;
    HEIGHTS[usize::try_from(place).expect("at most seven")]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_largest_is_full_and_nothing_is_empty() {
        assert_eq!(sparkline(&[1, 2, 3, 4, 5, 6, 7, 8], 40), "▁▂▃▄▅▆▇█");
        assert_eq!(sparkline(&[0, 1, 1000], 40), "·▁█");
        assert_eq!(sparkline(&[0, 0], 40), "");
        assert_eq!(sparkline(&[], 40), "");
        assert_eq!(sparkline(&[u64::MAX / 2, 1], 40), "█▁");
    }

    #[test]
    fn many_days_are_put_together() {
        assert_eq!(sparkline(&[9, 1, 1, 2, 2], 3), "█▂▄");
    }
}
