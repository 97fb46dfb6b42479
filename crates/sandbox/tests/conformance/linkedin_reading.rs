//! A page's posts read back, edited and deleted.

use reqwest::Method;
use serde_json::{Value, json};

use crate::desk::{Desk, MEMBER_SCOPES, check, row};
use crate::linkedin_media::{announce, key, page_admin};
use crate::linkedin_posts::{post, with};

async fn create(desk: &Desk, token: &str, body: &Value) -> Value {
    let reply = desk.ask(desk.api(Method::POST, "/rest/posts", token).json(body)).await;
    assert_eq!(reply.status, 201, "{}", reply.text);
    json!(reply.header("x-restli-id"))
}

#[tokio::test]
async fn a_post_of_a_page_reads_back_as_it_was_published() {
    let desk = Desk::open().await;
    let (token, page) = page_admin(&desk).await;
    let poll = json!({"poll": {
        "question": "Tea?",
        "options": [{"text": "Yes"}, {"text": "No"}],
        "settings": {"duration": "ONE_DAY"},
    }});
    let urn = create(&desk, &token, &with(post(&page, "#hiring (cut"), "content", poll)).await;
    let path = format!("/rest/posts/{}", key(&urn));
    let get = |query: &str| desk.api(Method::GET, &format!("{path}{query}"), &token);
    check(vec![
        row(
            "whole",
            get(""),
            200,
            json!({
                "id": urn,
                "author": page,
                "commentary": r"{hashtag|\#|hiring} ",
                "visibility": "PUBLIC",
                "lifecycleState": "PUBLISHED",
                "lifecycleStateInfo": {"isEditedByAuthor": false},
                "distribution": {"feedDistribution": "MAIN_FEED", "thirdPartyDistributionChannels": []},
                "createdAt": "*", "publishedAt": "*", "lastModifiedAt": "*",
                "isReshareDisabledByAuthor": false,
                "content": {"poll": {
                    "question": "Tea?",
                    "uniqueVotersCount": 0,
                    "options": [
                        {"text": "Yes", "voteCount": 0, "isVotedByViewer": false},
                        {"text": "No", "voteCount": 0, "isVotedByViewer": false},
                    ],
                }},
            }),
        ),
        row("as its author", get("?viewContext=AUTHOR"), 200, json!({"id": urn})),
        row("as a stranger", get("?viewContext=ALIEN"), 400, Value::Null),
    ])
    .await;

    let shared = with(post(&page, ""), "reshareContext", json!({"parent": urn}));
    let shared = create(&desk, &token, &shared).await;
    check(vec![row(
        "a reshare names its parent and its root",
        desk.api(Method::GET, &format!("/rest/posts/{}", key(&shared)), &token),
        200,
        json!({"commentary": "", "reshareContext": {"parent": urn, "root": urn}}),
    )])
    .await;
}

#[tokio::test]
async fn several_at_once_and_an_authors_page_by_page() {
    let desk = Desk::open().await;
    let (token, page) = page_admin(&desk).await;
    let (member, own) = desk.signed_in("chloe-lambert", MEMBER_SCOPES).await;
    let mut urns = Vec::new();
    for number in 1..=5 {
        urns.push(create(&desk, &token, &post(&page, &format!("Number {number}"))).await);
        desk.control("/clock", json!({"advance_s": 60})).await;
    }
    let foreign = create(&desk, &member, &post(&own, "Private")).await;
    let edit = json!({"patch": {"$set": {"commentary": "Number 1, edited"}}});
    let edit = desk
        .api(Method::POST, &format!("/rest/posts/{}", key(&urns[0])), &token)
        .header("X-RestLi-Method", "PARTIAL_UPDATE")
        .json(&edit);
    assert_eq!(desk.ask(edit).await.status, 204);

    let gone = json!("urn:li:share:1");
    let batch = format!("/rest/posts?ids=List({},{},{})", key(&urns[0]), key(&foreign), key(&gone));
    let reply = desk.ask(desk.api(Method::GET, &batch, &token).header("X-RestLi-Method", "BATCH_GET")).await;
    assert_eq!(reply.status, 200, "{}", reply.text);
    let body = reply.json();
    assert_eq!(body["results"].as_object().unwrap().len(), 1);
    assert_eq!(body["results"][urns[0].as_str().unwrap()]["lifecycleStateInfo"]["isEditedByAuthor"], true);
    assert_eq!(body["statuses"][foreign.as_str().unwrap()], 403);
    assert_eq!(body["errors"]["urn:li:share:1"]["code"], "NOT_FOUND");

    let author = page.replace(':', "%3A");
    let find =
        |more: &str| desk.api(Method::GET, &format!("/rest/posts?q=author&author={author}{more}"), &token);
    let order = async |more: &str| -> Vec<Value> {
        let body = desk.ask(find(more)).await.json();
        body["elements"].as_array().unwrap().iter().map(|post| post["id"].clone()).collect()
    };
    assert_eq!(order("").await[0], urns[0], "the last modified first");
    assert_eq!(order("&sortBy=CREATED").await[0], urns[4]);
    let middle = desk.ask(find("&sortBy=CREATED&start=2&count=2")).await.json();
    assert_eq!(middle["elements"][0]["id"], urns[2]);
    let paging = &middle["paging"];
    assert_eq!((&paging["start"], &paging["count"]), (&json!(2), &json!(2)));
    let links: Vec<&str> =
        paging["links"].as_array().unwrap().iter().map(|link| link["rel"].as_str().unwrap()).collect();
    assert_eq!(links, ["prev", "next"]);
    let next = paging["links"][1]["href"].as_str().unwrap();
    let next = desk.ask(desk.api(Method::GET, next, &token)).await.json();
    assert_eq!(next["elements"][0]["id"], urns[0], "the link leads on, in the same order");

    check(vec![
        row("an order nobody knows", find("&sortBy=LIKES"), 400, Value::Null),
        row("a count in words", find("&count=ten"), 400, Value::Null),
        row("no question", desk.api(Method::GET, "/rest/posts", &token), 400, Value::Null),
        row(
            "a member's posts",
            desk.api(Method::GET, &format!("/rest/posts?q=author&author={}", own.replace(':', "%3A")), &member),
            403,
            json!({"message": "Not enough permissions to access: partnerApiPostsExternal.FINDER-author.20261001"}),
        ),
    ])
    .await;
}

