//! What a LinkedIn post can hold besides words, and how its words are read.

use reqwest::Method;
use serde_json::{Value, json};

use crate::desk::{Desk, MEMBER_SCOPES, check, png, row};
use crate::linkedin_media::{announce, page_admin};
use crate::linkedin_posts::{post, with};

async fn picture(desk: &Desk, token: &str, owner: &str) -> Value {
    let value = announce(desk, token, "images", json!({"owner": owner})).await;
    let upload = desk.http.put(value["uploadUrl"].as_str().unwrap()).bearer_auth(token).body(png(8, 8));
    assert_eq!(desk.ask(upload).await.status, 201);
    value["image"].clone()
}

#[tokio::test]
async fn every_kind_of_content() {
    let desk = Desk::open().await;
    let (token, urn) = desk.signed_in("amara-sithole", MEMBER_SCOPES).await;
    let mut images = Vec::new();
    for _ in 0..21 {
        images.push(json!({"id": picture(&desk, &token, &urn).await, "altText": "A bench"}));
    }
    let send = |content: Value| {
        desk.api(Method::POST, "/rest/posts", &token).json(&with(post(&urn, "Look"), "content", content))
    };
    let poll = |question: &str, options: Value, duration: &str| {
        json!({"poll": {"question": question, "options": options, "settings": {
            "duration": duration, "voteSelectionType": "SINGLE_VOTE", "isVoterVisibleToAuthor": true,
        }}})
    };
    let two = json!([{"text": "Yes"}, {"text": "No"}]);
    let article = |fields: Value| json!({"article": fields});
    let many = |count: usize| json!({"multiImage": {"images": images[..count]}});
    let code = |code: &str| json!({"status": 400, "code": code});
    let wrong = |line: &str| json!({"status": 422, "message": format!("ERROR :: {line}\n")});
    check(vec![
        row("one picture, its title empty", send(json!({"media": {"id": images[0]["id"], "title": ""}})), 201, Value::Null),
        row("two pictures", send(many(2)), 201, Value::Null),
        row("twenty", send(many(20)), 201, Value::Null),
        row("one as many", send(many(1)), 400, code("INVALID_VALUE_FOR_FIELD")),
        row("too many", send(many(21)), 400, code("INVALID_VALUE_FOR_FIELD")),
        row(
            "pictures under another name",
            send(json!({"multiImage": {"images": [{"media": images[0]["id"]}, {"media": images[1]["id"]}]}})),
            422,
            Value::Null,
        ),
        row("a page as a picture", send(json!({"media": {"id": "urn:li:organization:5"}})), 400, code("INVALID_URN_TYPE")),
        row("a video among pictures", send(json!({"multiImage": {"images": [{"id": "urn:li:video:a"}, {"id": "urn:li:video:b"}]}})), 400, code("INVALID_URN_TYPE")),
        row("an unknown video", send(json!({"media": {"id": "urn:li:video:nothing"}})), 400, code("INVALID_VIDEO_ID")),
        row("an unknown document", send(json!({"media": {"id": "urn:li:document:nothing", "title": "a"}})), 400, code("INVALID_URN_ID")),
        row(
            "alt text too long",
            send(json!({"media": {"id": images[0]["id"], "altText": "x".repeat(4_087)}})),
            400,
            json!({"code": "FIELD_LENGTH_TOO_LONG", "message": "altText length 4087 can't exceeded maximum 4086 length"}),
        ),
        row("an article", send(article(json!({"source": "https://northwind.example/lagos", "title": "Lagos"}))), 201, Value::Null),
        row(
            "an article with a picture",
            send(article(json!({"source": "https://northwind.example/rome", "title": "Rome", "thumbnail": images[0]["id"]}))),
            201,
            Value::Null,
        ),
        row("an article without address", send(article(json!({"source": "lagos"}))), 400, code("INVALID_URL")),
        row("an article from a file", send(article(json!({"source": "file:///lagos"}))), 400, code("INVALID_URL")),
        row(
            "a headline too long",
            send(article(json!({"source": "https://northwind.example/", "title": "x".repeat(401)}))),
            400,
            code("FIELD_LENGTH_TOO_LONG"),
        ),
        row("a poll", send(poll("Tea?", two.clone(), "THREE_DAYS")), 201, Value::Null),
        row("a poll of one", send(poll("Tea?", json!([{"text": "Yes"}]), "ONE_DAY")), 400, code("INVALID_VALUE_FOR_FIELD")),
        row("a poll of five", send(poll("Tea?", json!([{"text": "1"}, {"text": "2"}, {"text": "3"}, {"text": "4"}, {"text": "5"}]), "ONE_DAY")), 400, code("INVALID_VALUE_FOR_FIELD")),
        row("an endless poll", send(poll("Tea?", two.clone(), "FOREVER")), 400, code("INVALID_VALUE_FOR_FIELD")),
        row("a poll about nothing", send(poll(" ", two.clone(), "ONE_DAY")), 400, code("INVALID_VALUE_BLANK_FIELD")),
        row("a long question", send(poll(&"x".repeat(141), two.clone(), "ONE_DAY")), 400, code("FIELD_LENGTH_TOO_LONG")),
        row("a long answer", send(poll("Tea?", json!([{"text": "x".repeat(31)}, {"text": "No"}]), "ONE_DAY")), 400, code("FIELD_LENGTH_TOO_LONG")),
        row("an event", send(json!({"reference": {"id": "urn:li:event:6944371"}})), 201, Value::Null),
        row("a reference to a member", send(json!({"reference": {"id": urn}})), 400, code("INVALID_URN_TYPE")),
        row("a celebration", send(json!({"celebration": {"type": "WORK_ANNIVERSARY"}})), 400, code("INVALID_VALUE_FOR_FIELD")),
        row("a carousel nobody paid for", send(json!({"carousel": {"cards": []}})), 400, code("INVALID_VALUE_FOR_FIELD")),
        row(
            "two kinds at once",
            send(json!({"article": {"source": "https://northwind.example/"}, "media": {"id": images[0]["id"]}})),
            422,
            wrong("/content :: DataMap should have no more than one entry for a union type"),
        ),
        row("a kind nobody knows", send(json!({"hologram": {}})), 422, wrong("/content/hologram :: unrecognized field found but not allowed")),
        row(
            "an unknown field deep inside",
            send(json!({"multiImage": {"images": [images[0], {"id": images[1]["id"], "size": 3}]}})),
            422,
            wrong("/content/multiImage/images/1/size :: unrecognized field found but not allowed"),
        ),
    ])
    .await;
    desk.control("/config", json!({"strict": false})).await;
    let lenient = json!({"multiImage": {"images": [{"media": images[0]["id"]}, {"media": images[1]["id"]}]}});
    check(vec![row("a lenient sandbox takes the other name", send(lenient), 201, Value::Null)]).await;
}

