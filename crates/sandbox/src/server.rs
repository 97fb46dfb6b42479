//! Binds the ports, serves each router on its own, and stops them all together.

use std::io::ErrorKind;
use std::net::Ipv4Addr;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::http::Uri;
use axum::http::uri::PathAndQuery;
use hyper::body::Incoming;
use hyper_util::rt::TokioIo;
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;
use tower::ServiceExt as _;

use crate::control::Control;
use crate::endpoints::{Endpoints, Origins};
use crate::gate::{AskedPath, Origin, ReplyLost, gated};
use crate::options::{Options, Ports};
use crate::world::{Hub, Snapshot, UnreadableSnapshot, World};
use crate::{control, edges, linkedin, postman, seed, unipile, zernio};

/// What a connection gets to finish its answer when the sandbox stops.
const LAST_WORDS: Duration = Duration::from_millis(500);

/// A running sandbox. Dropping it stops it at once; [`Sandbox::stop`] also waits for its tasks.
pub struct Sandbox {
    endpoints: Endpoints,
    control: Control,
    stop: CancellationToken,
    servers: JoinSet<()>,
}

impl Sandbox {
    /// Starts every server with a freshly seeded world.
    ///
    /// # Errors
    ///
    /// When a port cannot be bound.
    pub async fn start(options: Options) -> std::io::Result<Self> {
        let bound = Bound::at(options.ports).await?;
        let endpoints = seed::endpoints(&options, bound.origins()?);
        let world = World::seeded(options, endpoints);
        Ok(Self::serve(bound, world))
    }

    /// Starts every server with the world of a snapshot, and with the keys of the sandbox it was
    /// taken from. Addresses that sandbox handed out follow the new ports.
    ///
    /// # Errors
    ///
    /// When another version of the sandbox wrote the snapshot, or a port cannot be bound.
    pub async fn restored(snapshot: Snapshot, ports: Ports) -> std::io::Result<Self> {
        let unreadable = |wrong: UnreadableSnapshot| std::io::Error::new(ErrorKind::InvalidData, wrong);
        let options = snapshot.options().map_err(unreadable)?;
        let bound = Bound::at(ports).await?;
        let endpoints = snapshot.keys().map_err(unreadable)?.at(bound.origins()?);
        let world = snapshot.world(&endpoints).map_err(unreadable)?;
        Ok(Self::serve(bound, World { options: Options { ports, ..options }, ..world }))
    }

    fn serve(bound: Bound, world: World) -> Self {
        let endpoints = world.endpoints.clone();
        let hub = Arc::new(Hub::new(world));
        let control = Control::new(Arc::clone(&hub));
        let stop = CancellationToken::new();
        let mut servers = JoinSet::new();
        for (listener, router, from) in [
            (bound.linkedin_www, linkedin::www(), Origin::LinkedInWww),
            (bound.linkedin_api, linkedin::api(&hub), Origin::LinkedInApi),
            (bound.unipile, unipile::router(), Origin::Unipile),
            (bound.edges, edges::router(), Origin::Edges),
            (bound.zernio, zernio::router(), Origin::Zernio),
        ] {
            let router = gated(router, from, &hub);
            servers.spawn(serve(listener, router, stop.clone()));
        }
        servers.spawn(postman::deliver(hub, stop.clone()));
        let router = control::router().with_state(control.clone());
        servers.spawn(serve(bound.control, router, stop.clone()));
        Self { endpoints, control, stop, servers }
    }

    /// Where it listens and which keys it accepts.
    #[must_use]
    pub fn endpoints(&self) -> &Endpoints {
        &self.endpoints
    }

    /// What the control port does, without HTTP.
    #[must_use]
    pub fn control(&self) -> Control {
        self.control.clone()
    }

    /// Closes every connection and waits until the servers are gone.
    pub async fn stop(mut self) {
        self.stop.cancel();
        while self.servers.join_next().await.is_some() {}
    }
}

