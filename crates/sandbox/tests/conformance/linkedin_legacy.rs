//! The older way to post: `/v2/assets` and `/v2/ugcPosts`.

use reqwest::Method;
use serde_json::{Value, json};

use crate::desk::{Desk, MEMBER_SCOPES, check, png, row};
use crate::linkedin_media::{key, mp4, page_admin};

fn ugc(author: &str, words: &str, category: &str, media: &Value) -> Value {
    json!({
        "author": author,
        "lifecycleState": "PUBLISHED",
        "specificContent": {"com.linkedin.ugc.ShareContent": {
            "shareCommentary": {"text": words},
            "shareMediaCategory": category,
            "media": media,
        }},
        "visibility": {"com.linkedin.ugc.MemberNetworkVisibility": "PUBLIC"},
    })
}

fn registration(owner: &str, recipe: &str) -> Value {
    json!({"registerUploadRequest": {
        "recipes": [format!("urn:li:digitalmediaRecipe:feedshare-{recipe}")],
        "owner": owner,
        "serviceRelationships": [{
            "relationshipType": "OWNER", "identifier": "urn:li:userGeneratedContent",
        }],
    }})
}

async fn register(desk: &Desk, token: &str, body: &Value) -> Value {
    let reply = desk.ask(desk.api(Method::POST, "/v2/assets?action=registerUpload", token).json(body)).await;
    assert_eq!(reply.status, 200, "{}", reply.text);
    reply.json()["value"].clone()
}

fn id_of(asset: &Value) -> String {
    asset.as_str().unwrap().rsplit(':').next().unwrap().to_owned()
}

#[tokio::test]
async fn words_are_plain_and_nothing_is_cut() {
    let desk = Desk::open().await;
    let (token, urn) = desk.signed_in("amara-sithole", MEMBER_SCOPES).await;
    let client = desk.read("/accounts?provider=linkedin").await[0]["client"].as_str().unwrap().to_owned();
    let words = format!("By {client} (and others) #hiring *now*");
    let mut body = ugc(&urn, &words, "NONE", &json!([]));
    body["specificContent"]["com.linkedin.ugc.ShareContent"]["shareCommentary"]["attributes"] = json!([{
        "start": 3,
        "length": client.encode_utf16().count(),
        "value": {"com.linkedin.common.CompanyAttributedEntity": {"company": "urn:li:organization:2414183"}},
    }]);
    let send = || desk.api(Method::POST, "/v2/ugcPosts", &token).json(&body);
    let reply = desk.ask(send()).await;
    assert_eq!(reply.status, 201, "{}", reply.text);
    let created = reply.header("x-restli-id").to_owned();
    assert!(created.starts_with("urn:li:share:7"));
    assert_eq!(reply.json(), json!({"id": created}));
    let posts = desk.read("/posts").await;
    assert_eq!(posts[0]["text"], words);
    assert_eq!(
        posts[0]["stored"],
        format!(r"By @[{client}](urn:li:organization:2414183) \(and others\) {{hashtag|\#|hiring}} \*now\*")
    );
    let path = format!("/v2/ugcPosts/{}", key(&json!(created)));
    check(vec![
        row(
            "the same again",
            send(),
            422,
            json!({"errorDetails": {"inputErrors": [{"code": "DUPLICATE_POST"}]}}),
        ),
        row("delete", desk.api(Method::DELETE, &path, &token), 204, Value::Null),
        row("delete again", desk.api(Method::DELETE, &path, &token), 204, Value::Null),
        row(
            "under another name",
            desk.api(Method::DELETE, &format!("/v2/shares/{}", id_of(&json!(created))), &token),
            204,
            Value::Null,
        ),
        row(
            "a member reads nothing back",
            desk.api(Method::GET, &path, &token),
            403,
            json!({"message": "Not enough permissions to access: ugcPosts.GET.NO_VERSION"}),
        ),
        row(
            "it is no versioned resource",
            desk.api(Method::POST, "/rest/ugcPosts", &token).json(&body),
            404,
            json!({"status": 404, "message": "Resource ugcPosts does not exist"}),
        ),
    ])
    .await;
}