#[tokio::test]
async fn who_may_see_a_post_and_what_belongs_to_advertisements() {
    let desk = Desk::open().await;
    let (page_token, page) = page_admin(&desk).await;
    let (token, urn) = desk.signed_in("chloe-lambert", MEMBER_SCOPES).await;
    let as_page = |field: &str, value: Value| {
        desk.api(Method::POST, "/rest/posts", &page_token).json(&with(post(&page, field), field, value))
    };
    let as_member = |field: &str, value: Value| {
        desk.api(Method::POST, "/rest/posts", &token).json(&with(post(&urn, field), field, value))
    };
    let code = |code: &str| json!({"status": 400, "code": code});
    let targeted =
        json!({"feedDistribution": "MAIN_FEED", "targetEntities": [{"geoLocations": ["urn:li:geo:1"]}]});
    let advertisement = |label: &str, address: Option<&str>| {
        let mut body = with(post(&page, label), "contentCallToActionLabel", json!(label));
        body["adContext"] = json!({"dscName": "Autumn", "dscStatus": "ACTIVE"});
        body["distribution"]["feedDistribution"] = json!("NONE");
        if let Some(address) = address {
            body["contentLandingPage"] = json!(address);
        }
        desk.api(Method::POST, "/rest/posts", &page_token).json(&body)
    };
    check(vec![
        row("a member's connections", as_member("visibility", json!("CONNECTIONS")), 201, Value::Null),
        row(
            "a page has none",
            as_page("visibility", json!("CONNECTIONS")),
            400,
            code("INVALID_VALUE_FOR_FIELD"),
        ),
        row("a page's audience", as_page("distribution", targeted.clone()), 201, Value::Null),
        row("a member has none", as_member("distribution", targeted), 400, code("INVALID_VALUE_FOR_FIELD")),
        row(
            "without target entities",
            as_member("distribution", json!({"feedDistribution": "MAIN_FEED"})),
            201,
            Value::Null,
        ),
        row(
            "to no feed",
            as_member("distribution", json!({"feedDistribution": "SIDE_FEED"})),
            422,
            Value::Null,
        ),
        row(
            "an advertisement",
            advertisement("LEARN_MORE", Some("https://northwind.example/")),
            201,
            Value::Null,
        ),
        row(
            "an unknown button",
            advertisement("CLICK_ME", Some("https://northwind.example/")),
            400,
            code("INVALID_CALL_TO_ACTION"),
        ),
        row("a button to nowhere", advertisement("APPLY", None), 400, code("MISSING_REQUIRED_FIELD_FOR_DSC")),
        row("a bad address", advertisement("APPLY", Some("northwind")), 400, code("INVALID_URL")),
    ])
    .await;
    let feed = desk.ask(desk.www(Method::GET, "/feed/")).await.text;
    assert!(!feed.contains("LEARN_MORE"), "an advertisement is in nobody's feed by itself");
}

