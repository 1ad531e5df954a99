//! What the workspace moved, and nothing else of a plan.

use super::{Mover, NoticeKind, Plan};

impl Plan {
    /// Keeps what somebody did in the dashboard, also where the definitions moved as well.
    #[must_use]
    pub fn drift(mut self) -> Self {
        self.operations.retain(|operation| operation.by != Mover::You);
        self.notices.retain(|notice| notice.kind != NoticeKind::Partial);
        self.gates.clear();
        // What would be retired is the definitions' move, and is left out.
        self.limited = false;
        self.unchanged = self.campaigns.saturating_sub(self.busy().len());
        self
    }
}
