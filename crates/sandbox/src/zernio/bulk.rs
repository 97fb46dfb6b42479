//! `POST /v1/posts/bulk-upload`: a CSV file, one post a row. A bad row spoils no other.

use std::collections::{BTreeMap, BTreeSet};

use axum::Json;
use axum::extract::{Multipart, Query};
use axum::http::StatusCode;
use bytes::Bytes;
use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::Keyed;
use super::draft::Body;
use super::errors::{Refusal, invalid, refusal};
use super::posts::{Plan, admissible, carry_out, plan, written};
use crate::world::{World, sha256_hex};

const MOST_ROWS: usize = 5_000;
/// More rows than this are taken, with a warning.
const ADVISED_ROWS: usize = 500;
const COLUMNS: [&str; 10] = [
    "platforms",
    "profiles",
    "post_content",
    "title",
    "media_urls",
    "schedule_time",
    "tz",
    "publish_now",
    "use_queue",
    "is_draft",
];
/// Names of `POST /v1/posts` that stand for columns left blank.
const ALIASES: [(&str, &str); 4] = [
    ("content", "post_content"),
    ("timezone", "tz"),
    ("scheduledFor", "schedule_time"),
    ("mediaUrls", "media_urls"),
];
/// Followed by a platform.
const OVERRIDES: [&str; 3] = ["schedule_time_", "custom_content_", "custom_media_"];

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct How {
    dry_run: Option<String>,
}

/// `POST /v1/posts/bulk-upload?dryRun=`.
pub async fn upload(
    keyed: Keyed,
    Query(how): Query<How>,
    mut form: Multipart,
) -> Result<Json<Value>, Refusal> {
    let broken = |_| refusal(400, "invalid_request_error", "invalid_request", "The form cannot be read.");
    let mut file = None;
    while let Some(field) = form.next_field().await.map_err(broken)? {
        if field.name() == Some("file") {
            file = Some(field.bytes().await.map_err(broken)?);
        }
    }
    let file = file.ok_or_else(|| invalid("file", "file is required."))?;
    let (rows, unknown) = read(&file)?;
    let dry = how.dry_run.as_deref() == Some("true");
    let mut world = keyed.world();
    let results: Vec<Result<Option<String>, String>> =
        rows.iter().map(|row| post(&mut world, row, dry)).collect();
    let valid = results.iter().filter(|result| result.is_ok()).count();
    let mut warnings = Vec::new();
    if rows.len() > ADVISED_ROWS {
        warnings.push(format!("rows_exceed_advisory_limit:{ADVISED_ROWS}"));
    }
    if !unknown.is_empty() {
        warnings.push(format!("unknown_columns:{}", unknown.join(",")));
    }
    let results: Vec<Value> = results
        .into_iter()
        .enumerate()
        .map(|(place, result)| match result {
            Ok(Some(id)) => json!({"rowIndex": place + 1, "ok": true, "createdPostId": id}),
            Ok(None) => json!({"rowIndex": place + 1, "ok": true}),
            Err(error) => json!({"rowIndex": place + 1, "ok": false, "errors": [error]}),
        })
        .collect();
    Ok(Json(json!({
        "total": rows.len(),
        "valid": valid,
        "invalid": rows.len() - valid,
        "results": results,
        "warnings": warnings,
    })))
}

/// What a row says, by column; blank cells say nothing.
struct Row(BTreeMap<String, String>);

impl Row {
    fn get(&self, column: &str) -> Option<&str> {
        self.0.get(column).map(String::as_str)
    }

    fn is_true(&self, column: &str) -> bool {
        self.get(column).is_some_and(|text| text.eq_ignore_ascii_case("true"))
    }

    /// Several values in one cell.
    fn list(&self, column: &str) -> impl Iterator<Item = &str> {
        let cell = self.get(column).unwrap_or_default();
        cell.split([',', ';', '|']).map(str::trim).filter(|value| !value.is_empty())
    }
}

