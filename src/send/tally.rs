//! Counts what a run has done.

use crate::model::{BatchNumber, Outcome, Remark, RemarkKind};
use crate::send::Progress;

/// How many remarks of the workspace are kept.
const MOST_REMARKS: usize = 10;

#[derive(Default)]
pub(super) struct Tally {
    pub(super) progress: Progress,
    pub(super) remarks: Vec<Remark>,
    /// How many requests were refused since one was accepted.
    pub(super) refused_in_a_row: u32,
    /// How many requests were limited since one was answered.
    pub(super) limited_in_a_row: u32,
    pub(super) any_accepted: bool,
}

impl Tally {
    pub(super) fn count(&mut self, batch: BatchNumber, recipients: u64, outcome: &Outcome) {
        self.limited_in_a_row = 0;
        match outcome {
            Outcome::Accepted { minor_errors, .. } => {
                self.progress.accepted += recipients;
                self.refused_in_a_row = 0;
                self.any_accepted = true;
                for message in minor_errors {
                    self.remark(batch, RemarkKind::Minor, message);
                }
            }
            Outcome::Refused { status, message } => {
                self.progress.refused += recipients;
                self.refused_in_a_row += 1;
                self.remark(batch, RemarkKind::Refused, &format!("{status} {message}"));
            }
            Outcome::Unknown { reason } => {
                self.progress.unknown += recipients;
                self.remark(batch, RemarkKind::Unknown, reason);
            }
        }
    }

    /// A batch that an earlier run had settled.
    pub(super) fn found(&mut self, recipients: u64, outcome: &Outcome) {
        self.progress.before += recipients;
        self.any_accepted |= matches!(outcome, Outcome::Accepted { .. });
    }

    fn remark(&mut self, batch: BatchNumber, kind: RemarkKind, message: &str) {
        if self.remarks.len() < MOST_REMARKS {
            self.remarks.push(Remark { batch, kind, message: message.to_owned() });
        }
    }
}