#[tokio::test]
async fn what_is_refused() {
    let desk = Desk::open().await;
    let (token, urn) = desk.signed_in("amara-sithole", MEMBER_SCOPES).await;
    let (_, other) = desk.signed_in("chloe-lambert", MEMBER_SCOPES).await;
    let send = |body: Value| desk.api(Method::POST, "/v2/ugcPosts", &token).json(&body);
    let article =
        json!([{"status": "READY", "originalUrl": "https://northwind.example/", "title": {"text": "N"}}]);
    let mut invisible = ugc(&urn, "x", "NONE", &json!([]));
    invisible["visibility"] = json!({"com.linkedin.ugc.MemberNetworkVisibility": "NOBODY"});
    let mut unknown = ugc(&urn, "x", "NONE", &json!([]));
    unknown["mood"] = json!("good");
    check(vec![
        row("an article", send(ugc(&urn, "Read", "ARTICLE", &article)), 201, json!({"id": "*"})),
        row("no article", send(ugc(&urn, "Read", "ARTICLE", &json!([]))), 400, json!({"code": "INVALID_VALUE_FOR_FIELD"})),
        row("two", send(ugc(&urn, "Read", "ARTICLE", &json!([article[0], article[0]]))), 400, json!({"code": "INVALID_VALUE_FOR_FIELD"})),
        row("no words", send(ugc(&urn, " ", "NONE", &json!([]))), 400, json!({"code": "INVALID_VALUE_BLANK_FIELD"})),
        row("too many", send(ugc(&urn, &"x".repeat(3_001), "NONE", &json!([]))), 400, json!({"code": "FIELD_LENGTH_TOO_LONG"})),
        row("somebody else", send(ugc(&other, "x", "NONE", &json!([]))), 403, json!({"serviceErrorCode": 100})),
        row(
            "for nobody",
            send(invisible),
            400,
            json!({"message": "ERROR :: /visibility/com.linkedin.ugc.MemberNetworkVisibility :: \"NOBODY\" is not an enum symbol\n"}),
        ),
        row("a field nobody knows", send(unknown), 400, json!({"message": "ERROR :: /mood :: unrecognized field found but not allowed\n"})),
        row(
            "a picture nobody sent",
            send(ugc(&urn, "x", "IMAGE", &json!([{"status": "READY", "media": "urn:li:digitalmediaAsset:none"}]))),
            400,
            json!({"code": "INVALID_IMAGE_ID"}),
        ),
        row("without a version", desk.http.post(format!("{}/v2/ugcPosts", desk.endpoints.linkedin.api)).bearer_auth(&token).json(&ugc(&urn, "No version", "NONE", &json!([]))), 201, Value::Null),
    ])
    .await;
    desk.control("/config", json!({"ugc_posts_need_version": true})).await;
    let bare = desk
        .http
        .post(format!("{}/v2/ugcPosts", desk.endpoints.linkedin.api))
        .bearer_auth(&token)
        .json(&ugc(&urn, "Still none", "NONE", &json!([])));
    check(vec![row("as one report says", bare, 400, json!({"code": "VERSION_MISSING"}))]).await;
}

#[tokio::test]
async fn a_picture_is_registered_sent_and_posted() {
    let desk = Desk::open().await;
    let (token, urn) = desk.signed_in("amara-sithole", MEMBER_SCOPES).await;
    let value = register(&desk, &token, &registration(&urn, "image")).await;
    let asset = &value["asset"];
    let id = id_of(asset);
    assert!(asset.as_str().unwrap().starts_with("urn:li:digitalmediaAsset:C5522AQ"));
    assert_eq!(
        value["mediaArtifact"],
        format!(
            "urn:li:digitalmediaMediaArtifact:({},urn:li:digitalmediaMediaArtifactClass:feedshare-uploadedImage)",
            asset.as_str().unwrap()
        )
    );
    let way = &value["uploadMechanism"]["com.linkedin.digitalmedia.uploading.MediaUploadHttpRequest"];
    assert_eq!(way["headers"], json!({}));
    let url = way["uploadUrl"].as_str().unwrap().to_owned();
    assert!(url.starts_with(&format!(
        "{}/mediaUpload/{id}/feedshare-uploadedImage/0?ca=vector_feedshare",
        desk.endpoints.linkedin.api
    )));
    let status = || desk.api(Method::GET, &format!("/v2/assets/{id}"), &token);
    let body = ugc(&urn, "Look", "IMAGE", &json!([{"status": "READY", "media": asset}]));
    let send = || desk.api(Method::POST, "/v2/ugcPosts", &token).json(&body);
    check(vec![
        row("waiting", status(), 200, json!({"recipes": [{"status": "WAITING_UPLOAD"}]})),
        row("too early", send(), 400, json!({"code": "MEDIA_ASSET_WAITING_UPLOAD"})),
        row("no token", desk.http.put(&url).body(png(8, 8)), 401, Value::Null),
        row("sent", desk.http.put(&url).bearer_auth(&token).body(png(8, 8)), 201, Value::Null),
        row("ready", status(), 200, json!({"id": id, "recipes": [{"status": "AVAILABLE"}]})),
        row("posted", send(), 201, json!({"id": "*"})),
        row(
            "a recipe nobody knows",
            desk.api(Method::POST, "/v2/assets?action=registerUpload", &token)
                .json(&registration(&urn, "hologram")),
            400,
            json!({"code": "INVALID_VALUE_FOR_FIELD"}),
        ),
        row(
            "no action",
            desk.api(Method::POST, "/v2/assets?action=forget", &token).json(&json!({})),
            400,
            Value::Null,
        ),
    ])
    .await;
    assert_eq!(desk.read("/posts").await[0]["media"][0]["mime"], "image/png");
}

