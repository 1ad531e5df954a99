//! The router behind a socket.

use std::io;
use std::sync::Arc;
use std::time::Duration;

use tokio::net::TcpListener;
use tokio::sync::oneshot;

use super::cut::{Cut, Door, cutting};
use super::guard::{Hosts, guarded};
use super::router::{Sandbox, router};

/// How long answers that are under way are waited for at the end.
const PATIENCE: Duration = Duration::from_secs(2);

/// Answers over HTTP until `end`; then waits a moment for what is under way.
///
/// # Errors
/// When the listener does.
pub async fn serve(
    listener: TcpListener,
    sandbox: Arc<Sandbox>,
    hosts: Hosts,
    end: impl Future<Output = ()> + Send + 'static,
) -> io::Result<()> {
    let (ended, told) = oneshot::channel();
    let end = async move {
        end.await;
        // Nobody listens any more when the server has failed.
        let _heard = ended.send(());
    };
    let router = cutting(guarded(router(sandbox), hosts));
    let router = router.into_make_service_with_connect_info::<Cut>();
    let late = async move {
        // A sender that is gone without a word is gone with the server.
        let _ended = told.await;
        tokio::time::sleep(PATIENCE).await;
    };
    tokio::select! {
        served = axum::serve(Door(listener), router).with_graceful_shutdown(end) => served,
        () = late => Ok(()),
    }
}
