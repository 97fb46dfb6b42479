//! Pictures and posts as a member, through LinkedIn's official API.

use reqwest::Method;
use serde_json::{Value, json};

use crate::desk::{Desk, MEMBER_SCOPES, check, png, row};

pub fn post(author: &str, commentary: &str) -> Value {
    json!({
        "author": author,
        "commentary": commentary,
        "visibility": "PUBLIC",
        "distribution": {
            "feedDistribution": "MAIN_FEED",
            "targetEntities": [],
            "thirdPartyDistributionChannels": [],
        },
        "lifecycleState": "PUBLISHED",
        "isReshareDisabledByAuthor": false,
    })
}

pub fn with(mut post: Value, field: &str, value: Value) -> Value {
    post[field] = value;
    post
}

#[tokio::test]
async fn a_post_is_created_empty_bodied_and_lands_in_the_feed() {
    let desk = Desk::open().await;
    let (token, urn) = desk.signed_in("amara-sithole", MEMBER_SCOPES).await;
    let body = post(&urn, r"Hello \(world\) #hiring");
    let reply = desk.ask(desk.api(Method::POST, "/rest/posts", &token).json(&body)).await;
    assert_eq!(reply.status, 201, "{}", reply.text);
    assert_eq!(reply.text, "");
    let created = reply.header("x-restli-id").to_owned();
    assert!(created.starts_with("urn:li:share:7") && created.len() == 32);

    let posts = desk.read("/posts").await;
    assert_eq!(posts[0]["urn"], created.as_str());
    assert_eq!(posts[0]["author"]["urn"], urn.as_str());
    assert_eq!(posts[0]["text"], "Hello (world) #hiring");
    assert_eq!(posts[0]["stored"], r"Hello \(world\) {hashtag|\#|hiring}");
    for path in ["/feed/".to_owned(), format!("/feed/update/{created}/"), "/in/amara-sithole".to_owned()] {
        let page = desk.ask(desk.www(Method::GET, &path)).await;
        assert_eq!(page.status, 200, "{path}");
        assert!(page.text.contains("Hello (world) <a href=\"/feed/hashtag/hiring\">#hiring</a>"), "{path}");
        assert!(page.text.contains("Amara Sithole"), "{path}");
    }
}

#[tokio::test]
async fn an_unescaped_bracket_cuts_silently() {
    let desk = Desk::open().await;
    let (token, urn) = desk.signed_in("amara-sithole", MEMBER_SCOPES).await;
    let body = post(&urn, "This is a test. (This is also a test.)");
    check(vec![row(
        "201 all the same",
        desk.api(Method::POST, "/rest/posts", &token).json(&body),
        201,
        Value::Null,
    )])
    .await;
    let posts = desk.read("/posts").await;
    assert_eq!(posts[0]["text"], "This is a test. ");
    assert_eq!(posts[0]["commentary"], "This is a test. (This is also a test.)");
}

#[tokio::test]
async fn what_is_refused_and_how() {
    let desk = Desk::open().await;
    let (token, urn) = desk.signed_in("amara-sithole", MEMBER_SCOPES).await;
    let (_, other) = desk.signed_in("chloe-lambert", MEMBER_SCOPES).await;
    let send = |body: Value| desk.api(Method::POST, "/rest/posts", &token).json(&body);
    let fine = post(&urn, "Fine");
    let code =
        |status: u16, code: &str, message: &str| json!({"status": status, "code": code, "message": message});
    let mut no_author = fine.clone();
    no_author.as_object_mut().unwrap().remove("author");
    check(vec![
        row(
            "another member as author",
            send(post(&other, "Fine")),
            403,
            json!({
                "serviceErrorCode": 100,
                "message": "Field Value validation failed in REQUEST_BODY: Data Processing Exception while processing fields [/author]",
                "status": 403,
            }),
        ),
        row(
            "null content",
            send(with(fine.clone(), "content", Value::Null)),
            403,
            json!({"message": "Unpermitted fields present in REQUEST_BODY: Data Processing Exception while processing fields [/content]"}),
        ),
        row(
            "all complaints at once",
            send(with(
                with(fine.clone(), "visibility", json!("EVERYBODY")),
                "surprise",
                json!(1),
            )),
            422,
            json!({
                "message": "ERROR :: /surprise :: unrecognized field found but not allowed\nERROR :: /visibility :: \"EVERYBODY\" is not an enum symbol\n",
                "status": 422,
            }),
        ),
        row(
            "missing author",
            send(no_author),
            422,
            json!({"message": "ERROR :: /author :: field is required but not found and has no default value\n"}),
        ),
        row(
            "number as text",
            send(with(fine.clone(), "commentary", json!(19.9))),
            422,
            json!({"message": "ERROR :: /commentary :: 19.9 cannot be coerced to String\n"}),
        ),
        row(
            "draft",
            send(with(fine.clone(), "lifecycleState", json!("DRAFT"))),
            400,
            code(
                400,
                "INVALID_VALUE_FOR_FIELD",
                "lifecycleState can't be set to DRAFT",
            ),
        ),
        row(
            "blank",
            send(post(&urn, "  ")),
            400,
            code(400, "INVALID_VALUE_BLANK_FIELD", "commentary can't be blank"),
        ),
        row(
            "too long",
            send(post(&urn, &"x".repeat(3_001))),
            400,
            code(
                400,
                "FIELD_LENGTH_TOO_LONG",
                "commentary length 3001 can't exceeded maximum 3000 length",
            ),
        ),
        row(
            "escapes do not count",
            send(post(&urn, &r"\(".repeat(3_000))),
            201,
            Value::Null,
        ),
        row(
            "mention of nobody",
            send(post(&urn, "@[Nobody](urn:li:person:nobody)")),
            400,
            json!({"message": "Person URN ID in commentary field is invalid."}),
        ),
        row(
            "no JSON",
            desk.api(Method::POST, "/rest/posts", &token).body("{"),
            400,
            json!({"status": 400}),
        ),
    ])
    .await;
}

