//! The control surface's front page: where everything is, and every call with an example.

use axum::Json;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use serde::Serialize;
use serde_json::json;

use super::Control;
use crate::html::{escape, page as html_page};

/// One call, as the front page and the README list it.
#[derive(Serialize)]
struct Call {
    method: &'static str,
    path: &'static str,
    does: &'static str,
    /// A body that works as it stands, or almost.
    #[serde(skip_serializing_if = "str::is_empty")]
    example: &'static str,
}

const fn call(method: &'static str, path: &'static str, does: &'static str, example: &'static str) -> Call {
    Call { method, path, does, example }
}

const CALLS: [Call; 26] = [
    call("GET", "/accounts", "every account on every provider; ?provider=", ""),
    call("GET", "/posts", "what was published; ?provider=, ?seeded=true for the agency's past too", ""),
    call("GET", "/links", "hosted, login and shared links that still work", ""),
    call("GET", "/requests", "everything received; ?provider=, ?method=, ?path=", ""),
    call(
        "GET",
        "/deliveries",
        "every webhook that was sent, and what its subscriber answered; ?provider=",
        "",
    ),
    call("GET", "/clock", "the sandbox's time", ""),
    call(
        "POST",
        "/clock",
        "sets it, puts it forward, stops it or lets it run; tokens, links and checkpoints follow",
        r#"{"advance_s": 86400}"#,
    ),
    call("GET", "/config", "the switches", ""),
    call(
        "POST",
        "/config",
        "turns the switches named; the others stay",
        r#"{"strict": false, "partner": true}"#,
    ),
    call(
        "POST",
        "/expire",
        "ends a session; for LinkedIn revokes the member's tokens",
        r#"{"provider": "unipile", "account": "elif-watanabe"}"#,
    ),
    call(
        "POST",
        "/restrict",
        "LinkedIn restricts a member, or with \"restricted\": false no longer",
        r#"{"account": "elif-watanabe"}"#,
    ),
    call(
        "POST",
        "/approve",
        "the owner tapped Yes in the LinkedIn app",
        r#"{"provider": "edges", "account": "hana-lindqvist"}"#,
    ),
    call(
        "POST",
        "/page-action",
        "a reader does something to a page's post, and LinkedIn's webhooks are told; \
         {\"action\", \"post\", \"person\", \"text\"?}",
        "",
    ),
    call(
        "POST",
        "/page-role",
        "a member gets a role on a LinkedIn page, or its state changes; {\"page\", \"person\", \"role\", \"state\"?}",
        r#"{"page": "northwind-talent", "person": "wei-zhang", "role": "CONTENT_ADMINISTRATOR"}"#,
    ),
    call("POST", "/consent", "the member pressed Allow: code and redirect", r#"{"person": "amara-sithole"}"#),
    call(
        "POST",
        "/fault",
        "scripts the next answers of a route",
        r#"{"provider": "linkedin", "method": "POST", "path": "/rest/posts", "reply_lost": true}"#,
    ),
    call("GET", "/faults", "scripted trouble still to come", ""),
    call("DELETE", "/faults", "forgets it", ""),
    call("POST", "/reset", "seeds again; same ports and keys", ""),
    call("GET", "/snapshot", "everything the sandbox knows, media included, as one document", ""),
    call("POST", "/restore", "goes back to such a document, of this sandbox or another", ""),
    call("GET", "/snapshots", "names of what was set aside in memory", ""),
    call("POST", "/snapshots/{name}", "sets everything aside under a name", ""),
    call("POST", "/snapshots/{name}/restore", "goes back to it", ""),
    call("DELETE", "/snapshots/{name}", "gives it up", ""),
    call("GET", "/", "this page; as JSON for a client that accepts no HTML", ""),
];

/// `GET /`.
pub async fn page(State(control): State<Control>, headers: HeaderMap) -> Response {
    let endpoints = control.hub.world().endpoints.clone();
    let accepted = headers.get(header::ACCEPT).and_then(|accept| accept.to_str().ok()).unwrap_or_default();
    if !accepted.contains("text/html") {
        return Json(json!({"endpoints": endpoints, "calls": CALLS})).into_response();
    }
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
    html_page(
        StatusCode::OK,
        "Rollcall sandbox",
        "",
        &format!(
            "<main class=wide><h1>Rollcall sandbox</h1>\
             <p><a href=\"{}/feed/\">The feed: what was published</a></p>\
             <h2>Providers</h2><table>{rows}</table><h2>Control</h2><table>{}</table></main>",
            escape(&endpoints.linkedin.www),
            CALLS.iter().map(|call| row(call, &endpoints.control)).collect::<String>(),
        ),
    )
}

fn row(call: &Call, control: &str) -> String {
    let name = if call.method == "GET" {
        format!("<a href=\"{0}\">GET {0}</a>", escape(call.path))
    } else {
        escape(&format!("{} {}", call.method, call.path))
    };
    let example = if call.example.is_empty() {
        String::new()
    } else {
        let command = format!("curl {control}{} -d '{}'", call.path, call.example);
        format!("<br><code>{}</code>", escape(&command))
    };
    format!("<tr><th>{name}<td>{}{example}</tr>", escape(call.does))
}
