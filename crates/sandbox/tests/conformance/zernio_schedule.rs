//! Zernio: schedules, drafts, approval and queues, by the sandbox's clock.

use chrono::{DateTime, Datelike as _, Timelike as _};
use reqwest::{Method, RequestBuilder};
use serde_json::{Value, json};

use crate::desk::{Desk, check, row};
use crate::inbox::Inbox;

async fn made(desk: &Desk, body: Value) -> Value {
    let reply = desk.ask(desk.zernio(Method::POST, "/v1/posts").json(&body)).await;
    assert_eq!(reply.status, 201, "{}", reply.text);
    reply.json()["post"].clone()
}

fn read(desk: &Desk, post: &Value) -> RequestBuilder {
    desk.zernio(Method::GET, &format!("/v1/posts/{}", post["_id"].as_str().unwrap()))
}

fn update(desk: &Desk, post: &Value, body: Value) -> RequestBuilder {
    desk.zernio(Method::PUT, &format!("/v1/posts/{}", post["_id"].as_str().unwrap())).json(&body)
}

async fn in_seconds(desk: &Desk, seconds: i64) -> String {
    let now = desk.read("/clock").await;
    let now = DateTime::parse_from_rfc3339(now["now"].as_str().unwrap()).unwrap();
    (now + chrono::TimeDelta::seconds(seconds)).to_rfc3339()
}

#[tokio::test]
async fn a_scheduled_post_is_out_when_its_time_has_come() {
    let desk = Desk::open().await;
    let owen = desk.account("zernio", "owen-gallagher").await;
    let mut inbox = Inbox::answering(200).await;
    let events = ["post.scheduled", "post.platform.published", "post.published"];
    let hook = json!({"name": "Posts", "url": inbox.url, "events": events});
    desk.ask(desk.zernio(Method::POST, "/v1/webhooks/settings").json(&hook)).await;
    let target = json!([{"platform": "linkedin", "accountId": owen}]);
    let post = made(&desk, json!({"content": "Later", "platforms": target, "scheduledFor": in_seconds(&desk, 600).await, "metadata": {"mine": 7}})).await;
    assert_eq!(post["status"], "scheduled");
    assert_eq!(post["platforms"][0]["status"], "pending");
    desk.control("/clock", json!({"advance_s": 590})).await;
    assert_eq!(desk.read("/posts?provider=zernio").await, json!([]));
    desk.control("/clock", json!({"advance_s": 20})).await;
    assert_eq!(desk.read("/posts?provider=zernio").await[0]["text"], "Later");
    check(vec![row("published", read(&desk, &post), 200, json!({"post": {"status": "published", "platforms": [{"status": "published", "platformPostUrl": "*"}]}}))])
        .await;
    for event in events {
        let received = inbox.next().await.json();
        assert_eq!(received["event"], event);
        assert_eq!(received["post"]["metadata"], json!({"mine": 7}));
        assert_eq!(received["post"]["platforms"][0]["accountId"], owen.as_str());
    }
}

#[tokio::test]
async fn a_scheduled_post_of_an_account_that_was_lost_fails() {
    let desk = Desk::open().await;
    let owen = desk.account("zernio", "owen-gallagher").await;
    let target = json!([{"platform": "linkedin", "accountId": owen}]);
    let post = made(
        &desk,
        json!({"content": "Later", "platforms": target, "scheduledFor": in_seconds(&desk, 60).await}),
    )
    .await;
    desk.control("/expire", json!({"provider": "zernio", "account": owen})).await;
    desk.control("/clock", json!({"advance_s": 61})).await;
    check(vec![row("failed", read(&desk, &post), 200, json!({"post": {"status": "failed", "platforms": [{"errorCategory": "auth_expired", "errorSource": "user"}]}}))])
        .await;
}