#[tokio::test]
async fn a_video_is_registered_in_parts() {
    let desk = Desk::open().await;
    desk.control("/config", json!({"video_processing_s": 0})).await;
    let (token, urn) = desk.signed_in("amara-sithole", MEMBER_SCOPES).await;
    let bytes = mp4(12, 5_000_000);
    let mut body = registration(&urn, "video");
    body["registerUploadRequest"]["supportedUploadMechanism"] = json!(["MULTIPART_UPLOAD"]);
    body["registerUploadRequest"]["fileSize"] = json!(bytes.len());
    let value = register(&desk, &token, &body).await;
    let way = &value["uploadMechanism"]["com.linkedin.digitalmedia.uploading.MultipartUpload"];
    let mut answers = Vec::new();
    for part in way["partUploadRequests"].as_array().unwrap() {
        let at = |name: &str| usize::try_from(part["byteRange"][name].as_u64().unwrap()).unwrap();
        let piece = bytes[at("firstByte")..=at("lastByte")].to_vec();
        let reply = desk.ask(desk.http.put(part["url"].as_str().unwrap()).body(piece)).await;
        assert_eq!(reply.status, 200);
        answers.push(json!({"headers": {"ETag": reply.header("etag")}, "httpStatusCode": 200}));
    }
    assert_eq!(answers.len(), 2);
    let complete = |metadata: &Value| {
        desk.api(Method::POST, "/v2/assets?action=completeMultiPartUpload", &token).json(
            &json!({"completeMultipartUploadRequest": {
                "mediaArtifact": value["mediaArtifact"],
                "metadata": metadata,
                "partUploadResponses": answers,
            }}),
        )
    };
    let media = json!([{"status": "READY", "media": value["asset"], "title": {"text": "A day"}}]);
    check(vec![
        row("another upload's", complete(&json!("x")), 400, json!({"code": "UPDATING_ASSET_FAILED"})),
        row("complete", complete(&way["metadata"]), 200, Value::Null),
        row(
            "posted",
            desk.api(Method::POST, "/v2/ugcPosts", &token).json(&ugc(&urn, "Moving", "VIDEO", &media)),
            201,
            Value::Null,
        ),
    ])
    .await;
    assert_eq!(desk.read("/posts").await[0]["media"][0]["bytes"], bytes.len());
}

#[tokio::test]
async fn a_pages_posts_read_back() {
    let desk = Desk::open().await;
    let (token, page) = page_admin(&desk).await;
    let reply = desk
        .ask(desk.api(Method::POST, "/v2/ugcPosts", &token).json(&ugc(&page, "Read #me", "NONE", &json!([]))))
        .await;
    let urn = json!(reply.header("x-restli-id"));
    let whole = json!({
        "id": urn,
        "author": page,
        "lifecycleState": "PUBLISHED",
        "specificContent": {"com.linkedin.ugc.ShareContent": {
            "shareCommentary": {"text": "Read #me"},
            "shareMediaCategory": "NONE",
            "shareFeatures": {"hashtags": ["urn:li:hashtag:me"]},
        }},
        "visibility": {"com.linkedin.ugc.MemberNetworkVisibility": "PUBLIC"},
    });
    let get = |path: &str| desk.api(Method::GET, path, &token);
    check(vec![
        row("one", get(&format!("/v2/ugcPosts/{}", key(&urn))), 200, whole.clone()),
        row(
            "several",
            get(&format!("/v2/ugcPosts?ids=List({},urn%3Ali%3Ashare%3A1)", key(&urn))),
            200,
            json!({"results": {urn.as_str().unwrap(): whole}, "statuses": {"urn:li:share:1": 404}}),
        ),
        row(
            "its author's",
            get(&format!("/v2/ugcPosts?q=authors&authors=List({})", page.replace(':', "%3A"))),
            200,
            json!({"elements": [{"id": urn}], "paging": {"total": 1}}),
        ),
        row(
            "the newer resource knows it too",
            get(&format!("/rest/posts/{}", key(&urn))),
            200,
            json!({"commentary": r"Read {hashtag|\#|me}", "author": page}),
        ),
    ])
    .await;
}
