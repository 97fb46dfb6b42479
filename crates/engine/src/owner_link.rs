//! Links that the owner opens, anywhere, and the waiting for what comes of them.

use std::{collections::HashSet, time::Duration};

use rollcall_domain::{
    Timestamp,
    account::{RemoteAccount, may_be_one_name},
    history::Actor,
    id::LinkTaskId,
    product::Product,
    setup_source::SetupSource,
    status::{Status, Tone},
    unipile_api::UnipileApi,
};
use rollcall_providers::{error::ErrorKind, sign_in::OwnerLink};

use crate::{
    Engine,
    error::{EngineError, Problem, poisoned},
    gateway::Gateway,
    link_task::{mark, unless_stopped},
    linking::{Before, LinkTask, OpenTask, StepState, Waiting},
};

/// How long a hosted link works. Long enough to be mailed, short enough to be forgotten.
const HOSTED_LINK_HOURS: i64 = 24;

/// How often the provider is asked at first, and after the first minutes.
const EAGER: Duration = Duration::from_secs(3);
const PATIENT: Duration = Duration::from_secs(15);
const EAGER_FOR_S: i64 = 180;

/// How long Rollcall waits for a link that has no end of its own.
const WAIT_HOURS: i64 = 48;

impl Engine {
    /// Makes the owner's link and starts to wait for the account.
    pub(crate) async fn make_owner_link(&self, open: OpenTask) -> Result<LinkTask, EngineError> {
        let id = open.view.id.clone();
        if let (
            Some(account),
            Some(before @ Before { worked: true, expires_at: None, lacks_product: false }),
        ) = (&open.view.account_id, open.before)
        {
            if self.check_account(account).await?.status == Status::Connected {
                return self.nothing_to_refresh(&id).await;
            }
            self.change_task(&id, |open| open.before = Some(Before { worked: false, ..before })).await?;
        }
        let gateway = self.gateway(&open.view.connection_id).await?;
        let known = match open.identity {
            Some(_) => HashSet::new(),
            None => remote_ids(&gateway).await?,
        };
        let now = self.now();
        let ends_at_restart = match &gateway {
            Gateway::Unipile(client) => client.api() == UnipileApi::V1,
            _ => false,
        };
        let link = match &gateway {
            Gateway::Unipile(client) => {
                let expires_at = now + chrono::Duration::hours(HOSTED_LINK_HOURS);
                let client_name = open.client_name.as_deref();
                Some(
                    client
                        .hosted_link(open.identity.as_deref(), &open.products, client_name, expires_at)
                        .await?,
                )
            }
            Gateway::Edges(client) => {
                let identity = self.edges_identity(&id, client, &open).await?;
                match open.view.setup_source {
                    SetupSource::SharedExtension => client.shared_link(&identity).await?,
                    _ => Some(client.login_link(&identity, now).await?),
                }
            }
            Gateway::Zernio(client) => {
                let profile = match &open.client_name {
                    Some(name) => client.profiles().await?.into_iter().find(|profile| profile.name == *name),
                    None => client.profiles().await?.into_iter().next(),
                };
                let profile = profile.ok_or_else(|| {
                    EngineError::NeedsPerson(
                        "Zernio has no profile yet. Make one at Zernio first; a profile is a client there."
                            .into(),
                    )
                })?;
                let expected = match &open.view.account_id {
                    Some(account) => self.account(account).await?.linkedin_id,
                    None => None,
                };
                Some(client.connect_url(&profile.id, open.identity.as_deref(), expected.as_deref()).await?)
            }
            Gateway::Linkedin(_) => return Err(EngineError::NotFound("This way of linking")),
        };
        if let Some(account) = &open.view.account_id {
            let what = if open.view.setup_source == SetupSource::SharedExtension {
                "Shared link shown to you"
            } else {
                "Link created by you"
            };
            self.note(account, what.into(), Actor::Operator, Tone::Info).await?;
        }
        let until = link.as_ref().and_then(|link| link.expires_at);
        let until = until.unwrap_or(now + chrono::Duration::hours(WAIT_HOURS));
        let task = self
            .change_task(&id, |open| {
                mark(&mut open.view.steps, 1, StepState::Current);
                open.known = known;
                open.until = Some(until);
                open.view.waiting = waiting_for(link, now, ends_at_restart);
            })
            .await?;
        self.watch_owner(id)?;
        Ok(task)
    }