#[tokio::test]
async fn the_same_again_within_ten_minutes_names_the_first() {
    let desk = Desk::open().await;
    let (token, urn) = desk.signed_in("amara-sithole", MEMBER_SCOPES).await;
    let send = || desk.api(Method::POST, "/rest/posts", &token).json(&post(&urn, "Once"));
    let first = desk.ask(send()).await;
    let created = first.header("x-restli-id");
    check(vec![row(
        "again",
        send(),
        422,
        json!({
            "errorDetailType": "com.linkedin.common.error.BadRequest",
            "message": format!("com.linkedin.content.common.exception.BadRequestResponseException: Content is a duplicate of {created}"),
            "errorDetails": {"inputErrors": [{
                "description": "Duplicate post is detected",
                "input": {},
                "code": "DUPLICATE_POST",
            }]},
            "status": 422,
        }),
    )])
    .await;
    desk.control("/clock", json!({"advance_s": 601})).await;
    check(vec![row("later", send(), 201, Value::Null)]).await;
}

#[tokio::test]
async fn deleting_is_idempotent_and_reading_back_is_forbidden() {
    let desk = Desk::open().await;
    let (token, urn) = desk.signed_in("amara-sithole", MEMBER_SCOPES).await;
    let (other, _) = desk.signed_in("chloe-lambert", MEMBER_SCOPES).await;
    let created =
        desk.ask(desk.api(Method::POST, "/rest/posts", &token).json(&post(&urn, "Soon gone"))).await;
    let path = format!("/rest/posts/{}", created.header("x-restli-id").replace(':', "%3A"));
    let edit = desk
        .api(Method::POST, &path, &token)
        .header("X-RestLi-Method", "partial_update")
        .json(&json!({"patch": {"$set": {"commentary": "Edited"}}}));
    check(vec![
        row("edit", edit, 204, Value::Null),
        row(
            "read",
            desk.api(Method::GET, &path, &token),
            403,
            json!({"message": "Not enough permissions to access: partnerApiPostsExternal.GET.20261001"}),
        ),
        row("others", desk.api(Method::DELETE, &path, &other), 403, json!({"code": "ACCESS_DENIED"})),
        row("delete", desk.api(Method::DELETE, &path, &token), 204, Value::Null),
        row("again", desk.api(Method::DELETE, &path, &token), 204, Value::Null),
        row(
            "never was",
            desk.api(Method::DELETE, "/rest/posts/urn%3Ali%3Ashare%3A1", &token),
            404,
            json!({"code": "NOT_FOUND"}),
        ),
    ])
    .await;
    let posts = desk.read("/posts").await;
    assert_eq!(posts[0]["text"], "Edited");
    assert_eq!(posts[0]["deleted"], true);
}

/// Begins an upload: the upload URL and the image's URN.
async fn begin(desk: &Desk, token: &str, owner: &str) -> (String, String) {
    let request = desk
        .api(Method::POST, "/rest/images?action=initializeUpload", token)
        .json(&json!({"initializeUploadRequest": {"owner": owner}}));
    let reply = desk.ask(request).await;
    assert_eq!(reply.status, 200, "{}", reply.text);
    let value = &reply.json()["value"];
    assert!(value["uploadUrlExpiresAt"].is_i64());
    (value["uploadUrl"].as_str().unwrap().to_owned(), value["image"].as_str().unwrap().to_owned())
}

