//! LinkedIn's official API: consent, tokens, members, pages, posts.

use std::collections::HashMap;

use rollcall_domain::{
    post::{PollDuration, Visibility},
    secret::Secret,
};
use rollcall_providers::{
    error::ErrorKind,
    linkedin::{Content, Image, Member, NewPost, Page, Pkce, new_state},
};
use serde_json::{Value, json};
use wiremock::{
    Mock, MockServer, Request, ResponseTemplate,
    matchers::{method, path, query_param},
};

use crate::wire::{self, TOKEN, always, body, header, patient, reply, requests, targets, token};

fn form(request: &Request) -> HashMap<String, String> {
    url::form_urlencoded::parse(&request.body).into_owned().collect()
}

fn now() -> rollcall_domain::Timestamp {
    wire::time("2026-11-23T09:00:00Z")
}

#[test]
fn the_consent_page_is_asked_for_with_everything_it_needs() {
    let scopes = ["openid", "profile", "w_member_social"];
    let redirect = "http://127.0.0.1:47113/callback";
    let standard = wire::linkedin("https://www.linkedin.com");
    let url = standard.authorization_url(redirect, &scopes, "st-1", Some("challenge"));
    assert_eq!(
        url.as_str(),
        "https://www.linkedin.com/oauth/v2/authorization?response_type=code&client_id=86abc\
         &redirect_uri=http%3A%2F%2F127.0.0.1%3A47113%2Fcallback&state=st-1&scope=openid%20profile%20w_member_social",
        "the standard flow knows no challenge"
    );
    let native = wire::linkedin_with("https://www.linkedin.com", patient(), true);
    let url = native.authorization_url(redirect, &scopes, "st-1", Some("challenge"));
    assert_eq!(url.path(), "/oauth/native-pkce/authorization");
    assert!(url.as_str().ends_with("&code_challenge=challenge&code_challenge_method=S256"));
}

#[test]
fn states_and_proofs_are_fresh_each_time() {
    assert_ne!(new_state(), new_state());
    let (one, other) = (Pkce::new(), Pkce::new());
    assert_ne!(one.challenge, other.challenge);
    assert!((43..=128).contains(&one.verifier.expose().len()));
}

#[tokio::test]
async fn a_code_is_exchanged_with_the_secret_in_the_body() {
    let grant = json!({ "access_token": "AQUv-granted", "expires_in": 5_184_000,
        "scope": "email,openid,profile,w_member_social", "token_type": "Bearer" });
    let server = always(reply(200, grant)).await;
    let secret = Secret::new("app-secret");
    let tokens = wire::linkedin(&server.uri())
        .exchange_code(&Secret::new("the-code"), "http://127.0.0.1:1/cb", Some(&secret), None, now())
        .await
        .unwrap();
    assert_eq!(tokens.access_token.expose(), "AQUv-granted");
    assert_eq!(tokens.expires_at, wire::time("2027-01-22T09:00:00Z"));
    assert_eq!(tokens.scopes, ["email", "openid", "profile", "w_member_social"]);
    assert!(tokens.refresh_token.is_none() && tokens.refresh_expires_at.is_none());
    let requests = requests(&server).await;
    assert_eq!(targets(&requests), ["POST /oauth/v2/accessToken"], "nothing in the query");
    assert_eq!(header(&requests[0], "content-type"), Some("application/x-www-form-urlencoded"));
    assert_eq!(header(&requests[0], "authorization"), None);
    let expected = [
        ("grant_type", "authorization_code"),
        ("code", "the-code"),
        ("client_id", "86abc"),
        ("client_secret", "app-secret"),
        ("redirect_uri", "http://127.0.0.1:1/cb"),
    ];
    assert_eq!(form(&requests[0]), expected.map(|(name, value)| (name.into(), value.into())).into());
}

#[tokio::test]
async fn the_native_flow_proves_itself_without_a_secret() {
    let server = always(reply(200, json!({ "access_token": "AQUv", "expires_in": "1800" }))).await;
    let client = wire::linkedin_with(&server.uri(), patient(), true);
    let (code, secret, verifier) = (Secret::new("code"), Secret::new("secret"), Secret::new("verifier"));
    let tokens =
        client.exchange_code(&code, "http://127.0.0.1:1/", Some(&secret), Some(&verifier), now()).await;
    assert_eq!(tokens.unwrap().expires_at, wire::time("2026-11-23T09:30:00Z"), "a number written as text");
    let form = form(&requests(&server).await[0]);
    assert_eq!(form.get("code_verifier").map(String::as_str), Some("verifier"));
    assert!(!form.contains_key("client_secret"));
}