/// The rows, and the columns that mean nothing.
fn read(file: &Bytes) -> Result<(Vec<Row>, Vec<String>), Refusal> {
    let broken = |wrong: csv::Error| invalid("file", format!("The file is no CSV: {wrong}"));
    let mut reader = csv::ReaderBuilder::new().flexible(true).from_reader(file.as_ref());
    let names: Vec<String> =
        reader.headers().map_err(broken)?.iter().map(|name| name.trim().to_owned()).collect();
    let known = |name: &str| {
        COLUMNS.contains(&name)
            || ALIASES.iter().any(|(alias, _)| *alias == name)
            || OVERRIDES.iter().any(|prefix| name.strip_prefix(prefix).is_some_and(|of| !of.is_empty()))
    };
    let unknown = names.iter().filter(|name| !known(name)).cloned().collect();
    let mut rows = Vec::new();
    for record in reader.records() {
        let record = record.map_err(broken)?;
        let cells = names.iter().cloned().zip(record.iter().map(|cell| cell.trim().to_owned()));
        let mut row: BTreeMap<String, String> = cells.filter(|(_, cell)| !cell.is_empty()).collect();
        for (alias, column) in ALIASES {
            if let Some(cell) = row.remove(alias) {
                row.entry(column.to_owned()).or_insert(cell);
            }
        }
        rows.push(Row(row));
        if rows.len() > MOST_ROWS {
            return Err(invalid("file", format!("A file has {MOST_ROWS} rows at most.")));
        }
    }
    Ok((rows, unknown))
}

/// Makes the row's post, or only tries to; the post's id.
fn post(world: &mut World, row: &Row, dry: bool) -> Result<Option<String>, String> {
    let body = body(world, row)?;
    let text = body.to_string();
    let told = |wrong: Refusal| wrong.code_name().to_owned();
    let body: Body = serde_json::from_value(body).map_err(|_| "invalid_row".to_owned())?;
    let digest = sha256_hex(text.as_bytes());
    let mut post = written(world, &body, digest).map_err(told)?;
    let plan = plan(world, &body, &mut post).map_err(told)?;
    if !matches!(plan, Plan::Draft) {
        admissible(world, &post).map_err(told)?;
    }
    if dry {
        return Ok(None);
    }
    let id = post.id.clone();
    // How publishing went stands in the post, as for every other.
    let _ = carry_out(world, post, &plan, StatusCode::CREATED);
    Ok(Some(id))
}

/// The row as a body of `POST /v1/posts`.
fn body(world: &World, row: &Row) -> Result<Value, String> {
    let platforms: BTreeSet<&str> = row.list("platforms").collect();
    let profiles: Vec<&str> = row.list("profiles").collect();
    if platforms.is_empty() || profiles.is_empty() {
        let missing = if platforms.is_empty() { "platforms_missing" } else { "profiles_missing" };
        return Err(missing.to_owned());
    }
    if ["post_content", "title", "media_urls"].iter().all(|column| row.get(column).is_none()) {
        return Err("content_missing".to_owned());
    }
    let of = |prefix: &str, platform: &str| row.get(&format!("{prefix}{platform}"));
    let has_time = row.get("schedule_time").is_some()
        || platforms.iter().any(|platform| of("schedule_time_", platform).is_some());
    if !has_time && !["publish_now", "use_queue", "is_draft"].iter().any(|flag| row.is_true(flag)) {
        return Err("schedule_time_missing".to_owned());
    }
    let mut targets = Vec::new();
    let mut queued_from = None;
    for named in profiles {
        let profile = world.zernio.profiles.values().find(|one| one.id == named || one.name == named);
        let profile = profile.ok_or_else(|| format!("unknown_profile:{named}"))?;
        queued_from.get_or_insert(&profile.id);
        for &platform in &platforms {
            let account = world.zernio.accounts.values().find(|account| account.profile == profile.id);
            let account = account.filter(|_| platform == "linkedin");
            let account = account.ok_or_else(|| format!("no_account_for_platform:{platform}"))?;
            let mut target = json!({"platform": platform, "accountId": account.id});
            if let Some(time) = of("schedule_time_", platform) {
                target["scheduledFor"] = json!(time);
            }
            if let Some(text) = of("custom_content_", platform) {
                target["customContent"] = json!(text);
            }
            if of("custom_media_", platform).is_some() {
                target["customMedia"] = files(row.list(&format!("custom_media_{platform}")));
            }
            targets.push(target);
        }
    }
    let mut body = Map::new();
    body.insert("platforms".to_owned(), targets.into());
    body.insert("mediaItems".to_owned(), files(row.list("media_urls")));
    for (column, field) in [
        ("post_content", "content"),
        ("title", "title"),
        ("schedule_time", "scheduledFor"),
        ("tz", "timezone"),
    ] {
        if let Some(text) = row.get(column) {
            body.insert(field.to_owned(), json!(text));
        }
    }
    body.insert("publishNow".to_owned(), json!(row.is_true("publish_now")));
    body.insert("isDraft".to_owned(), json!(row.is_true("is_draft")));
    if row.is_true("use_queue") {
        body.insert("queuedFromProfile".to_owned(), json!(queued_from));
    }
    Ok(Value::Object(body))
}

fn files<'a>(urls: impl Iterator<Item = &'a str>) -> Value {
    urls.map(|url| json!({"url": url})).collect()
}
