//! The sandbox workspace: LinkedIn, Unipile, Edges and Zernio served by this very process, and a
//! workspace that talks to them as it would to the real ones.

mod visitor;

use std::{io::Write as _, net::Ipv4Addr, time::Duration};

use rollcall_api::{
    Rollcall,
    connections::{self, NewConnection},
    domain::{provider::Provider, secret::Secret, setup_source::SetupSource},
    error::{ApiError, ErrorCode},
    linking::{self, LinkInput, Waiting},
    workspace::{self, WorkspaceKind, WorkspaceView},
};
use rollcall_sandbox::{Endpoints, Options, Sandbox};
use tauri::{AppHandle, Manager as _, Url};
use tauri_specta::Event as _;

use self::visitor::{Member, Visitor};
use crate::{
    attention::Changes,
    events::SandboxProgress,
    host::Host,
    refusal::{failed, refusal},
    sign_in,
};

/// Names a sandbox that runs already: the line it announced, or a file that holds it. Tests use it
/// to play the providers themselves.
const ELSEWHERE: &str = "ROLLCALL_SANDBOX";

/// One member's consent, from pressing the button to the checked account.
const ONE_CONSENT: Duration = Duration::from_secs(10);

/// A keychain that doesn't answer must not keep Rollcall from ending.
const ENDING: Duration = Duration::from_secs(8);

/// A sandbox that the workspace talks to.
pub enum RunningSandbox {
    /// Served by this process.
    Ours(Box<Sandbox>),
    /// Served by another one, which ends when it likes.
    Elsewhere(Box<Endpoints>),
}

impl RunningSandbox {
    fn endpoints(&self) -> &Endpoints {
        match self {
            RunningSandbox::Ours(sandbox) => sandbox.endpoints(),
            RunningSandbox::Elsewhere(endpoints) => endpoints,
        }
    }

    async fn stop(self) {
        if let RunningSandbox::Ours(sandbox) = self {
            sandbox.stop().await;
        }
    }
}

/// Starts the sandbox and fills a workspace from it. The members who are linked through LinkedIn
/// itself consent one after the other, each over the same browser round trip as a real one.
///
/// # Errors
/// When no port is free, or the workspace can't be made.
pub async fn open(host: &Host) -> Result<WorkspaceView, ApiError> {
    let mut running = host.sandbox.lock().await;
    let rollcall = host.rollcall().await?;
    let state = workspace::state(rollcall).await?;
    if running.is_some() && state.kind == WorkspaceKind::Sandbox {
        return Ok(state);
    }
    let say = |sentence: String, done, total| say(host.app(), SandboxProgress { sentence, done, total });
    say("Starting LinkedIn, Unipile, Edges and Zernio on this computer".into(), 0, 0);
    let sandbox = start().await?;
    announce(sandbox.endpoints());
    say("Finding the agency's accounts".into(), 0, 0);
    let filled = fill(rollcall, &sandbox, say).await;
    // Kept even when filling went wrong half way: what is there goes on working.
    *running = Some(sandbox);
    host.app().state::<Changes>().opened();
    filled?;
    workspace::state(rollcall).await
}

/// Throws the sandbox workspace away, then stops what it talked to.
///
/// # Errors
/// When the workspace can't be left.
pub async fn leave(host: &Host) -> Result<WorkspaceView, ApiError> {
    let mut running = host.sandbox.lock().await;
    sign_in::close(host.app(), "The sandbox was thrown away, and what was signed in with it.");
    let view = workspace::leave_sandbox(host.rollcall().await?).await?;
    host.app().state::<Changes>().opened();
    if let Some(sandbox) = running.take() {
        sandbox.stop().await;
    }
    Ok(view)
}

/// Throws a sandbox workspace away when Rollcall ends: what it talked to ends with this process,
/// and its keys would stay in the keychain for good.
pub async fn end(host: &Host) {
    let is_open = host.sandbox.lock().await.is_some();
    if is_open && !matches!(tokio::time::timeout(ENDING, leave(host)).await, Ok(Ok(_))) {
        tracing::warn!("the sandbox workspace was not quite thrown away");
    }
}

async fn start() -> Result<RunningSandbox, ApiError> {
    if let Ok(announced) = std::env::var(ELSEWHERE) {
        return elsewhere(&announced);
    }
    let no_port = |error| failed(error, "The sandbox found no free ports on this computer.");
    let callback = free_port().map_err(no_port)?;
    let options = Options {
        redirect_uris: vec![format!("http://127.0.0.1:{callback}/callback")],
        ..Options::default()
    };
    let sandbox = Sandbox::start(options).await.map_err(no_port)?;
    Ok(RunningSandbox::Ours(Box::new(sandbox)))
}

fn elsewhere(announced: &str) -> Result<RunningSandbox, ApiError> {
    let read = if announced.trim_start().starts_with('{') {
        Ok(announced.to_owned())
    } else {
        std::fs::read_to_string(announced)
    };
    let unreadable = "The running sandbox couldn't be understood.";
    let line = read.map_err(|error| failed(error, unreadable))?;
    let endpoints = serde_json::from_str(&line).map_err(|error| failed(error, unreadable))?;
    Ok(RunningSandbox::Elsewhere(Box::new(endpoints)))
}

