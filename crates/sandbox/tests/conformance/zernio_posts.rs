//! Zernio: publishing, what is refused, partial results, and what can be done afterwards.

use reqwest::{Method, RequestBuilder};
use serde_json::{Value, json};

use crate::desk::{Desk, check, row};

fn create(desk: &Desk, body: Value) -> RequestBuilder {
    desk.zernio(Method::POST, "/v1/posts").json(&body)
}

/// A post to these accounts, out at once.
fn now(desk: &Desk, text: &str, accounts: &[&str]) -> RequestBuilder {
    let platforms: Vec<Value> =
        accounts.iter().map(|id| json!({"platform": "linkedin", "accountId": id})).collect();
    create(desk, json!({"content": text, "platforms": platforms, "publishNow": true}))
}

fn call(desk: &Desk, id: &str, action: &str, body: Value) -> RequestBuilder {
    desk.zernio(Method::POST, &format!("/v1/posts/{id}/{action}")).json(&body)
}

async fn sent(desk: &Desk, request: RequestBuilder, status: u16) -> Value {
    let reply = desk.ask(request).await;
    assert_eq!(reply.status, status, "{}", reply.text);
    reply.json()["post"].clone()
}

#[tokio::test]
async fn publishing_now() {
    let desk = Desk::open().await;
    let owen = desk.account("zernio", "owen-gallagher").await;
    let keyed = |text: &str, key: &str| now(&desk, text, &[&owen]).header("Idempotency-Key", key);
    check(vec![
        row(
            "published",
            keyed("Hello", "k1"),
            201,
            json!({"message": "*", "post": {"_id": "*", "userId": "*", "content": "Hello", "status": "published", "timezone": "UTC", "mediaItems": [], "platforms": [{
                "platform": "linkedin", "accountId": {"_id": owen, "username": "owen-gallagher"}, "status": "published",
                "platformPostId": "*", "platformPostUrl": "*", "publishedAt": "*", "publishAttempts": 1,
            }]}}),
        ),
        row("the same key", keyed("Hello", "k1"), 200, json!({"message": "Post already exists (idempotent retry)", "post": {"status": "published"}, "existingPost": "*"})),
        row("the same key, other words", keyed("Bye", "k1"), 409, json!({"code": "idempotency_conflict"})),
        row("the same words", keyed("Hello", "k2"), 409, json!({"error": "*", "details": {"accountId": owen, "platform": "linkedin", "existingPostId": "*"}})),
        row("the same request id", now(&desk, "Once", &[&owen]).header("x-request-id", "r1"), 201, Value::Null),
        row("again", now(&desk, "Twice", &[&owen]).header("x-request-id", "r1"), 200, json!({"existingPost": {"content": "Once"}})),
    ])
    .await;
    desk.control("/clock", json!({"advance_s": 300})).await;
    check(vec![row(
        "five minutes later",
        now(&desk, "Twice", &[&owen]).header("x-request-id", "r1"),
        201,
        Value::Null,
    )])
    .await;
    let posts = desk.read("/posts?provider=zernio").await;
    let texts: Vec<&Value> = posts.as_array().unwrap().iter().map(|post| &post["text"]).collect();
    assert_eq!(texts, ["Hello", "Once", "Twice"]);
    desk.control("/clock", json!({"advance_s": 24 * 60 * 60})).await;
    check(vec![row("a day later", now(&desk, "Hello", &[&owen]), 201, Value::Null)]).await;
}

