//! The router behind a socket, for clients of every manner.

use std::convert::Infallible;
use std::io;
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::extract::Request;
use axum::response::Response;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{Notify, Semaphore, watch};
use tower::ServiceExt as _;

use super::answer::HungUp;
use super::guard::{Hosts, guarded};
use super::router::{Sandbox, router};

/// How long answers that are under way are waited for at the end.
const FAREWELL: Duration = Duration::from_secs(2);
/// How long nobody is accepted when the machine has no more connections to give.
const PAUSE: Duration = Duration::from_millis(100);

/// How a sandbox is served.
#[derive(Clone, Debug)]
pub struct Server {
    pub hosts: Hosts,
    /// How long a client may take to say a request's head, and how long its body.
    pub patience: Duration,
    /// More than so many at once wait for one to end.
    pub connections: usize,
}

impl Default for Server {
    fn default() -> Self {
        Self { hosts: Hosts::default(), patience: Duration::from_secs(30), connections: 1_000 }
    }
}

/// Who asks.
#[derive(Clone, Copy, Debug)]
pub(super) struct Caller {
    pub(super) address: IpAddr,
    /// For a request's body; none: without a hurry.
    pub(super) patience: Option<Duration>,
}

impl Server {
    /// Answers over HTTP until `end`; then waits a moment for what is under way.
    ///
    /// # Errors
    /// When the listener has none.
    pub async fn serve(
        self,
        listener: TcpListener,
        sandbox: Arc<Sandbox>,
        end: impl Future<Output = ()> + Send + 'static,
    ) -> io::Result<()> {
        let router = guarded(router(sandbox), self.hosts.clone());
        let room = Arc::new(Semaphore::new(self.connections));
        let (ending, ended) = watch::channel(());
        tokio::pin!(end);
        loop {
            let permit = Arc::clone(&room).acquire_owned();
            let accepted = async { (permit.await, listener.accept().await) };
            let (permit, accepted) = tokio::select! {
                accepted = accepted => accepted,
                () = &mut end => break,
            };
            let Ok((stream, address)) = accepted else {
                tokio::time::sleep(PAUSE).await;
                continue;
            };
            let caller = Caller { address: address_of(address), patience: Some(self.patience) };
            let (router, ended) = (router.clone(), ended.clone());
            let patience = self.patience;
            tokio::spawn(async move {
                converse(stream, caller, patience, router, ended).await;
                drop(permit);
            });
        }
        drop((listener, ended));
        // Whoever is asked to end has nobody to tell when all are gone.
        let _told = ending.send(());
        // Late ones are left behind.
        let _gone = tokio::time::timeout(FAREWELL, ending.closed()).await;
        Ok(())
    }
}

/// An IPv4 address in its own form, however it came.
fn address_of(address: SocketAddr) -> IpAddr {
    address.ip().to_canonical()
}

/// One connection, until it closes, is cut, or all is to end.
async fn converse(
    stream: TcpStream,
    caller: Caller,
    patience: Duration,
    router: Router,
    mut ended: watch::Receiver<()>,
) {
    let cut = Notify::new();
    let answer = |mut request: hyper::Request<Incoming>| {
        request.extensions_mut().insert(caller);
        answer(router.clone(), request.map(axum::body::Body::new), &cut)
    };
    let mut http = http1::Builder::new();
    http.timer(TokioTimer::new()).header_read_timeout(patience);
    let connection = http.serve_connection(TokioIo::new(stream), service_fn(answer));
    tokio::pin!(connection);
    let mut ending = false;
    loop {
        tokio::select! {
            // What a client does wrong ends its connection, and nobody else's.
            _closed = &mut connection => return,
            () = cut.notified() => return,
            _told = ended.changed(), if !ending => {
                ending = true;
                connection.as_mut().graceful_shutdown();
            }
        }
    }
}

/// The answer; none, where the connection is to be cut.
async fn answer(router: Router, request: Request, cut: &Notify) -> Result<Response, Infallible> {
    let response = router.oneshot(request).await?;
    if response.extensions().get::<HungUp>().is_some() {
        cut.notify_one();
        std::future::pending::<()>().await;
    }
    Ok(response)
}