#[tokio::test]
async fn a_picture_travels_from_upload_to_feed() {
    let desk = Desk::open().await;
    let (token, urn) = desk.signed_in("amara-sithole", MEMBER_SCOPES).await;
    let mut bytes = png(640, 400);
    bytes.resize(5 * 1024 * 1024, 7);
    let (url, image) = begin(&desk, &token, &urn).await;
    let body =
        with(post(&urn, "With a picture"), "content", json!({"media": {"id": image, "altText": "A bench"}}));
    check(vec![
        row(
            "before its upload",
            desk.api(Method::POST, "/rest/posts", &token).json(&body),
            400,
            json!({"code": "MEDIA_ASSET_WAITING_UPLOAD"}),
        ),
        row(
            "upload without a token",
            desk.http.put(&url).body(bytes.clone()),
            401,
            Value::Null,
        ),
        row(
            "upload",
            desk.http.put(&url).bearer_auth(&token).body(bytes.clone()),
            201,
            Value::Null,
        ),
        row(
            "a member's token cannot poll",
            desk.api(
                Method::GET,
                &format!("/rest/images/{}", image.replace(':', "%3A")),
                &token,
            ),
            403,
            json!({
                "message": "Accessing this image resource is forbidden. Please check your permissions for this resource",
                "status": 403,
            }),
        ),
        row(
            "post",
            desk.api(Method::POST, "/rest/posts", &token).json(&body),
            201,
            Value::Null,
        ),
    ])
    .await;
    let posts = desk.read("/posts").await;
    let media = &posts[0]["media"][0];
    assert_eq!(media["bytes"], bytes.len());
    assert_eq!(media["mime"], "image/png");
    assert_eq!(media["alt"], "A bench");
    let path = format!("/dms/media/{}", media["id"].as_str().unwrap());
    let shown = desk.www(Method::GET, &path).send().await.unwrap();
    assert_eq!(shown.bytes().await.unwrap(), bytes);
}

#[tokio::test]
async fn pictures_that_cannot_be_posted() {
    let desk = Desk::open().await;
    let (token, urn) = desk.signed_in("amara-sithole", MEMBER_SCOPES).await;
    let (other, other_urn) = desk.signed_in("chloe-lambert", MEMBER_SCOPES).await;
    let upload = async |token: &str, owner: &str, bytes: Vec<u8>| {
        let (url, image) = begin(&desk, token, owner).await;
        // n8n posts instead of putting, and it works.
        let request = desk.http.post(url).bearer_auth(token).body(bytes);
        assert_eq!(desk.ask(request).await.status, 201);
        image
    };
    let foreign = upload(&other, &other_urn, png(10, 10)).await;
    let broken = upload(&token, &urn, b"no picture at all".to_vec()).await;
    let vast = upload(&token, &urn, png(8_000, 5_000)).await;
    let send = |image: &str| {
        desk.api(Method::POST, "/rest/posts", &token).json(&with(
            post(&urn, "Picture"),
            "content",
            json!({"media": {"id": image}}),
        ))
    };
    check(vec![
        row(
            "unknown",
            send("urn:li:image:C4E10AQnothing"),
            400,
            json!({"code": "INVALID_IMAGE_ID", "message": "This Image ID is invalid"}),
        ),
        row("somebody else's", send(&foreign), 403, json!({"code": "ACCESS_DENIED"})),
        row("no picture", send(&broken), 400, json!({"code": "MEDIA_ASSET_PROCESSING_FAILED"})),
        row("too many pixels", send(&vast), 400, json!({"code": "MEDIA_ASSET_PROCESSING_FAILED"})),
        row(
            "owned by another",
            desk.api(Method::POST, "/rest/images?action=initializeUpload", &token)
                .json(&json!({"initializeUploadRequest": {"owner": other_urn}})),
            403,
            json!({"code": "ACCESS_DENIED"}),
        ),
        row(
            "surprise",
            desk.api(Method::POST, "/rest/images?action=initializeUpload", &token)
                .json(&json!({"initializeUploadRequest": {"owner": urn, "size": 1}})),
            422,
            json!({"message": "ERROR :: /initializeUploadRequest/size :: unrecognized field found but not allowed\n"}),
        ),
    ])
    .await;
}
