//! The frame around every page a person sees, in plain HTML without scripts.

use axum::http::StatusCode;
use axum::response::{Html, IntoResponse as _, Response};

const STYLE: &str = include_str!("page.css");

/// Text made safe for HTML content and attribute values.
pub fn escape(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '"' => safe.push_str("&quot;"),
            '\'' => safe.push_str("&#39;"),
            other => safe.push(other),
        }
    }
    safe
}

/// A narrow page with one thing to do. `body` is HTML already.
pub fn card(status: StatusCode, brand: &str, title: &str, body: &str) -> Response {
    page(
        status,
        title,
        "",
        &format!(
            "<main class=card><p class=brand>{}</p><h1>{}</h1>{body}</main>",
            escape(brand),
            escape(title)
        ),
    )
}

/// A narrow page that asks `address` again by itself every few seconds.
pub fn waiting_card(address: &str, brand: &str, title: &str, body: &str) -> Response {
    page(
        StatusCode::OK,
        title,
        &format!("<meta http-equiv=refresh content=\"3; url={}\">", escape(address)),
        &format!(
            "<main class=card><p class=brand>{}</p><h1>{}</h1>{body}</main>",
            escape(brand),
            escape(title)
        ),
    )
}

/// A whole page. `head` and `body` are HTML already.
pub fn page(status: StatusCode, title: &str, head: &str, body: &str) -> Response {
    let html = format!(
        "<!doctype html><html lang=en><head><meta charset=utf-8><title>{}</title>\
         <meta name=viewport content=\"width=device-width\">{head}<style>{STYLE}</style></head>\
         <body><p class=banner>Sandbox. Nothing here leaves this computer.</p>{body}</body></html>",
        escape(title)
    );
    (status, Html(html)).into_response()
}