/// Every port, taken.
struct Bound {
    linkedin_www: TcpListener,
    linkedin_api: TcpListener,
    unipile: TcpListener,
    edges: TcpListener,
    zernio: TcpListener,
    control: TcpListener,
}

impl Bound {
    async fn at(ports: Ports) -> std::io::Result<Self> {
        Ok(Self {
            linkedin_www: bind(ports.linkedin_www).await?,
            linkedin_api: bind(ports.linkedin_api).await?,
            unipile: bind(ports.unipile).await?,
            edges: bind(ports.edges).await?,
            zernio: bind(ports.zernio).await?,
            control: bind(ports.control).await?,
        })
    }

    fn origins(&self) -> std::io::Result<Origins> {
        Ok(Origins {
            www: origin(&self.linkedin_www)?,
            api: origin(&self.linkedin_api)?,
            unipile: origin(&self.unipile)?,
            edges: origin(&self.edges)?,
            zernio: origin(&self.zernio)?,
            control: origin(&self.control)?,
        })
    }
}

async fn bind(port: u16) -> std::io::Result<TcpListener> {
    TcpListener::bind((Ipv4Addr::LOCALHOST, port)).await.map_err(|wrong| {
        std::io::Error::new(wrong.kind(), format!("Port {port} on 127.0.0.1 is not free: {wrong}"))
    })
}

fn origin(listener: &TcpListener) -> std::io::Result<String> {
    Ok(format!("http://{}", listener.local_addr()?))
}

async fn serve(listener: TcpListener, router: Router, stop: CancellationToken) {
    let mut connections = JoinSet::new();
    loop {
        tokio::select! {
            () = stop.cancelled() => break,
            Some(_) = connections.join_next() => {}
            accepted = listener.accept() => if let Ok((stream, _)) = accepted {
                connections.spawn(converse(stream, router.clone(), stop.clone()));
            },
        }
    }
    while connections.join_next().await.is_some() {}
}

/// Serves one connection. A lost reply is an error to hyper, which then hangs up without a byte.
async fn converse(stream: TcpStream, router: Router, stop: CancellationToken) {
    // A refusal only costs speed.
    let _ = stream.set_nodelay(true);
    let service = hyper::service::service_fn(move |request: hyper::Request<Incoming>| {
        let router = router.clone();
        async move {
            let mut request = request.map(Body::new);
            let asked = request.uri().path().to_owned();
            if let Some(uri) = without_trailing_slash(request.uri()) {
                *request.uri_mut() = uri;
            }
            request.extensions_mut().insert(AskedPath(asked));
            let response = match router.oneshot(request).await {
                Ok(response) => response,
                Err(never) => match never {},
            };
            if response.extensions().get::<ReplyLost>().is_some() {
                return Err(std::io::Error::other("the reply is lost on purpose"));
            }
            Ok(response)
        }
    });
    let connection =
        hyper::server::conn::http1::Builder::new().serve_connection(TokioIo::new(stream), service);
    let mut connection = std::pin::pin!(connection);
    // How the conversation ended concerns the client only.
    tokio::select! {
        _ = connection.as_mut() => {}
        () = stop.cancelled() => {
            // An answer under way is finished; one that takes its time on purpose is not waited for.
            connection.as_mut().graceful_shutdown();
            let _ = tokio::time::timeout(LAST_WORDS, connection).await;
        }
    }
}

/// Clients differ on the last slash and do not follow redirects: both forms reach one route.
fn without_trailing_slash(uri: &Uri) -> Option<Uri> {
    let path = uri.path();
    let shorter = path.strip_suffix('/').filter(|path| !path.is_empty())?;
    let path_and_query = match uri.query() {
        Some(query) => format!("{shorter}?{query}"),
        None => shorter.to_owned(),
    };
    let mut parts = uri.clone().into_parts();
    parts.path_and_query = Some(PathAndQuery::try_from(path_and_query).ok()?);
    Uri::from_parts(parts).ok()
}
