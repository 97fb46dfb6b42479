//! Comments, reactions and their sums at LinkedIn.

use reqwest::{Method, RequestBuilder};
use serde_json::{Value, json};

use crate::desk::{Desk, MEMBER_SCOPES, Reply, check, row};
use crate::linkedin_media::key;
use crate::linkedin_posts::post;

const READER: &str = "openid profile w_member_social w_member_social_feed r_organization_social r_organization_social_feed \
     w_organization_social w_organization_social_feed";
const PAGE: &str = "urn:li:organization:2414183";

/// A desk, a token with every social scope, the member behind it, and a post of hers.
async fn published(words: &str) -> (Desk, String, String, Value) {
    let desk = Desk::open().await;
    desk.control("/config", json!({"partner": true, "comment_interval_s": 0})).await;
    let (token, urn) = desk.signed_in("amara-sithole", READER).await;
    let reply = desk.ask(desk.api(Method::POST, "/rest/posts", &token).json(&post(&urn, words))).await;
    assert_eq!(reply.status, 201, "{}", reply.text);
    let created = json!(reply.header("x-restli-id"));
    (desk, token, urn, created)
}

fn comment(desk: &Desk, token: &str, on: &Value, actor: &str, words: &str) -> RequestBuilder {
    desk.api(Method::POST, &format!("/rest/socialActions/{}/comments", key(on)), token)
        .json(&json!({"actor": actor, "message": {"text": words}}))
}

async fn said(request: RequestBuilder) -> Reply {
    let reply = Reply::of(request.send().await.unwrap()).await;
    assert_eq!(reply.status, 201, "{}", reply.text);
    reply
}

#[tokio::test]
async fn a_comment_lives_from_its_creation_to_its_end() {
    let (desk, token, urn, on) = published("Talk to me").await;
    let created = said(comment(&desk, &token, &on, &urn, "Nice (really)")).await;
    let id = created.header("x-restli-id").to_owned();
    let body = created.json();
    let activity = body["object"].as_str().unwrap().to_owned();
    assert!(activity.starts_with("urn:li:activity:7"));
    assert!(!on.as_str().unwrap().ends_with(activity.rsplit(':').next().unwrap()), "another number");
    assert_eq!(body["id"], id.as_str());
    assert_eq!(body["$URN"], format!("urn:li:comment:({activity},{id})"));
    assert_eq!(body["commentUrn"], body["$URN"]);
    assert_eq!(body["message"], json!({"attributes": [], "text": "Nice (really)"}));
    assert_eq!(body["created"]["actor"], urn.as_str());
    assert_eq!(body["agent"], Value::Null, "nobody speaks for her");

    // The post goes by each of its names.
    for name in [&on, &json!(activity)] {
        let comments = format!("/rest/socialActions/{}/comments", key(name));
        let one = format!("{comments}/{id}");
        check(vec![
            row(
                "all of them",
                desk.api(Method::GET, &comments, &token),
                200,
                json!({"paging": {"start": 0, "count": 10, "total": 1}, "elements": [{"id": id}]}),
            ),
            row("this one", desk.api(Method::GET, &one, &token), 200, json!({"id": id, "object": activity})),
            row(
                "by its id",
                desk.api(Method::GET, &format!("{comments}?ids=List({id},1)"), &token),
                200,
                json!({"results": {&id: {"id": id}}, "errors": {"1": {"status": 404}}}),
            ),
        ])
        .await;
    }
    let path = format!("/rest/socialActions/{}/comments/{id}?actor={}", key(&on), key(&json!(urn)));
    let edit = |words: &str| {
        desk.api(Method::POST, &path, &token)
            .header("X-RestLi-Method", "PARTIAL_UPDATE")
            .json(&json!({"patch": {"message": {"$set": {"text": words}}}}))
    };
    check(vec![row("edit", edit("Very nice"), 204, Value::Null)]).await;
    desk.control("/config", json!({"comment_edit_status": 200})).await;
    check(vec![
        row("edit, by the other account of it", edit("Nicer"), 200, json!({"message": {"text": "Nicer"}})),
        row("delete", desk.api(Method::DELETE, &path, &token), 204, Value::Null),
        row("delete again", desk.api(Method::DELETE, &path, &token), 404, json!({"code": "NOT_FOUND"})),
    ])
    .await;
}