#[tokio::test]
async fn what_is_refused() {
    let desk = Desk::open().await;
    let owen = desk.account("zernio", "owen-gallagher").await;
    let gone = desk.account("zernio", "ingrid-solberg").await;
    let off = desk.account("zernio", "beatriz-nogueira").await;
    desk.control("/expire", json!({"provider": "zernio", "account": gone})).await;
    desk.control("/expire", json!({"provider": "zernio", "account": off, "status": "not_enabled"})).await;
    let with = |specific: Value| {
        create(
            &desk,
            json!({"content": "Hello", "publishNow": true, "platforms": [{"platform": "linkedin", "accountId": owen, "platformSpecificData": specific}]}),
        )
    };
    let media = |items: Value| {
        create(
            &desk,
            json!({"content": "Hello", "publishNow": true, "mediaItems": items, "platforms": [{"platform": "linkedin", "accountId": owen}]}),
        )
    };
    let many: Vec<Value> =
        (0..21).map(|number| json!({"url": format!("https://a.example/{number}.png")})).collect();
    let wrong = |param: &str| json!({"type": "invalid_request_error", "param": param, "error": "*"});
    check(vec![
        row(
            "no JSON",
            desk.zernio(Method::POST, "/v1/posts").body("{"),
            400,
            json!({"type": "invalid_request_error"}),
        ),
        row(
            "to nobody",
            create(&desk, json!({"content": "Hello", "publishNow": true})),
            400,
            wrong("platforms"),
        ),
        row(
            "to another platform",
            create(&desk, json!({"content": "a", "platforms": [{"platform": "tiktok", "accountId": owen}]})),
            400,
            wrong("platforms"),
        ),
        row("disconnected", now(&desk, "Hello", &[&gone]), 403, json!({"code": "ACCOUNT_DISCONNECTED"})),
        row(
            "switched off",
            now(&desk, "Hello", &[&off]),
            403,
            json!({"code": "ACCOUNT_NOT_ENABLED_FOR_POSTING"}),
        ),
        row(
            "somebody else's",
            now(&desk, "Hello", &["64e1f0a9e2b5af0012ab34cd"]),
            403,
            json!({"type": "permission_error"}),
        ),
        row("nothing to say", now(&desk, " ", &[&owen]), 400, wrong("content")),
        row("too long", now(&desk, &"a".repeat(3_001), &[&owen]), 400, wrong("content")),
        row(
            "mention of nobody",
            now(&desk, "Hi @[https://www.linkedin.com/in/nobody]", &[&owen]),
            400,
            json!({"code": "linkedin_mentions_invalid"}),
        ),
        row(
            "a picture and a document",
            media(json!([{"url": "https://a.example/a.png"}, {"url": "https://a.example/a.pdf"}])),
            400,
            wrong("mediaItems"),
        ),
        row(
            "two videos",
            media(json!([{"url": "https://a.example/a.mp4"}, {"url": "https://a.example/b.mp4"}])),
            400,
            wrong("mediaItems"),
        ),
        row("21 pictures", media(json!(many)), 400, wrong("mediaItems")),
        row(
            "a type that contradicts",
            media(json!([{"type": "video", "url": "https://a.example/a.png"}])),
            400,
            wrong("mediaItems"),
        ),
        row("a poll of one", with(json!({"poll": {"question": "Q", "options": ["a"]}})), 400, wrong("poll")),
        row(
            "a reshare of a profile",
            with(json!({"reshareUrl": "https://www.linkedin.com/in/jane"})),
            400,
            wrong("reshareUrl"),
        ),
        row(
            "an audience for a member",
            with(json!({"audience": {"countries": ["FR"]}})),
            400,
            wrong("audience"),
        ),
    ])
    .await;
    for number in 0..25 {
        sent(&desk, now(&desk, &format!("Post {number}"), &[&owen]), 201).await;
    }
    let limited = desk.ask(now(&desk, "One more", &[&owen])).await;
    assert_eq!(limited.status, 429);
    assert!(limited.header("retry-after").parse::<i64>().unwrap() > 3_500);
}

