//! No secret comes back out of a client, not even when the provider repeats it.

use rollcall_domain::{cookies, post::Visibility, secret::Secret};
use rollcall_providers::{
    error::{ProviderError, Result},
    linkedin::{Content, NewPost},
    sign_in::{CookieSession, Credentials, Login, OwnerLink},
};
use serde_json::json;
use wiremock::{Request, ResponseTemplate};

use crate::wire::{self, KEY, TOKEN, patient, token};

const PASSWORD: &str = "pass\"word\\canary";
const LI_AT: &str = "AQEDcanaryLIAT";
const LI_A: &str = "AQJcanaryLIA";
const CODE: &str = "the-code-canary";
const APP_SECRET: &str = "app-secret-canary";

/// A provider that repeats in its refusal, in every field, whatever it was sent.
async fn parrot(status: u16) -> wiremock::MockServer {
    let server = wiremock::MockServer::start().await;
    wiremock::Mock::given(wiremock::matchers::any())
        .respond_with(move |request: &Request| {
            let sent = serde_json::from_slice::<serde_json::Value>(&request.body)
                .ok()
                .and_then(|body| body.pointer("/credentials/password")?.as_str().map(str::to_owned));
            let everything = format!(
                "You sent {KEY} {TOKEN} {LI_AT} {LI_A} {CODE} {APP_SECRET} {}",
                sent.unwrap_or_default()
            );
            let echo = json!({ "type": everything, "detail": everything, "title": everything, "message": everything,
                "code": everything, "error": everything, "error_description": everything, "error_label": everything,
                "req_id": everything, "error_ref": everything });
            ResponseTemplate::new(status).set_body_json(echo)
        })
        .mount(&server)
        .await;
    server
}

fn says_nothing(error: &ProviderError, own: &[&str]) {
    let shown = format!("{error} {error:?}");
    for secret in own {
        assert!(!shown.contains(secret), "{secret} in {shown}");
    }
    assert!(!shown.contains("http://"), "{shown}");
}

fn refused<T: std::fmt::Debug>(result: Result<T>) -> ProviderError {
    result.unwrap_err()
}

#[tokio::test]
async fn errors_hold_no_secret_even_when_the_provider_repeats_it() {
    let password =
        Login::Credentials(Credentials { username: "dana".into(), password: Secret::new(PASSWORD) });
    let session = Login::Cookies(CookieSession {
        cookies: cookies::parse(&format!("li_at={LI_AT}; li_a={LI_A}"), "").unwrap(),
        user_agent: None,
        country: None,
    });
    let post = NewPost {
        author_urn: "urn:li:person:1".into(),
        text: "Hello".into(),
        visibility: Visibility::Public,
        content: Content::None,
    };
    for status in [400, 401, 403, 418, 422, 500] {
        let server = parrot(status).await;
        let unipile = wire::unipile(&server.uri(), patient());
        says_nothing(&refused(unipile.accounts().await), &[KEY]);
        let escaped = r#"pass\"word\\canary"#;
        says_nothing(&refused(unipile.sign_in(&password, &[], None).await), &[KEY, PASSWORD, escaped]);
        says_nothing(&refused(unipile.sign_in(&session, &[], None).await), &[KEY, LI_AT, LI_A]);
        let edges = wire::edges(&server.uri());
        says_nothing(&refused(edges.sign_in("idn_1", &session).await), &[KEY, LI_AT, LI_A]);
        says_nothing(&refused(wire::zernio(&server.uri()).profiles().await), &[KEY]);
        let linkedin = wire::linkedin(&server.uri());
        says_nothing(&refused(linkedin.create_post(&token(), &post).await), &[TOKEN]);
        let (code, secret) = (Secret::new(CODE), Secret::new(APP_SECRET));
        let exchange = linkedin
            .exchange_code(&code, "http://127.0.0.1:1/", Some(&secret), None, chrono::Utc::now())
            .await;
        says_nothing(&refused(exchange), &[CODE, APP_SECRET]);
    }
}

#[tokio::test]
async fn clients_and_logins_can_be_shown_without_their_secrets() {
    let url = "http://127.0.0.1:9";
    let login = Login::Credentials(Credentials { username: "dana".into(), password: Secret::new(PASSWORD) });
    let link = OwnerLink { url: "https://app.edges.example/login?token=canary".into(), expires_at: None };
    let shown = format!(
        "{:?} {:?} {:?} {login:?} {link:?}",
        wire::unipile(url, patient()),
        wire::edges(url),
        wire::zernio(url)
    );
    for secret in [KEY, "canary"] {
        assert!(!shown.contains(secret), "{secret} in {shown}");
    }
}

#[tokio::test]
async fn a_call_without_an_answer_tells_neither_address_nor_secret() {
    let url = wire::nobody().await;
    let error = refused(wire::unipile(&url, patient()).accounts().await);
    says_nothing(&error, &[KEY, "127.0.0.1"]);
}