#[tokio::test]
async fn what_can_be_changed_later() {
    let desk = Desk::open().await;
    let (token, page) = page_admin(&desk).await;
    let urn = create(&desk, &token, &post(&page, "First words")).await;
    let path = format!("/rest/posts/{}", key(&urn));
    let patch = |set: Value| {
        desk.api(Method::POST, &path, &token)
            .header("X-RestLi-Method", "PARTIAL_UPDATE")
            .json(&json!({"patch": {"$set": set}}))
    };
    let read = || desk.api(Method::GET, &path, &token);
    check(vec![
        row("the words", patch(json!({"commentary": "Other words"})), 204, Value::Null),
        row(
            "they are read back, and that they are others",
            read(),
            200,
            json!({"commentary": "Other words", "lifecycleStateInfo": {"isEditedByAuthor": true}}),
        ),
        row("the button", patch(json!({"contentCallToActionLabel": "APPLY"})), 204, Value::Null),
        row("and it stays", read(), 200, json!({"contentCallToActionLabel": "APPLY", "commentary": "Other words"})),
        row(
            "not who sees it",
            patch(json!({"visibility": "CONNECTIONS"})),
            403,
            json!({"message": "Unpermitted fields present in REQUEST_BODY: Data Processing Exception while processing fields [/patch/$set/visibility]"}),
        ),
        row(
            "nor what is no field",
            patch(json!({"mood": "good"})),
            422,
            json!({"message": "ERROR :: /patch/$set/mood :: unrecognized field found but not allowed\n"}),
        ),
        row("nothing", patch(json!({})), 422, Value::Null),
        row("delete", desk.api(Method::DELETE, &path, &token), 204, Value::Null),
        row("gone", read(), 404, json!({"code": "NOT_FOUND", "message": "Could not find entity"})),
        row("too late", patch(json!({"commentary": "Late"})), 404, json!({"code": "NOT_FOUND"})),
        row("delete again", desk.api(Method::DELETE, &path, &token), 204, Value::Null),
    ])
    .await;
}

#[tokio::test]
async fn a_post_may_wait_for_its_files() {
    let desk = Desk::open().await;
    let (token, page) = page_admin(&desk).await;
    desk.control("/config", json!({"processing_media_is_refused": false, "image_processing_s": 60})).await;
    let value = announce(&desk, &token, "images", json!({"owner": page})).await;
    let upload =
        desk.http.put(value["uploadUrl"].as_str().unwrap()).bearer_auth(&token).body(crate::desk::png(8, 8));
    assert_eq!(desk.ask(upload).await.status, 201);
    let body = with(post(&page, "Soon"), "content", json!({"media": {"id": value["image"]}}));
    let urn = create(&desk, &token, &body).await;
    let read = || desk.api(Method::GET, &format!("/rest/posts/{}", key(&urn)), &token);
    check(vec![row("not yet", read(), 200, json!({"lifecycleState": "PUBLISH_REQUESTED"}))]).await;
    assert!(!desk.ask(desk.www(Method::GET, "/feed/")).await.text.contains("Soon"));
    desk.control("/clock", json!({"advance_s": 61})).await;
    check(vec![row("now", read(), 200, json!({"lifecycleState": "PUBLISHED"}))]).await;
    assert!(desk.ask(desk.www(Method::GET, "/feed/")).await.text.contains("Soon"));
}
