//! Plays the members of the sandbox at their browser.

use std::time::Duration;

use reqwest::{Client, redirect::Policy};
use rollcall_api::error::ApiError;
use rollcall_sandbox::Endpoints;
use serde::Deserialize;
use serde_json::{Value, json};
use tauri::Url;

use crate::refusal::failed;

/// A member who is linked through LinkedIn itself.
#[derive(Debug, Deserialize)]
pub struct Member {
    /// What the sandbox calls them.
    person: String,
    /// Their name.
    pub name: String,
    /// The client they belong to.
    pub client: Option<String>,
}

/// Visits pages of the sandbox as its members.
pub struct Visitor {
    http: Client,
    control: String,
}

impl Visitor {
    /// A visitor of this sandbox.
    ///
    /// # Errors
    /// When this computer gives no HTTP client.
    pub fn new(endpoints: &Endpoints) -> Result<Self, ApiError> {
        let http = Client::builder()
            .no_proxy()
            .redirect(Policy::none())
            .timeout(Duration::from_secs(10))
            .build()
            .map_err(unreachable)?;
        Ok(Self { http, control: endpoints.control.clone() })
    }

    /// Whether the sandbox's LinkedIn app may act for pages.
    ///
    /// # Errors
    /// When the sandbox doesn't answer.
    pub async fn has_pages(&self) -> Result<bool, ApiError> {
        let config: Value = self.get("/config").await?;
        Ok(config["partner"] == true)
    }

    /// Has LinkedIn give the app what it gives to partners: acting for pages, and refresh tokens.
    ///
    /// # Errors
    /// When the sandbox doesn't answer.
    pub async fn allow_pages(&self) -> Result<bool, ApiError> {
        let switched = self.http.post(format!("{}/config", self.control)).json(&json!({"partner": true}));
        let switched = switched.send().await.and_then(reqwest::Response::error_for_status);
        switched.map_err(unreachable)?;
        self.has_pages().await
    }

    /// Everybody who is linked through LinkedIn itself.
    ///
    /// # Errors
    /// When the sandbox doesn't answer.
    pub async fn members(&self) -> Result<Vec<Member>, ApiError> {
        self.get("/accounts?provider=linkedin").await
    }

    /// Opens LinkedIn's page as the member, presses Allow, and follows the way back to Rollcall.
    ///
    /// # Errors
    /// When one of the pages refuses.
    pub async fn allow(&self, page: &str, member: &Member) -> Result<(), ApiError> {
        #[derive(Deserialize)]
        struct Consented {
            redirect: String,
        }
        let shown = self.http.get(page).send().await.and_then(reqwest::Response::error_for_status);
        shown.map_err(unreachable)?;
        let page = Url::parse(page).map_err(unreachable)?;
        let asked =
            |name: &str| page.query_pairs().find(|(key, _)| key == name).map(|(_, value)| value.into_owned());
        let pressed = json!({
            "person": member.person,
            "redirect_uri": asked("redirect_uri"),
            "scope": asked("scope"),
            "state": asked("state").unwrap_or_default(),
            "code_challenge": asked("code_challenge"),
        });
        let answer = self.http.post(format!("{}/consent", self.control)).json(&pressed).send().await;
        let answer = answer.and_then(reqwest::Response::error_for_status).map_err(unreachable)?;
        let consented: Consented = answer.json().await.map_err(unreachable)?;
        let back = self.http.get(consented.redirect).send().await;
        back.and_then(reqwest::Response::error_for_status).map_err(unreachable)?;
        Ok(())
    }

    async fn get<T: for<'de> Deserialize<'de>>(&self, path: &str) -> Result<T, ApiError> {
        let answer = self.http.get(format!("{}{path}", self.control)).send().await;
        let answer = answer.and_then(reqwest::Response::error_for_status).map_err(unreachable)?;
        answer.json().await.map_err(unreachable)
    }
}

/// Without its address: on the way back it holds the code.
fn unreachable(error: impl Into<Unreachable>) -> ApiError {
    failed(error.into().0, "The sandbox doesn't answer.")
}

struct Unreachable(String);

impl From<reqwest::Error> for Unreachable {
    fn from(error: reqwest::Error) -> Self {
        Self(error.without_url().to_string())
    }
}

impl From<url::ParseError> for Unreachable {
    fn from(error: url::ParseError) -> Self {
        Self(error.to_string())
    }
}
