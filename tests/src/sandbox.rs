//! The sandbox's control surface: what really arrived at the providers.

use std::path::PathBuf;
use std::process::Stdio;
use std::time::Duration;

use anyhow::{Context, Result, ensure};
use serde_json::Value;

use crate::child::{self, Child};
use crate::{binary, wait};

const START: Duration = Duration::from_secs(20);

/// A running sandbox, ours or the one the window started.
#[derive(Debug)]
pub struct Sandbox {
    endpoints: Value,
    control: String,
    http: reqwest::Client,
    _process: Option<Child>,
}

impl Sandbox {
    /// Starts `rollcall-sandbox --json` and reads where it listens.
    ///
    /// # Errors
    /// When it is not built or does not come up.
    pub fn start(arguments: &[&str]) -> Result<Self> {
        let program: PathBuf = binary::find("rollcall-sandbox")?;
        let mut process = Child::start(
            "rollcall-sandbox",
            child::command(program).arg("--json").args(arguments).stdin(Stdio::null()),
            None,
        )?;
        let endpoints: Value = serde_json::from_str(&process.line(START)?)?;
        let mut sandbox = Self::at(endpoints)?;
        sandbox._process = Some(process);
        Ok(sandbox)
    }

    /// A sandbox that runs already, by the line it announced.
    ///
    /// # Errors
    /// When the line names no control surface.
    pub fn at(endpoints: Value) -> Result<Self> {
        let control = endpoints["control"].as_str().context("no control surface")?.to_owned();
        let http = reqwest::Client::builder().no_proxy().build()?;
        Ok(Self { endpoints, control, http, _process: None })
    }

    /// The line it announced: where everything listens, and the keys.
    pub fn line(&self) -> String {
        self.endpoints.to_string()
    }

    /// What it announced, by JSON pointer: `/unipile/api_key`.
    ///
    /// # Errors
    /// When it announced no text there.
    pub fn endpoint(&self, pointer: &str) -> Result<&str> {
        self.endpoints
            .pointer(pointer)
            .and_then(Value::as_str)
            .with_context(|| format!("the sandbox announced no {pointer}"))
    }

    /// Reads from the control surface.
    ///
    /// # Errors
    /// When it does not answer with JSON.
    pub async fn get(&self, path: &str) -> Result<Value> {
        let reply = self.http.get(format!("{}{path}", self.control)).send().await?;
        Self::json(path, reply).await
    }

    /// Tells the control surface.
    ///
    /// # Errors
    /// When it refuses.
    pub async fn post(&self, path: &str, body: &Value) -> Result<Value> {
        let reply = self.http.post(format!("{}{path}", self.control)).json(body).send().await?;
        Self::json(path, reply).await
    }

    /// Removes something from the control surface.
    ///
    /// # Errors
    /// When it refuses.
    pub async fn delete(&self, path: &str) -> Result<Value> {
        let reply = self.http.delete(format!("{}{path}", self.control)).send().await?;
        Self::json(path, reply).await
    }

    /// A post's page in the feed, as its readers' browsers get it.
    ///
    /// # Errors
    /// When there is none.
    pub async fn page_of(&self, post: &Value) -> Result<String> {
        let address = post["permalink"].as_str().with_context(|| format!("no address in {post}"))?;
        Ok(self.http.get(address).send().await?.error_for_status()?.text().await?)
    }

    async fn json(path: &str, reply: reqwest::Response) -> Result<Value> {
        let status = reply.status();
        let text = reply.text().await?;
        ensure!(status.is_success(), "control {path}: {status} {text}");
        if text.is_empty() {
            return Ok(Value::Null);
        }
        serde_json::from_str(&text).with_context(|| format!("control {path}: {text}"))
    }

    /// Everything published, in the order it arrived.
    ///
    /// # Errors
    /// When the control surface does not answer with a list.
    pub async fn posts(&self) -> Result<Vec<Value>> {
        self.list("/posts", "posts").await
    }

    /// Every linked account, as its provider sees it.
    ///
    /// # Errors
    /// When the control surface does not answer with a list.
    pub async fn accounts(&self) -> Result<Vec<Value>> {
        self.list("/accounts", "accounts").await
    }

    /// The requests that arrived at `provider`.
    ///
    /// # Errors
    /// When the control surface does not answer with a list.
    pub async fn requests(&self, provider: &str) -> Result<Vec<Value>> {
        self.list(&format!("/requests?provider={provider}"), "requests").await
    }

    async fn list(&self, path: &str, name: &str) -> Result<Vec<Value>> {
        let reply = self.get(path).await?;
        let list = if reply.is_array() { &reply } else { &reply[name] };
        list.as_array().cloned().with_context(|| format!("control {path} is no list: {reply}"))
    }

    /// Waits until `found` finds what it wants among what was published.
    ///
    /// # Errors
    /// After `limit`, with what was published instead.
    pub async fn post_where(
        &self,
        what: &str,
        limit: Duration,
        found: impl Fn(&Value) -> bool,
    ) -> Result<Value> {
        wait::until(what, limit, async || {
            let posts = self.posts().await?;
            Ok(match posts.iter().find(|post| found(post)) {
                Some(post) => wait::Look::There(post.clone()),
                None => wait::Look::NotYet(format!("{} posts: {}", posts.len(), Value::from(posts.clone()))),
            })
        })
        .await
    }
}
