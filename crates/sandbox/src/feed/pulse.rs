//! Articles that members wrote on LinkedIn. Every address has one, so that a card can lead there; it
//! says about itself what LinkedIn's own articles do.

use axum::extract::{Path, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::Response;

use super::POLICY;
use crate::html::{escape, page};
use crate::world::Ctx;

const COVER: &[u8] = include_bytes!("cover.png");

pub async fn article(State(hub): State<Ctx>, Path(slug): Path<String>) -> Response {
    let cover = format!("{}/pulse/{slug}/cover.png", hub.world().endpoints.linkedin.www);
    let title = title(&slug);
    let about = "An article of the sandbox. Everything in it is made up.";
    let property =
        |name: &str, content: &str| format!("<meta property=\"{name}\" content=\"{}\">", escape(content));
    let head = [
        property("og:type", "article"),
        property("og:title", &title),
        property("og:description", about),
        property("og:image", &cover),
    ]
    .concat();
    let body = format!(
        "<main class=card><p class=brand>LinkedIn</p><h1>{}</h1><p>{about}</p></main>",
        escape(&title)
    );
    let mut response = page(StatusCode::OK, &format!("{title} | LinkedIn"), &head, &body);
    response.headers_mut().insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(POLICY));
    response
}

pub async fn cover() -> ([(header::HeaderName, &'static str); 1], &'static [u8]) {
    ([(header::CONTENT_TYPE, "image/png")], COVER)
}

/// `what-nurses-ask` is "What nurses ask".
fn title(slug: &str) -> String {
    let words = slug.split('-').filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ");
    let mut letters = words.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::title;

    #[test]
    fn an_article_is_called_as_its_address_says() {
        for (slug, words) in [("what-nurses-ask", "What nurses ask"), ("--élan-", "Élan"), ("", "")] {
            assert_eq!(title(slug), words);
        }
    }
}