#[tokio::test]
async fn a_post_is_shared_again() {
    let desk = Desk::open().await;
    let (token, urn) = desk.signed_in("amara-sithole", MEMBER_SCOPES).await;
    let create = async |body: Value| {
        let reply = desk.ask(desk.api(Method::POST, "/rest/posts", &token).json(&body)).await;
        assert_eq!(reply.status, 201, "{}", reply.text);
        reply.header("x-restli-id").to_owned()
    };
    let first = create(post(&urn, "First")).await;
    let closed = create(with(post(&urn, "Mine alone"), "isReshareDisabledByAuthor", json!(true))).await;
    let reshare =
        |parent: &str, words: &str| with(post(&urn, words), "reshareContext", json!({"parent": parent}));
    let second = create(reshare(&first, "")).await;
    let third = create(reshare(&second, "Again")).await;
    let posts = desk.read("/posts").await;
    let shared = posts.as_array().unwrap().iter().find(|post| post["urn"] == third.as_str()).unwrap();
    assert_eq!(shared["content"], json!({"reshare": second, "root": first}));
    let send = |body: Value| desk.api(Method::POST, "/rest/posts", &token).json(&body);
    check(vec![
        row("nothing there", send(reshare("urn:li:share:1", "")), 400, json!({"code": "INVALID_URN_ID"})),
        row("no post", send(reshare(&urn, "")), 400, json!({"code": "INVALID_URN_TYPE"})),
        row(
            "not allowed by its author",
            send(reshare(&closed, "")),
            400,
            json!({"code": "INVALID_VALUE_FOR_FIELD"}),
        ),
        row(
            "with content of its own",
            send(with(reshare(&first, "x"), "content", json!({"article": {"source": "https://a.example/"}}))),
            400,
            json!({"code": "INVALID_VALUE_FOR_FIELD"}),
        ),
    ])
    .await;
}

#[tokio::test]
async fn a_mention_under_another_name_is_plain_text() {
    let desk = Desk::open().await;
    let (token, urn) = desk.signed_in("amara-sithole", MEMBER_SCOPES).await;
    let page = "urn:li:organization:2414183";
    let acme = desk.read("/accounts?provider=linkedin").await[0]["client"].as_str().unwrap().to_owned();
    for (name, of, holds) in [
        (acme.as_str(), page, true),
        (&acme.to_uppercase(), page, false),
        ("Amara Sithole", urn.as_str(), true),
        ("Amara", urn.as_str(), true),
        ("Sithole", urn.as_str(), true),
        ("A. Sithole", urn.as_str(), false),
        ("Nobody at all", "urn:li:organization:1", false),
    ] {
        let words = format!("By @[{name}]({of})");
        let body = post(&urn, &words);
        let reply = desk.ask(desk.api(Method::POST, "/rest/posts", &token).json(&body)).await;
        assert_eq!(reply.status, 201, "{name}: {}", reply.text);
        let posts = desk.read("/posts").await;
        let last = posts.as_array().unwrap().last().unwrap().clone();
        assert_eq!(last["text"], format!("By {name}"));
        let stored = if holds { words } else { format!("By {name}") };
        assert_eq!(last["stored"], stored);
    }
}

#[tokio::test]
async fn open_questions_are_switches() {
    let desk = Desk::open().await;
    let (token, urn) = desk.signed_in("amara-sithole", MEMBER_SCOPES).await;
    let send = |body: Value| desk.api(Method::POST, "/rest/posts", &token).json(&body);
    desk.control("/config", json!({"long_commentary_is_cut": true, "drafts_are_accepted": true})).await;
    check(vec![
        row("too long, and cut", send(post(&urn, &"x".repeat(3_010))), 201, Value::Null),
        row("a draft", send(with(post(&urn, "Draft"), "lifecycleState", json!("DRAFT"))), 201, Value::Null),
    ])
    .await;
    let posts = desk.read("/posts").await;
    assert_eq!(posts[0]["text"].as_str().unwrap().len(), 3_000);
    assert!(!desk.ask(desk.www(Method::GET, "/feed/")).await.text.contains("Draft"));

    let nobody = || send(post("urn:li:share:1", "Whose is this?"));
    let by_resource = json!({"errorDetails": {"inputErrors": [{"code": "INVALID_URN_TYPE"}]}});
    check(vec![row(
        "an author who is nobody, to the gateway",
        nobody(),
        403,
        json!({"serviceErrorCode": 100}),
    )])
    .await;
    desk.control("/config", json!({"linkedin_malformed_author_status": 400})).await;
    check(vec![row("and to the resource", nobody(), 400, by_resource)]).await;

    desk.control("/config", json!({"posts_fail_after_creating": true})).await;
    let reply = desk.ask(send(post(&urn, "Did it work?"))).await;
    assert_eq!(reply.status, 500);
    assert!(reply.json()["message"].as_str().unwrap().starts_with("RestException{_response="));
    check(vec![row(
        "the retry learns that it did",
        send(post(&urn, "Did it work?")),
        422,
        json!({"errorDetails": {"inputErrors": [{"code": "DUPLICATE_POST"}]}}),
    )])
    .await;
}