/// A port for LinkedIn's answers, which has to be registered before anybody listens on it.
fn free_port() -> std::io::Result<u16> {
    Ok(std::net::TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?.local_addr()?.port())
}

/// Tells where the sandbox listens, for tests that read there what really arrived.
fn announce(endpoints: &Endpoints) {
    if !crate::window::reports() {
        return;
    }
    let mut out = std::io::stdout().lock();
    let announced = serde_json::to_string(endpoints)
        .map_err(std::io::Error::from)
        .and_then(|line| writeln!(out, "sandbox {line}"))
        .and_then(|()| out.flush());
    if let Err(error) = announced {
        tracing::debug!(%error, "nobody reads where the sandbox listens");
    }
}

async fn fill(
    rollcall: &Rollcall,
    sandbox: &RunningSandbox,
    say: impl Fn(String, u32, u32),
) -> Result<(), ApiError> {
    let endpoints = sandbox.endpoints();
    let visitor = Visitor::new(endpoints)?;
    // Somebody else's sandbox stays as they set it up.
    let pages = match sandbox {
        RunningSandbox::Ours(_) => visitor.allow_pages().await?,
        RunningSandbox::Elsewhere(_) => visitor.has_pages().await?,
    };
    let feed = format!("{}/feed/", endpoints.linkedin.www);
    workspace::open_sandbox(rollcall, credentials(endpoints, pages), Some(feed)).await?;

    let linkedin = connections::list(rollcall)
        .await?
        .into_iter()
        .find(|connection| connection.provider == Provider::Linkedin)
        .ok_or_else(|| refusal(ErrorCode::NotFound, "The sandbox's LinkedIn connection is missing.", None))?;
    let members = visitor.members().await?;
    let total = u32::try_from(members.len()).unwrap_or(u32::MAX);
    for (done, member) in (0..).zip(&members) {
        say(format!("{} allows access on LinkedIn", member.name), done, total);
        let input = LinkInput {
            connection_id: linkedin.id.clone(),
            setup_source: SetupSource::OfficialOauth,
            name: Some(member.name.clone()),
            client_name: member.client.clone(),
            products: Vec::new(),
        };
        // One member less is a smaller agency, not a broken one.
        if let Err(error) = consent(rollcall, &visitor, member, input).await {
            tracing::warn!(%error, member = member.name, "a member of the sandbox could not be linked");
        }
    }
    say("The agency is ready".into(), total, total);
    Ok(())
}

async fn consent(
    rollcall: &Rollcall,
    visitor: &Visitor,
    member: &Member,
    input: LinkInput,
) -> Result<(), ApiError> {
    let task = linking::start(rollcall, input).await?;
    let Waiting::Browser { url, .. } = &task.waiting else {
        return Err(refusal(ErrorCode::Failed, "LinkedIn's page was not reached.", None));
    };
    let visited = visitor.allow(url, member).await;
    let settled = async {
        loop {
            match linking::task(rollcall, &task.id).await? {
                None => return Ok(()),
                Some(task) if matches!(task.waiting, Waiting::Done { .. }) => return Ok(()),
                Some(task) if matches!(task.waiting, Waiting::Failed) => {
                    let sentence = task.problem.map(|problem| problem.sentence).unwrap_or_default();
                    return Err(refusal(ErrorCode::Failed, &sentence, None));
                }
                Some(_) => tokio::time::sleep(Duration::from_millis(20)).await,
            }
        }
    };
    let outcome = match visited {
        Ok(()) => tokio::time::timeout(ONE_CONSENT, settled)
            .await
            .unwrap_or_else(|_| Err(refusal(ErrorCode::Failed, "LinkedIn's answer took too long.", None))),
        Err(error) => Err(error),
    };
    if outcome.is_err() {
        // Frees the port that the next member's answer comes back to.
        linking::cancel(rollcall, &task.id).await?;
    }
    outcome
}

/// One connection to each system, as a person would type it.
fn credentials(endpoints: &Endpoints, pages: bool) -> Vec<NewConnection> {
    let gateway = |provider, base_url: &str, key: &str| NewConnection {
        provider,
        name: String::new(),
        base_url: Some(base_url.to_owned()),
        secret: Some(Secret::new(key)),
        client_id: None,
        www_url: None,
        api_url: None,
        redirect_port: None,
        native_pkce: false,
        older_posts: false,
        pages: false,
        requests_per_minute: None,
        unipile_api: None,
    };
    let app = &endpoints.linkedin;
    let linkedin = NewConnection {
        base_url: None,
        client_id: Some(app.client_id.clone()),
        www_url: Some(app.www.clone()),
        api_url: Some(app.api.clone()),
        redirect_port: app.redirect_uris.iter().find_map(|uri| Url::parse(uri).ok()?.port()),
        pages,
        ..gateway(Provider::Linkedin, "", &app.client_secret)
    };
    vec![
        linkedin,
        gateway(Provider::Unipile, &endpoints.unipile.dsn, &endpoints.unipile.api_key),
        gateway(Provider::Edges, &endpoints.edges.base_url, &endpoints.edges.api_key),
        gateway(Provider::Zernio, &endpoints.zernio.base_url, &endpoints.zernio.api_key),
    ]
}

fn say(app: &AppHandle, progress: SandboxProgress) {
    if let Err(error) = progress.emit(app) {
        tracing::warn!(%error, "the window could not be told how far the sandbox is");
    }
}