#[tokio::test]
async fn some_targets_may_fail() {
    let desk = Desk::open().await;
    let owen = desk.account("zernio", "owen-gallagher").await;
    let ingrid = desk.account("zernio", "ingrid-solberg").await;
    desk.control("/expire", json!({"provider": "zernio", "account": ingrid, "status": "permissions"})).await;
    let reply = desk.ask(now(&desk, "To both", &[&owen, &ingrid])).await;
    assert_eq!(reply.status, 207);
    let json = reply.json();
    assert!(
        crate::desk::includes(
            &json,
            &json!({
                "message": "*",
                "post": {"status": "partial", "platforms": [
                    {"status": "published"},
                    {"status": "failed", "errorCategory": "account_issue", "errorSource": "user", "errorMessage": "*"},
                ]},
                "platformResults": [
                    {"platform": "linkedin", "status": "published", "error": null},
                    {"platform": "linkedin", "status": "failed", "error": "*"},
                ],
            })
        ),
        "{json}"
    );
    assert!(json.get("error").is_none(), "only when nothing is out");
    let id = json["post"]["_id"].as_str().unwrap();
    check(vec![
        row(
            "nothing out",
            now(&desk, "To one", &[&ingrid]),
            207,
            json!({"error": "*", "post": {"status": "failed"}}),
        ),
        row(
            "still failing",
            call(&desk, id, "retry", json!({})),
            207,
            json!({"post": {"status": "partial"}}),
        ),
    ])
    .await;
    desk.control("/expire", json!({"provider": "zernio", "account": ingrid, "status": "restricted"})).await;
    check(vec![row(
        "disconnected by now",
        call(&desk, id, "retry", json!({})),
        207,
        json!({"post": {"platforms": [{"status": "published"}, {"errorCategory": "auth_expired"}]}}),
    )])
    .await;
}

#[tokio::test]
async fn a_limit_at_linkedin_is_waited_for() {
    let desk = Desk::open().await;
    let owen = desk.account("zernio", "owen-gallagher").await;
    desk.control("/expire", json!({"provider": "zernio", "account": owen, "status": "rate_limited"})).await;
    let post = sent(&desk, now(&desk, "Patience", &[&owen]), 207).await;
    assert_eq!(post["status"], "publishing");
    assert_eq!(post["platforms"][0]["errorCategory"], "platform_rate_limit");
    let path = format!("/v1/posts/{}", post["_id"].as_str().unwrap());
    desk.control("/clock", json!({"advance_s": 3_601})).await;
    check(vec![row(
        "by itself",
        desk.zernio(Method::GET, &path),
        200,
        json!({"post": {"status": "published", "platforms": [{"publishAttempts": 2}]}}),
    )])
    .await;
}

#[tokio::test]
async fn afterwards() {
    let desk = Desk::open().await;
    let owen = desk.account("zernio", "owen-gallagher").await;
    let post = sent(&desk, now(&desk, "Hello", &[&owen]), 201).await;
    let id = post["_id"].as_str().unwrap();
    let path = format!("/v1/posts/{id}");
    let urn = post["platforms"][0]["platformPostId"].as_str().unwrap();
    let linkedin = json!({"platform": "linkedin"});
    check(vec![
        row(
            "delete what is out",
            desk.zernio(Method::DELETE, &path),
            400,
            json!({"type": "invalid_request_error"}),
        ),
        row(
            "change what is out",
            desk.zernio(Method::PUT, &path).json(&json!({"content": "Bye"})),
            400,
            json!({"error": "*"}),
        ),
        row("retry what is out", call(&desk, id, "retry", json!({})), 400, json!({"error": "*"})),
        row(
            "edit",
            call(&desk, id, "edit", json!({"platform": "linkedin", "content": "Hello again"})),
            200,
            json!({"success": true, "id": urn, "url": "*", "message": "*"}),
        ),
        row(
            "unpublish elsewhere",
            call(&desk, id, "unpublish", json!({"platform": "reddit"})),
            400,
            json!({"error": "*"}),
        ),
        row(
            "unpublish",
            call(&desk, id, "unpublish", linkedin.clone()),
            200,
            json!({"success": true, "message": "*"}),
        ),
        row("twice", call(&desk, id, "unpublish", linkedin), 400, json!({"error": "*"})),
        row(
            "kept as cancelled",
            desk.zernio(Method::GET, &path),
            200,
            json!({"post": {"status": "cancelled", "platforms": [{"status": "cancelled"}]}}),
        ),
        row("unknown", desk.zernio(Method::GET, "/v1/posts/nothing"), 404, json!({"code": "post_not_found"})),
    ])
    .await;
    let board = desk.read("/posts?provider=zernio").await;
    assert_eq!(board[0]["text"], "Hello again");
    assert_eq!(board[0]["deleted"], true);
}