#[tokio::test]
async fn times_are_read_in_the_time_zone() {
    let desk = Desk::open().await;
    let owen = desk.account("zernio", "owen-gallagher").await;
    let target = json!([{"platform": "linkedin", "accountId": owen}]);
    let body = |text: &str, at: &str, zone: &str| json!({"content": text, "platforms": target, "scheduledFor": at, "timezone": zone});
    let local = made(&desk, body("a", "2099-07-01T09:00:00", "Europe/Madrid")).await;
    assert_eq!(local["scheduledFor"], "2099-07-01T07:00:00.000Z");
    assert_eq!(local["timezone"], "Europe/Madrid");
    let offset = made(&desk, body("b", "2099-07-01T09:00:00-05:00", "Europe/Madrid")).await;
    assert_eq!(offset["scheduledFor"], "2099-07-01T14:00:00.000Z");
    let past = made(&desk, body("c", "2020-01-01T00:00:00Z", "UTC")).await;
    assert_eq!(past["status"], "published");
    let refused = |at: &str, zone: &str| desk.zernio(Method::POST, "/v1/posts").json(&body("d", at, zone));
    check(vec![
        row("no time zone", refused("2099-07-01T09:00:00", "Madrid"), 400, json!({"param": "timezone"})),
        row("no time", refused("tomorrow", "UTC"), 400, json!({"param": "scheduledFor"})),
    ])
    .await;
}

#[tokio::test]
async fn drafts_wait_until_they_are_told() {
    let desk = Desk::open().await;
    let owen = desk.account("zernio", "owen-gallagher").await;
    let target = json!([{"platform": "linkedin", "accountId": owen}]);
    let draft = made(&desk, json!({"content": "Draft", "platforms": target})).await;
    assert_eq!(draft["status"], "draft", "neither a time nor now nor a queue");
    let told = made(&desk, json!({"content": "Draft", "isDraft": true, "publishNow": true})).await;
    assert_eq!(told["status"], "draft", "a draft is never published");
    let at = in_seconds(&desk, 600).await;
    check(vec![
        row(
            "a time alone changes nothing",
            update(&desk, &draft, json!({"scheduledFor": at})),
            200,
            json!({"post": {"status": "draft"}}),
        ),
        row(
            "promoted",
            update(&desk, &draft, json!({"isDraft": false, "content": "Final"})),
            200,
            json!({"post": {"status": "scheduled", "content": "Final"}}),
        ),
        row(
            "now after all",
            update(&desk, &draft, json!({"publishNow": true})),
            200,
            json!({"post": {"status": "published"}}),
        ),
        row(
            "nobody to send to",
            update(&desk, &told, json!({"isDraft": false, "publishNow": true})),
            400,
            json!({"param": "platforms"}),
        ),
        row(
            "removed",
            desk.zernio(Method::DELETE, &format!("/v1/posts/{}", told["_id"].as_str().unwrap())),
            200,
            json!({"message": "Post deleted successfully"}),
        ),
        row("gone", read(&desk, &told), 404, json!({"type": "not_found"})),
    ])
    .await;
}

#[tokio::test]
async fn an_approval_lets_a_post_out() {
    let desk = Desk::open().await;
    let owen = desk.account("zernio", "owen-gallagher").await;
    let target = json!([{"platform": "linkedin", "accountId": owen}]);
    let post =
        made(&desk, json!({"content": "Ask first", "platforms": target, "requiresApproval": true})).await;
    assert_eq!(post["status"], "pending_approval");
    let review = |decision: &str| {
        let path = format!("/v1/posts/{}/review", post["_id"].as_str().unwrap());
        desk.zernio(Method::POST, &path).json(&json!({"decision": decision}))
    };
    check(vec![
        row("neither", review("perhaps"), 400, json!({"param": "decision"})),
        row("approved", review("approve"), 200, json!({"post": {"status": "published"}})),
        row("twice", review("reject"), 409, json!({"code": "invalid_resource_state"})),
    ])
    .await;
}