#[tokio::test]
async fn renewing_keeps_the_refresh_token_when_linkedin_doesnt_repeat_it() {
    let repeated = json!({ "access_token": "A", "expires_in": 86_400, "refresh_token": "R2", "refresh_token_expires_in": 432_000 });
    for (grant, kept) in [(repeated, "R2"), (json!({ "access_token": "A", "expires_in": 86_400 }), "R1")] {
        let server = always(reply(200, grant)).await;
        let tokens = wire::linkedin(&server.uri())
            .refresh(&Secret::new("R1"), &Secret::new("app-secret"), now())
            .await
            .unwrap();
        assert_eq!(tokens.refresh_token.as_ref().map(Secret::expose), Some(kept));
        assert_eq!(tokens.refresh_expires_at.is_some(), kept == "R2");
        assert_eq!(form(&requests(&server).await[0])["grant_type"], "refresh_token");
    }
}

#[tokio::test]
async fn a_grant_without_a_token_is_none() {
    for grant in [json!({ "expires_in": 1 }), json!({ "access_token": "" })] {
        let server = always(reply(200, grant)).await;
        let error = wire::linkedin(&server.uri())
            .exchange_code(&Secret::new("code"), "http://127.0.0.1:1/", None, None, now())
            .await
            .unwrap_err();
        assert_eq!(error.kind, ErrorKind::UnexpectedAnswer);
    }
}

#[tokio::test]
async fn a_member_is_read_in_either_spelling_of_the_locale() {
    let object = json!({ "sub": "782bbtaQ", "name": "John Doe", "given_name": "John", "family_name": "Doe",
        "picture": "https://media.example/p", "locale": { "country": "US", "language": "en" },
        "email": "doe@example.com", "email_verified": "true" });
    let text = json!({ "sub": "782bbtaQ", "given_name": "John", "family_name": "Doe", "locale": "en-US" });
    let full = Member {
        sub: "782bbtaQ".into(),
        name: "John Doe".into(),
        email: Some("doe@example.com".into()),
        picture: Some("https://media.example/p".into()),
    };
    let bare = Member { email: None, picture: None, ..full.clone() };
    for (answer, member) in [(object, full), (text, bare)] {
        let server = always(reply(200, answer)).await;
        let read = wire::linkedin(&server.uri()).member(&token()).await.unwrap();
        assert_eq!(read, member);
        assert_eq!(read.urn(), "urn:li:person:782bbtaQ");
        let requests = requests(&server).await;
        assert_eq!(targets(&requests), ["GET /v2/userinfo"]);
        assert_eq!(header(&requests[0], "authorization"), Some(format!("Bearer {TOKEN}").as_str()));
    }
}

#[tokio::test]
async fn pages_are_those_on_which_the_member_may_post() {
    let server = MockServer::start().await;
    let role = |number: u32, role: &str, state: &str| {
        json!({ "roleAssignee": "urn:li:person:1", "role": role, "state": state,
            "organization": format!("urn:li:organization:{number}") })
    };
    let roles = json!({ "paging": { "start": 0, "count": 100 }, "elements": [
        role(11, "ADMINISTRATOR", "APPROVED"),
        role(11, "CONTENT_ADMINISTRATOR", "APPROVED"),
        role(12, "ANALYST", "APPROVED"),
        role(13, "ADMINISTRATOR", "REVOKED"),
        { "role": "CONTENT_ADMIN", "organizationTarget": "urn:li:organization:14" },
        role(15, "ADMINISTRATOR", "APPROVED"),
    ] });
    Mock::given(path("/rest/organizationAcls"))
        .and(query_param("q", "roleAssignee"))
        .respond_with(reply(200, roles))
        .expect(1)
        .mount(&server)
        .await;
    let names = json!({ "results": { "11": { "localizedName": "Northwind", "vanityName": "northwind", "id": 11 } },
        "errors": { "14": { "status": 403 } } });
    Mock::given(path("/rest/organizationsLookup")).respond_with(reply(200, names)).mount(&server).await;
    let record = json!({ "id": 15, "localizedName": "Contoso", "vanityName": "contoso" });
    Mock::given(path("/rest/organizations/15")).respond_with(reply(200, record)).mount(&server).await;
    let pages = wire::linkedin(&server.uri()).pages(&token()).await.unwrap();
    let page = |urn: &str, name: &str, role: &str, vanity: Option<&str>| Page {
        urn: urn.into(),
        name: name.into(),
        role: role.into(),
        vanity_name: vanity.map(str::to_owned),
    };
    assert_eq!(
        pages,
        [
            page("urn:li:organization:11", "Northwind", "ADMINISTRATOR", Some("northwind")),
            page("urn:li:organization:14", "Page 14", "CONTENT_ADMIN", None),
            page("urn:li:organization:15", "Contoso", "ADMINISTRATOR", Some("contoso")),
        ]
    );
    let requests = requests(&server).await;
    assert_eq!(requests[1].url.query(), Some("ids=List(11,14,15)"), "the list's own signs stay as they are");
    assert!(requests.iter().all(|request| header(request, "linkedin-version") == Some("202610")));
    assert!(requests.iter().all(|request| header(request, "x-restli-protocol-version") == Some("2.0.0")));
}

