//! Zernio: many posts in one CSV file.

use reqwest::multipart::{Form, Part};
use reqwest::{Method, RequestBuilder};
use serde_json::{Value, json};

use crate::desk::{Desk, check, row};

fn upload(desk: &Desk, query: &str, csv: &str) -> RequestBuilder {
    let file = Part::text(csv.to_owned()).file_name("posts.csv").mime_str("text/csv").unwrap();
    desk.zernio(Method::POST, &format!("/v1/posts/bulk-upload{query}"))
        .multipart(Form::new().part("file", file))
}

/// Id and name of the profile Owen's account is in.
async fn profile(desk: &Desk) -> (String, String) {
    let id = desk.account("zernio", "owen-gallagher").await;
    let account = desk.ask(desk.zernio(Method::GET, &format!("/v1/accounts/{id}"))).await.json();
    let profile = &account["account"]["profileId"];
    (profile["_id"].as_str().unwrap().to_owned(), profile["name"].as_str().unwrap().to_owned())
}

#[tokio::test]
async fn a_row_is_a_post_and_a_bad_one_spoils_no_other() {
    let desk = Desk::open().await;
    let (id, name) = profile(&desk).await;
    let csv = format!(
        "post_content,platforms,profiles,schedule_time,tz,publish_now,is_draft,mood\n\
         \"Later, at home\",linkedin,{name},2099-09-01 10:00,America/New_York,,,\n\
         Now,linkedin,{id},,,true,,\n\
         Draft,linkedin,{id},,,,TRUE,\n\
         No time,linkedin,{id},,,,,\n\
         Nobody's,linkedin,No such profile,,,true,,\n\
         Elsewhere,tiktok,{id},,,true,,\n\
         ,linkedin,{id},,,true,,\n\
         Now,linkedin,{id},,,true,,\n"
    );
    let good = |row: u32| json!({"rowIndex": row, "ok": true, "createdPostId": "*"});
    let bad = |row: u32, error: &str| json!({"rowIndex": row, "ok": false, "errors": [error]});
    check(vec![
        row(
            "tried only",
            upload(&desk, "?dryRun=true", &csv),
            200,
            json!({"total": 8, "valid": 4, "invalid": 4, "warnings": ["unknown_columns:mood"]}),
        ),
        row("nothing came of it", desk.zernio(Method::GET, "/v1/posts"), 200, json!({"posts": []})),
        row(
            "done",
            upload(&desk, "", &csv),
            200,
            json!({
                "total": 8,
                "valid": 3,
                "invalid": 5,
                "results": [
                    good(1),
                    good(2),
                    good(3),
                    bad(4, "schedule_time_missing"),
                    bad(5, "unknown_profile:No such profile"),
                    bad(6, "no_account_for_platform:tiktok"),
                    bad(7, "content_missing"),
                    bad(8, "duplicate_content"),
                ],
            }),
        ),
        row(
            "each as its row says",
            desk.zernio(Method::GET, "/v1/posts?sortBy=scheduled-desc"),
            200,
            json!({"posts": [
                {"content": "Later, at home", "status": "scheduled", "scheduledFor": "2099-09-01T14:00:00.000Z"},
                {"status": "*"},
                {"status": "*"},
            ]}),
        ),
        row("out", desk.zernio(Method::GET, "/v1/posts?status=published"), 200, json!({"posts": [{"content": "Now"}]})),
        row("kept", desk.zernio(Method::GET, "/v1/posts?status=draft"), 200, json!({"posts": [{"content": "Draft"}]})),
    ])
    .await;
}

#[tokio::test]
async fn columns_may_go_by_other_names_and_a_platform_may_differ() {
    let desk = Desk::open().await;
    let (id, _) = profile(&desk).await;
    let csv = format!(
        "content,platforms,profiles,scheduledFor,timezone,custom_content_linkedin,schedule_time_linkedin\n\
         For all,linkedin,{id},2099-09-01T10:00:00Z,,For LinkedIn,2099-09-02T10:00:00Z\n"
    );
    check(vec![
        row("taken", upload(&desk, "", &csv), 200, json!({"valid": 1, "warnings": []})),
        row(
            "as asked",
            desk.zernio(Method::GET, "/v1/posts"),
            200,
            json!({"posts": [{"content": "For all", "platforms": [{
                "customContent": "For LinkedIn", "scheduledFor": "2099-09-02T10:00:00.000Z",
            }]}]}),
        ),
    ])
    .await;
}

#[tokio::test]
async fn what_is_no_file_of_posts() {
    let desk = Desk::open().await;
    let header = "post_content,platforms,profiles,is_draft\n";
    let many = |rows: usize| format!("{header}{}", "x,linkedin,nowhere,true\n".repeat(rows));
    let empty = desk.zernio(Method::POST, "/v1/posts/bulk-upload").multipart(Form::new().text("other", "x"));
    check(vec![
        row("no file", empty, 400, json!({"param": "file"})),
        row("only a header", upload(&desk, "", header), 200, json!({"total": 0, "results": []})),
        row(
            "many",
            upload(&desk, "", &many(501)),
            200,
            json!({"warnings": ["rows_exceed_advisory_limit:500"]}),
        ),
        row("too many", upload(&desk, "", &many(5_001)), 400, json!({"param": "file"})),
    ])
    .await;
    let wrong = desk.http.post(format!("{}/v1/posts/bulk-upload", desk.endpoints.zernio.base_url));
    let wrong = wrong.multipart(Form::new().text("file", "x"));
    check(vec![row("without the key", wrong, 401, Value::Null)]).await;
}
