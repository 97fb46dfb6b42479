//! Binds the ports, serves each router on its own, and stops them all together.

use std::net::Ipv4Addr;
use std::sync::Arc;

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

use crate::endpoints::Endpoints;
use crate::gate::{AskedPath, Origin, ReplyLost, gated};
use crate::options::Options;
use crate::world::{Hub, World};
use crate::{control, edges, linkedin, postman, seed, unipile, zernio};

/// A running sandbox. Dropping it stops it at once; [`Sandbox::stop`] also waits for its tasks.
pub struct Sandbox {
    endpoints: Endpoints,
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
        let ports = options.ports;
        let www = bind(ports.linkedin_www).await?;
        let api = bind(ports.linkedin_api).await?;
        let tenant = bind(ports.unipile).await?;
        let edges_api = bind(ports.edges).await?;
        let zernio_api = bind(ports.zernio).await?;
        let controls = bind(ports.control).await?;
        let endpoints = seed::endpoints(
            &options,
            seed::Origins {
                www: origin(&www)?,
                api: origin(&api)?,
                unipile: origin(&tenant)?,
                edges: origin(&edges_api)?,
                zernio: origin(&zernio_api)?,
                control: origin(&controls)?,
            },
        );
        let hub = Arc::new(Hub::new(World::seeded(options, endpoints.clone())));

        let stop = CancellationToken::new();
        let mut servers = JoinSet::new();
        for (listener, router, from) in [
            (www, linkedin::www(), Origin::LinkedInWww),
            (api, linkedin::api(&hub), Origin::LinkedInApi),
            (tenant, unipile::router(), Origin::Unipile),
            (edges_api, edges::router(), Origin::Edges),
            (zernio_api, zernio::router(), Origin::Zernio),
        ] {
            let router = gated(router, from, &hub);
            servers.spawn(serve(listener, router, stop.clone()));
        }
        servers.spawn(postman::deliver(Arc::clone(&hub), stop.clone()));
        let router = control::router().with_state(hub);
        servers.spawn(serve(controls, router, stop.clone()));
        Ok(Self { endpoints, stop, servers })
    }

    /// Where it listens and which keys it accepts.
    #[must_use]
    pub fn endpoints(&self) -> &Endpoints {
        &self.endpoints
    }

    /// Closes every connection and waits until the servers are gone.
    pub async fn stop(mut self) {
        self.stop.cancel();
        while self.servers.join_next().await.is_some() {}
    }
}

async fn bind(port: u16) -> std::io::Result<TcpListener> {
    TcpListener::bind((Ipv4Addr::LOCALHOST, port)).await
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
                connections.spawn(converse(stream, router.clone()));
            },
        }
    }
    connections.shutdown().await;
}

/// Serves one connection. A lost reply is an error to hyper, which then hangs up without a byte.
async fn converse(stream: TcpStream, router: Router) {
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
    // How the conversation ended concerns the client only.
    let _ = hyper::server::conn::http1::Builder::new().serve_connection(TokioIo::new(stream), service).await;
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