#[tokio::test]
async fn without_the_scope_there_are_no_pages() {
    let refusal = json!({ "status": 403, "serviceErrorCode": 100, "code": "ACCESS_DENIED",
        "message": "Not enough permissions to access: organizationAcls.FINDER-roleAssignee.20261001" });
    let server = always(reply(403, refusal)).await;
    assert_eq!(wire::linkedin(&server.uri()).pages(&token()).await.unwrap(), []);
    let server = always(reply(401, json!({ "serviceErrorCode": 65601 }))).await;
    let error = wire::linkedin(&server.uri()).pages(&token()).await.unwrap_err();
    assert_eq!(error.kind, ErrorKind::SignInNeeded);
}

fn post(content: Content) -> NewPost {
    NewPost {
        author_urn: "urn:li:person:782bbtaQ".into(),
        text: "Hello (world) #hiring".into(),
        visibility: Visibility::Public,
        content,
    }
}

fn text_post() -> Value {
    json!({ "author": "urn:li:person:782bbtaQ", "commentary": "Hello \\(world\\) #hiring", "visibility": "PUBLIC",
        "distribution": { "feedDistribution": "MAIN_FEED", "targetEntities": [], "thirdPartyDistributionChannels": [] },
        "lifecycleState": "PUBLISHED", "isReshareDisabledByAuthor": false })
}

fn image(urn: &str, alt_text: &str) -> Image {
    Image { urn: urn.into(), alt_text: alt_text.into() }
}

#[test]
fn a_posts_body_is_escaped_leaves_out_what_is_missing_and_is_always_the_same() {
    let client = wire::linkedin("https://api.linkedin.com");
    let body = |content: Content| client.body(&post(content)).unwrap();
    assert_eq!(body(Content::None), text_post(), "no content at all, as null is refused");
    let video = Content::Video { urn: "urn:li:video:D5".into(), title: String::new() };
    let document = Content::Document { urn: "urn:li:document:D4".into(), title: "Guide".into() };
    let article = Content::Article {
        url: "https://a.example/".into(),
        title: "News".into(),
        description: String::new(),
        thumbnail: Some("urn:li:image:A".into()),
    };
    let poll = Content::Poll {
        question: "Which?".into(),
        options: vec!["One".into(), "Two".into()],
        duration: PollDuration::OneWeek,
    };
    let cases = [
        (
            Content::Images(vec![image("urn:li:image:A", "Our team")]),
            json!({ "media": { "id": "urn:li:image:A", "altText": "Our team" } }),
        ),
        (Content::Images(vec![image("urn:li:image:A", "")]), json!({ "media": { "id": "urn:li:image:A" } })),
        (
            Content::Images(vec![image("urn:li:image:A", "a"), image("urn:li:image:B", "")]),
            json!({ "multiImage": { "images": [
                { "id": "urn:li:image:A", "altText": "a" }, { "id": "urn:li:image:B" },
            ] } }),
        ),
        (video, json!({ "media": { "id": "urn:li:video:D5" } })),
        (document, json!({ "media": { "id": "urn:li:document:D4", "title": "Guide" } })),
        (
            article,
            json!({ "article": { "source": "https://a.example/", "title": "News", "thumbnail": "urn:li:image:A" } }),
        ),
        (
            poll,
            json!({ "poll": { "question": "Which?", "options": [{ "text": "One" }, { "text": "Two" }], "settings": {
                "duration": "SEVEN_DAYS", "voteSelectionType": "SINGLE_VOTE", "isVoterVisibleToAuthor": true,
            } } }),
        ),
    ];
    for (content, written) in cases {
        let expected = Value::Object([("content".to_owned(), written)].into_iter().collect());
        let mut whole = text_post();
        whole["content"] = expected["content"].clone();
        assert_eq!(body(content.clone()), whole);
        assert_eq!(body(content.clone()).to_string(), body(content).to_string());
    }
    let mut reshare = text_post();
    reshare["reshareContext"] = json!({ "parent": "urn:li:share:1" });
    assert_eq!(body(Content::Reshare("urn:li:share:1".into())), reshare);
    let connections = NewPost { visibility: Visibility::Connections, ..post(Content::None) };
    assert_eq!(client.body(&connections).unwrap()["visibility"], "CONNECTIONS");
}