#[tokio::test]
async fn answers_stand_under_their_comment() {
    let (desk, token, urn, on) = published("Talk to me").await;
    let first = said(comment(&desk, &token, &on, &urn, "First")).await.json();
    let answer = said(comment(&desk, &token, &first["$URN"], &urn, "Answer")).await.json();
    let deeper = said(comment(&desk, &token, &answer["$URN"], &urn, "Answer to the answer")).await.json();
    let named =
        desk.api(Method::POST, &format!("/rest/socialActions/{}/comments", key(&on)), &token).json(&json!({
            "actor": urn, "object": first["object"], "message": {"text": "By name"},
            "parentComment": first["$URN"],
        }));
    let named = said(named).await.json();
    for one in [&answer, &deeper, &named] {
        assert_eq!(one["parentComment"], first["$URN"]);
    }
    let list = |of: &Value| format!("/rest/socialActions/{}/comments", key(of));
    check(vec![
        row(
            "of the post",
            desk.api(Method::GET, &list(&on), &token),
            200,
            json!({"elements": [{"id": first["id"], "commentsSummary": {"totalFirstLevelComments": 3}}]}),
        ),
        row(
            "of the comment, page by page",
            desk.api(Method::GET, &format!("{}?start=1&count=1", list(&first["$URN"])), &token),
            200,
            json!({"paging": {"start": 1, "count": 1, "total": 3}, "elements": [{"id": deeper["id"]}]}),
        ),
        row(
            "with the comment go its answers",
            desk.api(Method::DELETE, &format!("{}/{}", list(&on), first["id"].as_str().unwrap()), &token),
            204,
            Value::Null,
        ),
        row("all gone", desk.api(Method::GET, &list(&on), &token), 200, json!({"elements": []})),
    ])
    .await;
}

#[tokio::test]
async fn a_page_speaks_through_a_member() {
    let (desk, token, urn, on) = published("Talk to me").await;
    check(vec![row(
        "the member behind it is told",
        comment(&desk, &token, &on, PAGE, "From the page"),
        201,
        json!({
            "actor": PAGE,
            "agent": urn,
            "created": {"actor": PAGE, "impersonator": urn, "time": "*"},
            "lastModified": {"actor": PAGE, "impersonator": urn, "time": "*"},
        }),
    )])
    .await;
    let (other, _) = desk.signed_in("lukas-weidmann", READER).await;
    check(vec![
        row(
            "somebody else's page",
            comment(&desk, &other, &on, PAGE, "Not mine"),
            403,
            json!({"message": "Field Value validation failed in REQUEST_BODY: Data Processing Exception while processing fields [/actor]"}),
        ),
        row("somebody else", comment(&desk, &other, &on, &urn, "Not me"), 403, json!({"status": 403})),
    ])
    .await;
}

#[tokio::test]
async fn what_a_comment_is_refused_for() {
    let (desk, token, urn, on) = published("Talk to me").await;
    let (plain, own) = desk.signed_in("chloe-lambert", MEMBER_SCOPES).await;
    let send = |body: Value| {
        desk.api(Method::POST, &format!("/rest/socialActions/{}/comments", key(&on)), &token).json(&body)
    };
    let older = |token: &str, actor: &str| {
        desk.api(Method::POST, &format!("/v2/socialActions/{}/comments", key(&on)), token)
            .json(&json!({"actor": actor, "message": {"text": "The older way"}}))
    };
    check(vec![
        row(
            "the scope for posts is not enough",
            comment(&desk, &plain, &on, &own, "Hello"),
            403,
            json!({"message": "Not enough permissions to access: partnerApiSocialActions.CREATE.20261001"}),
        ),
        row("but for the older resource it is", older(&plain, &own), 201, json!({"actor": own})),
        row(
            "which lets nobody read with it",
            desk.api(Method::GET, &format!("/v2/socialActions/{}/comments", key(&on)), &plain),
            403,
            json!({"message": "Not enough permissions to access: socialActions.GET_ALL.NO_VERSION"}),
        ),
        row("no words", send(json!({"actor": urn, "message": {"text": " "}})), 400, json!({"code": "INVALID_VALUE_BLANK_FIELD"})),
        row(
            "a field nobody knows",
            send(json!({"actor": urn, "message": {"text": "a", "mood": 1}})),
            400,
            json!({"message": "ERROR :: /message/mood :: unrecognized field found but not allowed\n"}),
        ),
        row("another post in the body", send(json!({"actor": urn, "message": {"text": "a"}, "object": "urn:li:activity:1"})), 404, Value::Null),
        row(
            "an answer to nothing",
            send(json!({"actor": urn, "message": {"text": "a"}, "parentComment": "urn:li:comment:(urn:li:activity:1,2)"})),
            404,
            Value::Null,
        ),
        row(
            "a picture nobody sent",
            send(json!({"actor": urn, "message": {"text": "a"}, "content": [{"entity": {"image": "urn:li:image:none"}}]})),
            400,
            json!({"code": "INVALID_IMAGE_ID"}),
        ),
        row("to no post", comment(&desk, &token, &json!("urn:li:share:1"), &urn, "Anybody?"), 404, json!({"code": "NOT_FOUND"})),
    ])
    .await;
}

