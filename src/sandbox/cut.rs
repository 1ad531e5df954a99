//! Connections that can be cut: closed without another byte of an answer.

use std::io;
use std::net::SocketAddr;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};
use std::task::{Context, Poll};

use axum::Router;
use axum::extract::connect_info::Connected;
use axum::extract::{ConnectInfo, Request};
use axum::middleware::{Next, from_fn};
use axum::response::Response;
use axum::serve::{IncomingStream, Listener};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::{TcpListener, TcpStream};

use super::answer::HungUp;

/// Accepts connections that can be cut.
pub(super) struct Door(pub(super) TcpListener);

/// Cuts one connection.
#[derive(Clone, Debug, Default)]
pub(super) struct Cut(Arc<AtomicBool>);

pub(super) struct Connection {
    stream: TcpStream,
    cut: Cut,
}

impl Listener for Door {
    type Io = Connection;
    type Addr = SocketAddr;

    async fn accept(&mut self) -> (Connection, SocketAddr) {
        // This one waits and tries again when the machine has no more connections to give.
        let (stream, address) = Listener::accept(&mut self.0).await;
        (Connection { stream, cut: Cut::default() }, address)
    }

    fn local_addr(&self) -> io::Result<SocketAddr> {
        self.0.local_addr()
    }
}

impl Connected<IncomingStream<'_, Door>> for Cut {
    fn connect_info(incoming: IncomingStream<'_, Door>) -> Self {
        incoming.io().cut.clone()
    }
}

/// Cuts the connection of a request whose answer is to be lost.
pub(super) fn cutting(router: Router) -> Router {
    router.layer(from_fn(cut))
}

async fn cut(ConnectInfo(cut): ConnectInfo<Cut>, request: Request, next: Next) -> Response {
    let response = next.run(request).await;
    if response.extensions().get::<HungUp>().is_some() {
        cut.0.store(true, Relaxed);
    }
    response
}

impl AsyncRead for Connection {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_read(context, buffer)
    }
}

impl AsyncWrite for Connection {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        if self.cut.0.load(Relaxed) {
            return Poll::Ready(Err(io::ErrorKind::ConnectionReset.into()));
        }
        Pin::new(&mut self.stream).poll_write(context, bytes)
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(context)
    }
}
