//! A member at LinkedIn's page who presses Allow; the browser comes back to Rollcall.

use std::collections::HashMap;

use reqwest::Client;
use serde_json::{Value, json};

/// Allows what Rollcall asks for at `url`, as this member of the sandbox whose controls are at
/// `control`.
pub async fn allow(http: &Client, control: &str, url: &str, member: &str) {
    let asked: HashMap<String, String> = url::Url::parse(url).unwrap().query_pairs().into_owned().collect();
    let consent = json!({
        "person": member,
        "redirect_uri": asked["redirect_uri"],
        "state": asked["state"],
        "scope": asked["scope"],
        "code_challenge": asked.get("code_challenge"),
    });
    let granted = http.post(format!("{control}/consent")).json(&consent).send().await.unwrap();
    let granted: Value = granted.json().await.unwrap();
    let back = http.get(granted["redirect"].as_str().unwrap()).send().await.unwrap();
    assert_eq!(back.status().as_u16(), 200);
}