#[tokio::test]
async fn haste_is_throttled_and_a_fresh_post_not_ready() {
    let (desk, token, urn, on) = published("Talk to me").await;
    desk.control("/config", json!({"activity_delay_s": 30, "comment_interval_s": 60})).await;
    let send = |words: &str| comment(&desk, &token, &on, &urn, words);
    check(vec![row(
        "too early",
        send("1"),
        400,
        json!({"message": "Unable to obtain activity", "status": 400}),
    )])
    .await;
    desk.control("/clock", json!({"advance_s": 31})).await;
    check(vec![
        row("now", send("1"), 201, Value::Null),
        row(
            "too fast",
            send("2"),
            429,
            json!({"message": "Comment create throttled: creation rate limit exceeded for member"}),
        ),
        row("the page may", comment(&desk, &token, &on, PAGE, "3"), 201, Value::Null),
    ])
    .await;
    desk.control("/clock", json!({"advance_s": 60})).await;
    check(vec![row("a minute later", send("2"), 201, Value::Null)]).await;
}

#[tokio::test]
async fn reactions_are_given_once_and_taken_back() {
    let (desk, token, urn, on) = published("Like me").await;
    let actor = key(&json!(urn));
    let react =
        |body: Value| desk.api(Method::POST, &format!("/rest/reactions?actor={actor}"), &token).json(&body);
    let reply = desk.ask(react(json!({"root": on, "reactionType": "PRAISE"}))).await;
    assert_eq!(reply.status, 201, "{}", reply.text);
    let body = reply.json();
    let activity = body["root"].as_str().unwrap().to_owned();
    assert!(activity.starts_with("urn:li:activity:"));
    assert_eq!(body["id"], format!("urn:li:reaction:({urn},{activity})"));
    assert_eq!(reply.header("x-restli-id"), body["id"].as_str().unwrap());
    let one = format!("/rest/reactions/(actor:{actor},entity:{})", key(&on));
    let all = format!("/rest/reactions/(entity:{})?q=entity&sort=(value:REVERSE_CHRONOLOGICAL)", key(&on));
    check(vec![
        row("again", react(json!({"root": activity, "reactionType": "LIKE"})), 409, json!({"status": 409})),
        row(
            "a kind that is gone",
            react(json!({"root": on, "reactionType": "MAYBE"})),
            400,
            json!({"message": "ERROR :: /reactionType :: \"MAYBE\" is not an enum symbol\n"}),
        ),
        row("to nothing", react(json!({"root": "urn:li:share:1", "reactionType": "LIKE"})), 404, Value::Null),
        row("this one", desk.api(Method::GET, &one, &token), 200, json!({"reactionType": "PRAISE", "root": activity})),
        row(
            "all of them",
            desk.api(Method::GET, &all, &token),
            200,
            json!({"paging": {"total": 1}, "elements": [{"reactionType": "PRAISE", "created": {"actor": urn}}]}),
        ),
        row("take it back", desk.api(Method::DELETE, &one, &token), 204, Value::Null),
        row("it is gone", desk.api(Method::GET, &one, &token), 404, Value::Null),
        row("nothing to take back", desk.api(Method::DELETE, &one, &token), 404, Value::Null),
    ])
    .await;
    let (plain, own) = desk.signed_in("chloe-lambert", MEMBER_SCOPES).await;
    let refused = desk
        .api(Method::POST, &format!("/rest/reactions?actor={}", key(&json!(own))), &plain)
        .json(&json!({"root": on, "reactionType": "LIKE"}));
    check(vec![row(
        "the scope for posts is not enough",
        refused,
        403,
        json!({"message": "Not enough permissions to access: partnerApiReactions.CREATE.20261001"}),
    )])
    .await;
}