    /// Asks for the account until it works or the link ends, and once more at the end: its owner
    /// may have come while Rollcall was closed.
    pub(crate) fn watch_owner(&self, id: LinkTaskId) -> Result<(), EngineError> {
        let OpenTask { run, until, .. } = self.open_task(&id)?;
        let engine = self.clone();
        let started = self.now();
        let until = until.unwrap_or(started);
        self.spawn(unless_stopped(run, async move {
            loop {
                let eager = (engine.now() - started).num_seconds() < EAGER_FOR_S;
                let left = (until - engine.now()).to_std().unwrap_or_default();
                engine.inner.world.sleep(left.min(if eager { EAGER } else { PATIENT })).await;
                match engine.look_for_owner(&id).await {
                    Ok(None) => {}
                    Ok(Some(remote)) => return engine.owner_came(id, remote),
                    Err(error @ EngineError::Provider(_)) if is_final(&error) => {
                        if let Err(error) = engine.fail(&id, &error).await {
                            tracing::warn!(%error, "a link's failure couldn't be shown");
                        }
                        return;
                    }
                    Err(error) => tracing::warn!(%error, "the provider couldn't be asked about a link"),
                }
                if engine.now() >= until {
                    break;
                }
            }
            let ended = Problem {
                sentence: "The link ran out before it was used.".into(),
                next_step: Some("Make a new link and send it.".into()),
                trouble: None,
                retry_at: None,
                provider_code: None,
                request_id: None,
            };
            if let Err(error) = engine.fail_with(&id, ended).await {
                tracing::warn!(%error, "a link's end couldn't be shown");
            }
        }));
        Ok(())
    }

    /// The account, as soon as it works: the one that is refreshed, or one that wasn't there when
    /// the link was made.
    async fn look_for_owner(&self, id: &LinkTaskId) -> Result<Option<RemoteAccount>, EngineError> {
        let open = self.open_task(id)?;
        let gateway = self.gateway(&open.view.connection_id).await?;
        let remote = match (&gateway, &open.identity) {
            (Gateway::Unipile(client), Some(identity)) => client.account(identity).await?,
            (Gateway::Edges(client), Some(identity)) => match client.account(identity).await {
                // An identity without an integration yet.
                Err(error) if error.kind == ErrorKind::NotFound => return Ok(None),
                other => other?,
            },
            (Gateway::Zernio(client), Some(identity)) => client.account(identity).await?,
            (_, None) => {
                for remote in remotes(&gateway).await? {
                    if is_signed_in(&remote.status) && self.take_arrival(id, &remote).await? {
                        return Ok(Some(remote));
                    }
                }
                return Ok(None);
            }
            (Gateway::Linkedin(_), Some(_)) => return Ok(None),
        };
        let came_back = match open.before {
            Some(before) if before.lacks_product => has_products(&remote, &open.products),
            Some(before) if before.worked => remote.expires_at > before.expires_at,
            _ => true,
        };
        let works = match open.before {
            Some(before) if before.lacks_product => is_signed_in(&remote.status),
            _ => remote.status == Status::Connected,
        };
        Ok((came_back && works).then_some(remote))
    }