#[tokio::test]
async fn a_queue_keeps_wall_time_and_gives_each_post_a_slot() {
    let desk = Desk::open().await;
    let owen = desk.account("zernio", "owen-gallagher").await;
    let profiles = desk.ask(desk.zernio(Method::GET, "/v1/profiles")).await.json();
    let profile = profiles["profiles"][0]["_id"].as_str().unwrap().to_owned();
    let slots = |path: &str| desk.zernio(Method::GET, &format!("/v1/queue/{path}"));
    let body = |slots: Value| json!({"profileId": profile, "name": "Mornings", "timezone": "America/New_York", "slots": slots});
    let post = |body: Value| desk.zernio(Method::POST, "/v1/queue/slots").json(&body);
    let monday = json!([{"dayOfWeek": 1, "time": "09:00"}]);
    check(vec![
        row("none yet", slots(&format!("slots?profileId={profile}")), 200, json!({"exists": false, "schedule": null, "nextSlots": []})),
        row("no next slot", slots(&format!("next-slot?profileId={profile}")), 404, json!({"code": "queue_not_found"})),
        row("an hour that is none", post(body(json!([{"dayOfWeek": 1, "time": "9"}]))), 400, json!({"param": "slots"})),
        row("an eighth day", post(body(json!([{"dayOfWeek": 7, "time": "09:00"}]))), 400, json!({"param": "slots"})),
        row("made", post(body(monday.clone())), 200, json!({"success": true, "schedule": {"_id": "*", "name": "Mornings", "timezone": "America/New_York", "slots": monday, "active": true, "isDefault": true}, "nextSlots": "*"})),
        row("read", slots(&format!("slots?profileId={profile}")), 200, json!({"exists": true})),
        row("all", slots(&format!("slots?profileId={profile}&all=true")), 200, json!({"queues": [{"name": "Mornings"}], "count": 1})),
    ])
    .await;
    let preview = desk.ask(slots(&format!("preview?profileId={profile}&count=52"))).await.json();
    assert_eq!(preview["count"], 52);
    let mut offsets = std::collections::BTreeSet::new();
    for slot in preview["slots"].as_array().unwrap() {
        let at = DateTime::parse_from_rfc3339(slot.as_str().unwrap()).unwrap();
        assert_eq!((at.weekday(), at.hour(), at.minute()), (chrono::Weekday::Mon, 9, 0), "{slot}");
        offsets.insert(at.offset().to_string());
    }
    assert_eq!(offsets.into_iter().collect::<Vec<_>>(), ["-04:00", "-05:00"], "summer and winter");

    let queued = |text: &str| json!({"content": text, "queuedFromProfile": profile, "platforms": [{"platform": "linkedin", "accountId": owen}]});
    let first = made(&desk, queued("One")).await;
    let second = made(&desk, queued("Two")).await;
    let instant = |value: &Value| DateTime::parse_from_rfc3339(value.as_str().unwrap()).unwrap();
    assert_eq!(instant(&first["scheduledFor"]), instant(&preview["slots"][0]));
    assert_eq!(instant(&second["scheduledFor"]), instant(&preview["slots"][1]));
    assert_eq!(first["queuedFromProfile"], profile.as_str());
    check(vec![row(
        "the next free one",
        slots(&format!("next-slot?profileId={profile}")),
        200,
        json!({"profileId": profile, "nextSlot": preview["slots"][2], "timezone": "America/New_York", "queueId": first["queueId"], "queueName": "Mornings"}),
    )])
    .await;

    let tuesday = json!({"profileId": profile, "timezone": "Europe/Paris", "slots": [{"dayOfWeek": 2, "time": "08:30"}], "reshuffleExisting": true});
    let changed = desk.zernio(Method::PUT, "/v1/queue/slots").json(&tuesday);
    check(vec![row(
        "moved",
        changed,
        200,
        json!({"success": true, "reshuffledCount": 2, "isNewQueue": false}),
    )])
    .await;
    let moved = desk.ask(read(&desk, &first)).await.json();
    let at = instant(&moved["post"]["scheduledFor"]).with_timezone(&chrono_tz::Europe::Paris);
    assert_eq!((at.weekday(), at.hour(), at.minute()), (chrono::Weekday::Tue, 8, 30));

    let second_queue =
        json!({"profileId": profile, "name": "Evenings", "timezone": "UTC", "slots": [], "active": false});
    let removed = |path: String| desk.zernio(Method::DELETE, &path);
    check(vec![
        row("a second", post(second_queue), 200, json!({"schedule": {"isDefault": false}, "nextSlots": []})),
        row(
            "the first goes",
            removed(format!(
                "/v1/queue/slots?profileId={profile}&queueId={}",
                first["queueId"].as_str().unwrap()
            )),
            200,
            json!({"success": true, "deleted": true, "deletedCount": 1}),
        ),
        row(
            "the second takes over",
            slots(&format!("slots?profileId={profile}")),
            200,
            json!({"schedule": {"name": "Evenings", "isDefault": true}}),
        ),
        row(
            "no free slot",
            slots(&format!("next-slot?profileId={profile}")),
            404,
            json!({"code": "no_slot_available"}),
        ),
    ])
    .await;
}