#[tokio::test]
async fn the_sums_of_it_all() {
    let (desk, token, urn, on) = published("Sum me up").await;
    let first = said(comment(&desk, &token, &on, &urn, "First")).await.json();
    said(comment(&desk, &token, &first["$URN"], PAGE, "Answer")).await;
    for (actor, root, kind) in
        [(urn.as_str(), &on, "LIKE"), (PAGE, &on, "EMPATHY"), (PAGE, &first["$URN"], "LIKE")]
    {
        let path = format!("/rest/reactions?actor={}", actor.replace(':', "%3A"));
        said(desk.api(Method::POST, &path, &token).json(&json!({"root": root, "reactionType": kind}))).await;
    }
    let path = format!("/rest/socialMetadata/{}", key(&on));
    let sums = json!({
        "entity": on,
        "commentsState": "OPEN",
        "commentSummary": {"count": 2, "topLevelCount": 1},
        "reactionSummaries": {
            "LIKE": {"reactionType": "LIKE", "count": 1},
            "EMPATHY": {"reactionType": "EMPATHY", "count": 1},
        },
    });
    let close = desk
        .api(Method::POST, &path, &token)
        .header("X-RestLi-Method", "PARTIAL_UPDATE")
        .json(&json!({"patch": {"$set": {"commentsState": "CLOSED"}}}));
    check(vec![
        row("of a post", desk.api(Method::GET, &path, &token), 200, sums.clone()),
        row(
            "of several",
            desk.api(Method::GET, &format!("/rest/socialMetadata?ids=List({},urn%3Ali%3Ashare%3A1)", key(&on)), &token),
            200,
            json!({"results": {on.as_str().unwrap(): sums}, "statuses": {"urn:li:share:1": 404}}),
        ),
        row(
            "of a comment",
            desk.api(Method::GET, &format!("/rest/socialMetadata/{}", key(&first["$URN"])), &token),
            200,
            json!({"commentSummary": {"count": 1}, "reactionSummaries": {"LIKE": {"count": 1}}}),
        ),
        row(
            "the older way",
            desk.api(Method::GET, &format!("/v2/socialActions/{}", key(&on)), &token),
            200,
            json!({
                "likesSummary": {"totalLikes": 2, "likedByCurrentUser": true},
                "commentsSummary": {"totalFirstLevelComments": 1, "aggregatedTotalComments": 2, "commentsState": "OPEN"},
                "$URN": on,
                "target": first["object"],
            }),
        ),
        row("close", close, 204, Value::Null),
        row("closed", desk.api(Method::GET, &path, &token), 200, json!({"commentsState": "CLOSED"})),
        row("nobody comments any more", comment(&desk, &token, &on, &urn, "Late"), 403, json!({"status": 403})),
    ])
    .await;
}

#[tokio::test]
async fn likes_are_what_reactions_were_before() {
    let (desk, token, urn, on) = published("Like me").await;
    let (plain, own) = desk.signed_in("chloe-lambert", MEMBER_SCOPES).await;
    let likes = format!("/v2/socialActions/{}/likes", key(&on));
    let one = |actor: &str| format!("{likes}/{}", key(&json!(actor)));
    let like = |token: &str, body: Value| desk.api(Method::POST, &likes, token).json(&body);
    let liked = desk.ask(like(&plain, json!({"actor": own, "object": on}))).await;
    assert_eq!(liked.status, 201, "{}", liked.text);
    let body = liked.json();
    let activity = body["object"].as_str().unwrap().to_owned();
    assert!(activity.starts_with("urn:li:activity:"));
    assert_eq!(body["$URN"], format!("urn:li:like:({own},{activity})"));
    assert_eq!(body["created"]["actor"], own.as_str());
    check(vec![
        row("again", like(&plain, json!({"actor": own})), 409, json!({"status": 409})),
        row("for somebody else", like(&plain, json!({"actor": urn})), 403, json!({"status": 403})),
        row(
            "another post in the body",
            like(&token, json!({"actor": urn, "object": "urn:li:share:1"})),
            404,
            Value::Null,
        ),
        row(
            "a page likes through a member",
            like(&token, json!({"actor": PAGE})),
            201,
            json!({"actor": PAGE, "agent": urn, "created": {"impersonator": urn}}),
        ),
        row(
            "under /rest the scope for posts is not enough",
            desk.api(Method::POST, &likes.replace("/v2", "/rest"), &plain).json(&json!({"actor": own})),
            403,
            json!({"message": "Not enough permissions to access: partnerApiSocialActions.CREATE.20261001"}),
        ),
        row(
            "all of them",
            desk.api(Method::GET, &likes, &token),
            200,
            json!({"paging": {"total": 2}, "elements": [{"actor": PAGE}, {"actor": own}]}),
        ),
        row(
            "this one",
            desk.api(Method::GET, &one(&own), &token),
            200,
            json!({"actor": own, "object": activity}),
        ),
        row(
            "as a reaction",
            desk.api(Method::GET, &format!("/rest/socialMetadata/{}", key(&on)), &token),
            200,
            json!({"reactionSummaries": {"LIKE": {"count": 2}}}),
        ),
        row(
            "taken back",
            desk.api(Method::DELETE, &format!("{}?actor={}", one(&own), key(&json!(own))), &plain),
            204,
            Value::Null,
        ),
        row("gone", desk.api(Method::GET, &one(&own), &token), 404, Value::Null),
    ])
    .await;
}