#[tokio::test]
async fn mentions_links_polls_and_first_comments_reach_linkedin() {
    let desk = Desk::open().await;
    let owen = desk.account("zernio", "owen-gallagher").await;
    let with = |text: &str, specific: Value| {
        create(
            &desk,
            json!({"content": text, "publishNow": true, "platforms": [{"platform": "linkedin", "accountId": owen, "platformSpecificData": specific}]}),
        )
    };
    let poll = json!({"poll": {"question": "Tea?", "options": ["Yes", "No"], "duration": "ONE_DAY"}});
    let parent = "https://www.linkedin.com/feed/update/urn:li:share:7100000000000000001/";
    for (text, specific) in [
        (
            "Thanks @[https://www.linkedin.com/in/dana-okafor] and @[Northwind](urn:li:organization:5)",
            json!({"firstComment": "More below"}),
        ),
        ("Read https://blog.example/a", json!({})),
        ("Bare https://blog.example/b", json!({"disableLinkPreview": true})),
        ("Vote", poll),
        ("", json!({"reshareUrl": parent})),
    ] {
        sent(&desk, with(text, specific), 201).await;
    }
    let board = desk.read("/posts?provider=zernio").await;
    assert_eq!(board[0]["text"], "Thanks Dana Okafor and Northwind");
    assert!(board[0]["commentary"].as_str().unwrap().contains("@[Dana Okafor](urn:li:person:"));
    assert_eq!(board[1]["content"]["article"]["source"], "https://blog.example/a");
    assert_eq!(board[2]["content"], Value::Null);
    assert_eq!(board[3]["content"]["poll"]["options"], json!([{"text": "Yes"}, {"text": "No"}]));
    assert_eq!(board[4]["content"]["reshare"], "urn:li:share:7100000000000000001");

    desk.control("/config", json!({"partner": true})).await;
    let (token, _) =
        desk.signed_in("owen-gallagher", "openid profile w_member_social w_member_social_feed").await;
    let urn = board[0]["urn"].as_str().unwrap().replace(':', "%3A");
    let comments = desk.api(Method::GET, &format!("/rest/socialActions/{urn}/comments"), &token);
    let comments = desk.ask(comments).await;
    assert!(comments.text.contains("More below"), "{}", comments.text);
}

#[tokio::test]
async fn posts_are_listed() {
    let desk = Desk::open().await;
    let owen = desk.account("zernio", "owen-gallagher").await;
    let ingrid = desk.account("zernio", "ingrid-solberg").await;
    for (text, account) in [("One", &owen), ("Two", &owen), ("Three", &ingrid)] {
        sent(&desk, now(&desk, text, &[account]), 201).await;
    }
    sent(&desk, create(&desk, json!({"content": "Draft"})), 201).await;
    let list = |query: &str| desk.zernio(Method::GET, &format!("/v1/posts?{query}"));
    check(vec![
        row("newest first", list("limit=2"), 200, json!({"posts": [{"content": "Draft"}, {"content": "Three"}], "pagination": {"page": 1, "limit": 2, "total": 4, "pages": 2}})),
        row("by offset", list("limit=2&offset=2&sortBy=created-asc"), 200, json!({"posts": [{"content": "Three"}, {"content": "Draft"}], "pagination": {"page": 2}})),
        row("by account", list(&format!("accountId={ingrid}")), 200, json!({"posts": [{"content": "Three"}]})),
        row("by status", list("status=draft"), 200, json!({"posts": [{"content": "Draft", "platforms": []}]})),
        row("by words", list("search=two"), 200, json!({"posts": [{"content": "Two"}]})),
        row("by day", list("toDate=2020-01-01"), 200, json!({"posts": []})),
        row("a misspelled filter", list("acountId=1"), 400, json!({"code": "unknown_parameter"})),
        row("too many", list("limit=101"), 400, json!({"param": "limit"})),
        row("no date", list("fromDate=1-1-2026"), 400, json!({"type": "invalid_request_error"})),
    ])
    .await;
}

