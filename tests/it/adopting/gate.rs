//! A way to a sandbox that ends at a call of the test's choice.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, mpsc};

use axum::body::{Body, Bytes};
use axum::extract::State;
use axum::http::{Method, StatusCode, Uri, header};
use axum::response::Response;

/// What happens at that call and at each after it.
#[derive(Clone, Copy, PartialEq)]
pub(super) enum Then {
    /// It is never answered.
    Silence,
    /// The far side is broken.
    Broken,
}

pub(super) struct Gate {
    pub(super) url: String,
    inner: Arc<Inner>,
    reached: mpsc::Receiver<()>,
    _runtime: tokio::runtime::Runtime,
}

struct Inner {
    to: String,
    client: reqwest::Client,
    left: AtomicUsize,
    then: Mutex<Then>,
    tell: Mutex<mpsc::Sender<()>>,
}

impl Gate {
    pub(super) fn to(url: &str) -> Self {
        let _installed = rustls::crypto::ring::default_provider().install_default();
        let (tell, reached) = mpsc::channel();
        let inner = Arc::new(Inner {
            to: url.to_owned(),
            client: reqwest::Client::builder().no_proxy().build().unwrap(),
            left: AtomicUsize::new(usize::MAX),
            then: Mutex::new(Then::Broken),
            tell: Mutex::new(tell),
        });
        let runtime = tokio::runtime::Runtime::new().unwrap();
        let listener = runtime.block_on(tokio::net::TcpListener::bind("127.0.0.1:0")).unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let router = axum::Router::new().fallback(pass).with_state(inner.clone());
        runtime.spawn(async move { axum::serve(listener, router).await });
        Self { url, inner, reached, _runtime: runtime }
    }

    /// Lets so many calls through.
    pub(super) fn after(&self, calls: usize, then: Then) {
        *self.inner.then.lock().unwrap() = then;
        while self.reached.try_recv().is_ok() {}
        self.inner.left.store(calls, Ordering::SeqCst);
    }

    pub(super) fn open(&self) {
        self.after(usize::MAX, Then::Broken);
    }

    /// Whether there was a call too many, waiting for a moment.
    pub(super) fn was_reached(&self, wait: std::time::Duration) -> bool {
        self.reached.recv_timeout(wait).is_ok()
    }
}

async fn pass(
    State(inner): State<Arc<Inner>>,
    method: Method,
    uri: Uri,
    headers: axum::http::HeaderMap,
    body: Bytes,
) -> Response {
    let fewer =
        |left: usize| (left > 0).then(|| left.saturating_sub(usize::from(left != usize::MAX)));
    if inner.left.fetch_update(Ordering::SeqCst, Ordering::SeqCst, fewer).is_err() {
        let then = *inner.then.lock().unwrap();
        // Nobody may be waiting for it any more.
        let _heard = inner.tell.lock().unwrap().send(());
        if then == Then::Silence {
            std::future::pending::<()>().await;
        }
        return answer(
            StatusCode::SERVICE_UNAVAILABLE,
            Bytes::from_static(b"{\"message\":\"no\"}"),
        );
    }
    let mut request = inner.client.request(method, format!("{}{uri}", inner.to)).body(body);
    for name in [header::AUTHORIZATION, header::CONTENT_TYPE] {
        if let Some(value) = headers.get(&name) {
            request = request.header(name, value);
        }
    }
    let answered = request.send().await.unwrap();
    let status = answered.status();
    answer(status, answered.bytes().await.unwrap())
}

fn answer(status: StatusCode, body: Bytes) -> Response {
    let mut answer = Response::new(Body::from(body));
    *answer.status_mut() = status;
    answer
        .headers_mut()
        .insert(header::CONTENT_TYPE, header::HeaderValue::from_static("application/json"));
    answer
}