    /// Whether an account that wasn't there came by this link: then no other open link takes it,
    /// also one through another connection to the same accounts. Whoever fits the name of another
    /// link better is left to that one.
    async fn take_arrival(&self, id: &LinkTaskId, remote: &RemoteAccount) -> Result<bool, EngineError> {
        let others = {
            let mut tasks = self.inner.tasks.lock().map_err(poisoned)?;
            let Some(mine) = tasks.get(id) else { return Ok(false) };
            if mine.known.contains(&remote.remote_id) {
                return Ok(false);
            }
            let (provider, fit) = (mine.view.provider, Fit::of(mine, remote));
            let mut others: Vec<&mut OpenTask> = tasks
                .values_mut()
                .filter(|open| {
                    open.view.id != *id && open.view.provider == provider && waits_for_anyone(open)
                })
                .collect();
            if others
                .iter()
                .any(|open| !open.known.contains(&remote.remote_id) && Fit::of(open, remote) > fit)
            {
                return Ok(false);
            }
            for open in &mut others {
                open.known.insert(remote.remote_id.clone());
            }
            others.iter().map(|open| open.view.id.clone()).collect::<Vec<_>>()
        };
        for other in others {
            self.keep_task(&other).await;
        }
        Ok(true)
    }

    /// A link for an account that works would change nothing that could be waited for.
    async fn nothing_to_refresh(&self, id: &LinkTaskId) -> Result<LinkTask, EngineError> {
        self.change_task(id, |open| {
            let name = open.view.name.as_deref().unwrap_or("This account");
            open.view.waiting =
                Waiting::Done { sentence: format!("{name} works; there is nothing to refresh.") };
        })
        .await
    }

    /// The task ends outside of its own watch, which is stopped with it.
    fn owner_came(&self, id: LinkTaskId, remote: RemoteAccount) {
        let engine = self.clone();
        self.spawn(async move {
            if let Err(error) = engine.finish(&id, remote, Actor::Owner).await
                && let Err(error) = engine.fail(&id, &error).await
            {
                tracing::warn!(%error, "a finished link couldn't be shown");
            }
        });
    }
}

/// Whether a link is open that whoever comes first may have used.
fn waits_for_anyone(open: &OpenTask) -> bool {
    let waits = matches!(open.view.waiting, Waiting::OwnerLink { .. } | Waiting::LinkSent { .. });
    waits && open.identity.is_none()
}

/// How well whoever came fits the name that a link was made for.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
enum Fit {
    AnotherName,
    NoNameGiven,
    ThisName,
}

impl Fit {
    fn of(open: &OpenTask, remote: &RemoteAccount) -> Self {
        match &open.view.name {
            None => Self::NoNameGiven,
            Some(name) if may_be_one_name(name, &remote.name) => Self::ThisName,
            Some(_) => Self::AnotherName,
        }
    }
}

/// Whether the owner has signed in: a product without a licence doesn't stand in the way of that.
fn is_signed_in(status: &Status) -> bool {
    matches!(status, Status::Connected | Status::PermissionMissing { .. })
}

fn has_products(remote: &RemoteAccount, wanted: &[Product]) -> bool {
    let has = |product: &Product| remote.products.iter().any(|p| p.enabled && p.product == *product);
    // Premium has no switch of its own.
    wanted.iter().all(|product| *product == Product::Premium || has(product))
}

fn waiting_for(link: Option<OwnerLink>, made_at: Timestamp, ends_at_restart: bool) -> Waiting {
    match link {
        Some(link) => {
            Waiting::OwnerLink { url: link.url, expires_at: link.expires_at, made_at, ends_at_restart }
        }
        None => Waiting::LinkElsewhere {
            sentence: "Edges' API doesn't tell the shared link. Copy it from the identity's page in the Edges dashboard and send it to the owner; Rollcall waits for them to press Accept.".into(),
        },
    }
}

fn is_final(error: &EngineError) -> bool {
    matches!(error, EngineError::Provider(error) if matches!(error.kind, ErrorKind::ConnectionKey | ErrorKind::NotFound | ErrorKind::Restricted))
}

async fn remotes(gateway: &Gateway) -> Result<Vec<RemoteAccount>, EngineError> {
    Ok(match gateway {
        Gateway::Unipile(client) => client.accounts().await?,
        Gateway::Edges(client) => client.accounts().await?,
        Gateway::Zernio(client) => client.accounts().await?,
        Gateway::Linkedin(_) => Vec::new(),
    })
}

async fn remote_ids(gateway: &Gateway) -> Result<HashSet<String>, EngineError> {
    Ok(remotes(gateway).await?.into_iter().map(|remote| remote.remote_id).collect())
}