#[test]
fn the_older_interface_takes_plain_text_and_refuses_what_it_doesnt_know() {
    let client = wire::older_linkedin("https://api.linkedin.com");
    let share = |content: Content| {
        let body = client.body(&post(content)).unwrap();
        body["specificContent"]["com.linkedin.ugc.ShareContent"].clone()
    };
    let text = json!({ "text": "Hello (world) #hiring", "attributes": [] });
    assert_eq!(share(Content::None), json!({ "shareCommentary": text, "shareMediaCategory": "NONE" }));
    assert_eq!(
        share(Content::Images(vec![image("urn:li:digitalmediaAsset:A", "Our team")])),
        json!({ "shareCommentary": text, "shareMediaCategory": "IMAGE", "media": [
            { "media": "urn:li:digitalmediaAsset:A", "status": "READY", "description": { "text": "Our team" } },
        ] })
    );
    let error = client.body(&post(Content::Reshare("urn:li:share:1".into()))).unwrap_err();
    assert_eq!(error.kind, ErrorKind::ContentRefused);
}

#[tokio::test]
async fn a_post_is_known_by_its_header() {
    let cases = [
        ("x-restli-id", "urn:li:share:7141138937766391808"),
        ("X-RestLi-Id", "urn:li:ugcPost:71"),
        ("x-linkedin-id", "urn:li:share:72"),
    ];
    for (name, urn) in cases {
        let server = MockServer::start().await;
        Mock::given(method("POST"))
            .and(path("/rest/posts"))
            .respond_with(ResponseTemplate::new(201).insert_header(name, urn))
            .expect(1)
            .mount(&server)
            .await;
        let client = wire::linkedin(&server.uri());
        let published = client.create_post(&token(), &post(Content::None)).await.unwrap();
        assert_eq!(published.urn.as_deref(), Some(urn));
        let permalink = format!("{}/feed/update/{urn}/", server.uri());
        assert_eq!(published.permalink, Some(permalink));
        let requests = requests(&server).await;
        assert_eq!(body(&requests[0]), text_post());
        assert_eq!(header(&requests[0], "linkedin-version"), Some("202610"));
        assert_eq!(header(&requests[0], "content-type"), Some("application/json"));
        assert_eq!(
            requests[0].body,
            serde_json::to_vec(&client.body(&post(Content::None)).unwrap()).unwrap()
        );
    }
}

#[tokio::test]
async fn created_without_an_id_is_created_and_any_other_success_is_doubted() {
    let server = always(ResponseTemplate::new(201)).await;
    let published = wire::linkedin(&server.uri()).create_post(&token(), &post(Content::None)).await.unwrap();
    assert_eq!((published.urn, published.permalink), (None, None));
    let server = always(ResponseTemplate::new(200).set_body_raw("<html>Sign in to Wi-Fi", "text/html")).await;
    let error = wire::linkedin(&server.uri()).create_post(&token(), &post(Content::None)).await.unwrap_err();
    assert_eq!(error.kind, ErrorKind::UnexpectedAnswer);
    assert_eq!(error.outcome, rollcall_providers::error::Outcome::Unknown);
}
