//! Ctrl-C.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use super::Exit;

/// Completes when somebody presses Ctrl-C.
pub(super) async fn pressed() {
    if tokio::signal::ctrl_c().await.is_err() {
        // Without the signal there is nothing to wait for, ever.
        std::future::pending::<()>().await;
    }
}

/// Becomes true when somebody presses Ctrl-C. The second time ends the process at once.
#[expect(clippy::exit, reason = "whoever asks twice does not want to wait for what is in hand")]
pub(super) fn asked_to_stop() -> Arc<AtomicBool> {
    let asked = Arc::new(AtomicBool::new(false));
    let flag = Arc::clone(&asked);
    tokio::spawn(async move {
        pressed().await;
        flag.store(true, Ordering::Relaxed);
        pressed().await;
        std::process::exit(Exit::Interrupted as i32);
    });
    asked
}
