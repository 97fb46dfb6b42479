//! The control surface's front page: where everything is.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;

use crate::html::{escape, page as html_page};
use crate::world::Ctx;

pub async fn page(State(hub): State<Ctx>) -> Response {
    let world = hub.world();
    let endpoints = &world.endpoints;
    let rows: String = [
        ("LinkedIn www", endpoints.linkedin.www.as_str()),
        ("LinkedIn api", endpoints.linkedin.api.as_str()),
        ("Unipile DSN", endpoints.unipile.dsn.as_str()),
        ("Edges", endpoints.edges.base_url.as_str()),
        ("Zernio", endpoints.zernio.base_url.as_str()),
    ]
    .iter()
    .map(|(name, url)| format!("<tr><th>{name}<td><a href=\"{0}\">{0}</a></tr>", escape(url)))
    .collect();
    let calls: String = [
        ("/accounts", "every account on every provider"),
        ("/posts", "what was published"),
        ("/links", "hosted, login and shared links that still work"),
        ("/requests", "everything received"),
        ("/config", "the switches"),
        ("/faults", "scripted trouble still to come"),
        ("/clock", "the sandbox's time"),
    ]
    .iter()
    .map(|(path, what)| format!("<tr><th><a href=\"{path}\">{path}</a><td>{what}</tr>"))
    .collect();
    html_page(
        StatusCode::OK,
        "Rollcall sandbox",
        "",
        &format!(
            "<main class=wide><h1>Rollcall sandbox</h1>\
             <p><a href=\"{}/feed/\">The feed: what was published</a></p>\
             <h2>Providers</h2><table>{rows}</table><h2>Control</h2><table>{calls}</table></main>",
            escape(&endpoints.linkedin.www)
        ),
    )
}