#[tokio::test]
async fn a_post_that_vanished_at_linkedin_stays_published_and_says_since_when() {
    let desk = Desk::open().await;
    let owen = desk.account("zernio", "owen-gallagher").await;
    let post = sent(&desk, now(&desk, "Here today", &[&owen]), 201).await;
    let path = format!("/v1/posts/{}", post["_id"].as_str().unwrap());
    let get = || desk.zernio(Method::GET, &path);
    assert_eq!(desk.ask(get()).await.json()["post"]["platforms"][0].get("removedFromPlatformAt"), None);
    desk.control("/clock", json!({"set": "2099-01-01T00:00:00Z", "stopped": true})).await;
    let (token, _) = desk.signed_in("owen-gallagher", "openid w_member_social").await;
    let urn = post["platforms"][0]["platformPostId"].as_str().unwrap().replace(':', "%3A");
    check(vec![
        row(
            "deleted there",
            desk.api(Method::DELETE, &format!("/rest/posts/{urn}"), &token),
            204,
            Value::Null,
        ),
        row(
            "seen here",
            get(),
            200,
            json!({"post": {"status": "published", "platforms": [{
                "status": "published", "removedFromPlatformAt": "2099-01-01T00:00:00.000Z",
            }]}}),
        ),
    ])
    .await;
}

#[tokio::test]
async fn who_reacted_to_a_pages_post() {
    let desk = Desk::open().await;
    let scopes = "openid w_member_social_feed w_organization_social rw_organization_admin";
    desk.control("/config", json!({"partner": true})).await;
    let owen = desk.account("zernio", "owen-gallagher").await;
    let path = format!("/v1/accounts/{owen}/linkedin-post-reactions");
    let ask = |query: &str| desk.zernio(Method::GET, &format!("{path}?{query}"));
    check(vec![row(
        "of a member's own account",
        ask("urn=urn:li:share:1"),
        400,
        json!({"code": "organization_required"}),
    )])
    .await;
    let page = json!({"page": "northwind-talent", "person": "owen-gallagher", "role": "ADMINISTRATOR"});
    desk.control("/page-role", page).await;
    let switched = desk
        .zernio(Method::PUT, &format!("/v1/accounts/{owen}/linkedin-organization"))
        .json(&json!({"accountType": "organization", "selectedOrganization": {"id": "2414183"}}));
    check(vec![row("now a page's", switched, 200, Value::Null)]).await;
    let post = sent(&desk, now(&desk, "React!", &[&owen]), 201).await;
    let urn = post["platforms"][0]["platformPostId"].as_str().unwrap().to_owned();
    for (person, kind) in [("wei-zhang", "PRAISE"), ("amara-sithole", "LIKE")] {
        let (token, member) = desk.signed_in(person, scopes).await;
        let actor = member.replace(':', "%3A");
        let react = desk
            .api(Method::POST, &format!("/rest/reactions?actor={actor}"), &token)
            .json(&json!({"root": urn, "reactionType": kind}));
        check(vec![row(person, react, 201, Value::Null)]).await;
        desk.control("/clock", json!({"advance_s": 60})).await;
    }
    let praise = json!({"reactionType": "PRAISE", "reactionLabel": "Celebrate", "from": {"name": "Wei Zhang", "username": "wei-zhang"}});
    check(vec![
        row(
            "the newest",
            ask(&format!("urn={urn}&limit=1")),
            200,
            json!({
                "accountType": "organization",
                "postUrn": urn,
                "reactions": [{"reactionType": "LIKE", "reactionLabel": "Like", "reactedAt": "*"}],
                "pagination": {"hasMore": true, "cursor": "1", "total": 2},
            }),
        ),
        row(
            "the next",
            ask(&format!("urn={urn}&limit=1&cursor=1")),
            200,
            json!({"reactions": [praise], "pagination": {"hasMore": false}}),
        ),
        row("of nothing", ask(""), 400, json!({"code": "missing_urn"})),
        row("of another's post", ask("urn=urn:li:share:1"), 404, json!({"code": "post_not_found"})),
    ])
    .await;
}
