//! The sign-in window: LinkedIn's own page, cut off from everything else. It has a label that no
//! capability names, keeps nothing on disk, and its cookies leave it only once the operator has
//! seen what would be shared with whom and said yes.

mod site;

use std::{
    sync::{Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use rollcall_api::{
    domain::{id::LinkTaskId, secret::Secret},
    error::{ApiError, ErrorCode},
};
use serde::Serialize;
use tauri::{
    AppHandle, Manager as _, WebviewUrl, WebviewWindow, WebviewWindowBuilder, WindowEvent,
    webview::NewWindowResponse,
};
use tauri_specta::Event as _;

use self::site::Site;
use crate::{
    events::SignInChanged,
    host::Host,
    refusal::{failed, refusal},
    window,
};

/// The sign-in window's label. No capability names it, so its pages can call nothing.
pub const SIGN_IN: &str = "sign-in";

/// LinkedIn's session, and what its premium products add to it.
const SESSION: [&str; 2] = ["li_at", "li_a"];

/// How long a new session may go unnoticed.
const LOOK_EVERY: Duration = Duration::from_millis(500);

/// A page that doesn't tell its user agent in this time is a page without one.
const ANSWER: Duration = Duration::from_secs(2);

/// More letters than this are no user agent.
const LONGEST_USER_AGENT: usize = 400;

/// How far a sign-in window is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, specta::Type)]
pub struct SignInView {
    /// The link or refresh it was opened for.
    pub task_id: LinkTaskId,
    /// What it shows.
    pub stage: SignInStage,
}

/// What a sign-in window shows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, specta::Type)]
#[serde(rename_all = "snake_case", tag = "kind", content = "detail")]
pub enum SignInStage {
    /// LinkedIn's pages; nobody is signed in.
    Open {
        /// Whose pages, for instance `www.linkedin.com`.
        host: String,
    },
    /// Somebody is signed in. Nothing was shared yet.
    SignedIn {
        /// Whose pages.
        host: String,
        /// The cookies that would be shared, by name.
        cookies: Vec<String>,
        /// The window's user agent, which would go with them.
        user_agent: Option<String>,
    },
    /// The window is gone, and all that was in it.
    Closed {
        /// What became of it, in words.
        sentence: String,
    },
}

/// The one sign-in window there may be.
#[derive(Default)]
pub struct SignIns {
    current: Mutex<Option<SignIn>>,
}

#[derive(Clone)]
struct SignIn {
    view: SignInView,
    site: Site,
}

/// What a session is made of, as long as it takes to hand it over.
pub struct Session {
    /// The session itself.
    pub li_at: Secret,
    /// What premium products add to it.
    pub li_a: Option<Secret>,
    /// The user agent it was opened with.
    pub user_agent: Option<String>,
}

/// Opens the window for a link or refresh, or brings it to the front. One that was open for another
/// is closed.
///
/// # Errors
/// When the address isn't safe to sign in at, or the system gives no window.
pub fn open(app: &AppHandle, task_id: LinkTaskId, address: &str) -> Result<SignInView, ApiError> {
    if let Some(open) = current(app).clone().filter(|open| open.view.task_id == task_id)
        && let Some(window) = app.get_webview_window(SIGN_IN)
    {
        window.set_focus().map_err(|error| failed(error, "The sign-in window couldn't be shown."))?;
        return Ok(open.view);
    }
    close(app, "The sign-in window was closed. Nothing was shared, and nothing was kept.");
    let site = Site::at(address).ok_or_else(|| {
        refusal(
            ErrorCode::BadInput,
            "LinkedIn's address isn't one that a password can be typed at safely.",
            Some("Check the LinkedIn connection's address in Settings, or paste the cookies."),
        )
    })?;
    let view = SignInView { task_id, stage: SignInStage::Open { host: site.host() } };
    *current(app) = Some(SignIn { view: view.clone(), site: site.clone() });
    let window = build(app, site).map_err(|error| {
        *current(app) = None;
        failed(error, "The sign-in window couldn't be opened.")
    })?;
    tauri::async_runtime::spawn(watch(app.clone(), window, view.task_id.clone()));
    Ok(view)
}

/// Takes the session out of the window and closes it. Only cookies that the operator was `shown` are
/// taken; what is handed over after this is nowhere else any more.
///
/// # Errors
/// When nobody is signed in there.
pub async fn take(app: &AppHandle, task_id: &LinkTaskId, shown: &[String]) -> Result<Session, ApiError> {
    let open = current(app).clone().filter(|open| open.view.task_id == *task_id);
    let (Some(open), Some(window)) = (open, app.get_webview_window(SIGN_IN)) else { return Err(gone()) };
    let user_agent = match open.view.stage {
        SignInStage::SignedIn { user_agent, .. } => user_agent,
        _ => return Err(gone()),
    };
    let mut found = cookies(&window, &open.site).await?;
    found.retain(|(name, _)| shown.iter().any(|shown| shown == name));
    let mut one = |name| {
        let at = found.iter().position(|(found, _)| *found == name)?;
        Some(found.swap_remove(at).1)
    };
    let (li_at, li_a) = (one(SESSION[0]), one(SESSION[1]));
    let li_at = li_at.ok_or_else(gone)?;
    close(app, "The sign-in window was closed, and everything in it was wiped.");
    Ok(Session { li_at, li_a, user_agent })
}

/// Closes the window if it is open for this link or refresh; nothing of it is kept.
pub fn close_for(app: &AppHandle, task_id: &LinkTaskId) {
    let is_its = current(app).as_ref().is_some_and(|open| open.view.task_id == *task_id);
    if is_its {
        close(app, "Nothing was shared, and nothing was kept.");
    }
}

/// Closes the window, wipes what it stored, and says so.
pub fn close(app: &AppHandle, sentence: &str) {
    end(app, sentence);
    if let Some(window) = app.get_webview_window(SIGN_IN)
        && let Err(error) = window.clear_all_browsing_data().and_then(|()| window.destroy())
    {
        tracing::warn!(%error, "the sign-in window could not be closed");
    }
}

/// Forgets the sign-in. Only the first to end it says why.
fn end(app: &AppHandle, sentence: &str) {
    if let Some(open) = current(app).take() {
        tell(
            app,
            SignInView {
                task_id: open.view.task_id,
                stage: SignInStage::Closed { sentence: sentence.to_owned() },
            },
        );
    }
}

fn build(app: &AppHandle, site: Site) -> tauri::Result<WebviewWindow> {
    let page = site.sign_in_page();
    let title = format!("Sign in at {} \u{2013} Rollcall", site.host());
    let host = app.state::<Host>();
    let window = WebviewWindowBuilder::new(app, SIGN_IN, WebviewUrl::External(page))
        .title(title)
        .inner_size(520.0, 720.0)
        .center()
        .incognito(true)
        // Where Windows keeps what even a private window needs; elsewhere nothing is written.
        .data_directory(host.web_view_dir())
        .devtools(false)
        .disable_drag_drop_handler()
        .on_navigation(move |url| site.lets_through(url))
        .on_new_window(|_, _| NewWindowResponse::Deny)
        .on_download(|_, _| false)
        .build()?;
    crate::graphics::suit_the_computer(&window)?;
    crate::web_process::revive(&window)?;
    let app = app.clone();
    window.on_window_event(move |event| {
        if let WindowEvent::Destroyed = event {
            end(&app, "The sign-in window was closed. Nothing was shared, and nothing was kept.");
        }
    });
    Ok(window)
}

/// Looks for a session until the window is gone.
async fn watch(app: AppHandle, window: WebviewWindow, task_id: LinkTaskId) {
    loop {
        tokio::time::sleep(LOOK_EVERY).await;
        let open = current(&app).clone().filter(|open| open.view.task_id == task_id);
        let Some(open) = open else { return };
        let found = match cookies(&window, &open.site).await {
            Ok(found) => found,
            Err(_) => return,
        };
        let cookies: Vec<String> = found.into_iter().map(|(name, _)| name.to_owned()).collect();
        let host = open.site.host();
        let was_signed_in = matches!(open.view.stage, SignInStage::SignedIn { .. });
        let stage = match open.view.stage.clone() {
            _ if !cookies.iter().any(|name| name == SESSION[0]) => SignInStage::Open { host },
            SignInStage::SignedIn { user_agent, .. } => SignInStage::SignedIn { host, cookies, user_agent },
            _ => SignInStage::SignedIn { host, cookies, user_agent: user_agent(&window).await },
        };
        let view = SignInView { task_id: task_id.clone(), stage };
        if view == open.view {
            continue;
        }
        match current(&app).as_mut().filter(|open| open.view.task_id == task_id) {
            Some(open) => open.view = view.clone(),
            None => return,
        }
        let asks = !was_signed_in && matches!(view.stage, SignInStage::SignedIn { .. });
        tell(&app, view);
        // The question is in the main window.
        if asks && let Err(error) = window::bring_to_front(&app) {
            tracing::warn!(%error, "the window could not be brought to the front");
        }
    }
}

/// The session's cookies that are there now, by name.
async fn cookies(window: &WebviewWindow, site: &Site) -> Result<Vec<(&'static str, Secret)>, ApiError> {
    let (window, page) = (window.clone(), site.sign_in_page());
    let unreadable = "The sign-in window couldn't be read.";
    // Waits for the window's thread.
    let cookies = tauri::async_runtime::spawn_blocking(move || window.cookies_for_url(page))
        .await
        .map_err(|error| failed(error, unreadable))?
        .map_err(|error| failed(error, unreadable))?;
    let named = |name: &'static str| {
        let cookie = cookies.iter().find(|cookie| cookie.name() == name && !cookie.value().is_empty())?;
        Some((name, Secret::new(cookie.value())))
    };
    Ok(SESSION.into_iter().filter_map(named).collect())
}

/// The window's user agent, which a provider uses the session with. The page could lie about it, to
/// nobody's gain, so it is only kept within bounds.
async fn user_agent(window: &WebviewWindow) -> Option<String> {
    let (told, answer) = tokio::sync::oneshot::channel();
    let told = Mutex::new(Some(told));
    let tell = move |said: String| {
        let told = told.lock().unwrap_or_else(PoisonError::into_inner).take();
        // Whoever asked may have stopped waiting.
        let _ = told.map(|told| told.send(said));
    };
    if let Err(error) = window.eval_with_callback("navigator.userAgent", tell) {
        tracing::warn!(%error, "the sign-in window doesn't tell its user agent");
        return None;
    }
    let said = tokio::time::timeout(ANSWER, answer).await.ok()?.ok()?;
    let user_agent: String = serde_json::from_str(&said).ok()?;
    let sane = !user_agent.is_empty()
        && user_agent.len() <= LONGEST_USER_AGENT
        && user_agent.chars().all(|letter| letter.is_ascii_graphic() || letter == ' ');
    sane.then_some(user_agent)
}

fn current(app: &AppHandle) -> MutexGuard<'_, Option<SignIn>> {
    app.state::<SignIns>().inner().current.lock().unwrap_or_else(PoisonError::into_inner)
}

fn tell(app: &AppHandle, view: SignInView) {
    if let Err(error) = SignInChanged(view).emit(app) {
        tracing::warn!(%error, "the window could not be told of the sign-in");
    }
}

fn gone() -> ApiError {
    refusal(
        ErrorCode::NotFound,
        "Nobody is signed in in the sign-in window any more. Nothing was shared.",
        Some("Open the sign-in window again."),
    )
}
