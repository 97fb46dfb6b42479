//! What time brings about: approvals on phones, solved puzzles, connections that come up, synchronisations that end.

use chrono::{DateTime, TimeDelta, Utc};

use super::account::CONNECTING;
use super::hooks::{Event, Happened, happened, tell};
use super::sign_in;
use crate::world::{Challenge, Config, Step, World};

/// How long a sign-in that ended is still told apart from one that never was.
const REMEMBERED: TimeDelta = TimeDelta::hours(1);

/// Brings the tenant up to the present time.
pub fn settle(world: &mut World) {
    sign_ins(world);
    let unsettled: Vec<String> = world.unipile.unsettled.iter().cloned().collect();
    for id in unsettled {
        let told = progress(world, &id);
        tell(world, told);
    }
}

/// When time next brings something about.
pub fn next_due(world: &World) -> Option<DateTime<Utc>> {
    let unipile = &world.unipile;
    let accounts = unipile
        .unsettled
        .iter()
        .filter_map(|id| unipile.accounts.get(id))
        .filter_map(|account| account.connecting_until.or(account.syncing_until));
    let config = &world.config;
    let sign_ins = unipile
        .intents
        .values()
        .filter(|intent| !intent.passed)
        .filter_map(|intent| Some(intent.opened + by_itself(config, intent.challenges.present()?)?));
    accounts.chain(sign_ins).min()
}

/// How long a checkpoint takes to pass without the client.
fn by_itself(config: &Config, challenge: Challenge) -> Option<TimeDelta> {
    let seconds = match challenge {
        Challenge::Captcha if config.unipile_captcha_supported => config.unipile_captcha_solved_s,
        _ if challenge.waits_for_approval() => config.unipile_in_app_approval_s,
        _ => 0,
    };
    (seconds > 0).then(|| TimeDelta::seconds(seconds))
}

/// Sign-ins that go on without the client: their owner tapped *Yes*, asked or unasked, or Unipile
/// solved the puzzle.
fn sign_ins(world: &mut World) {
    if world.unipile.intents.is_empty() {
        return;
    }
    let now = world.now();
    let config = world.config.clone();
    let passing: Vec<String> = world
        .unipile
        .intents
        .values_mut()
        .filter(|intent| {
            let Some(present) = intent.challenges.present() else {
                return false;
            };
            let is_due = by_itself(&config, present).is_some_and(|wait| intent.opened + wait <= now);
            let approved = intent.challenges.is_approved() && present.waits_for_approval();
            !intent.passed && now < intent.challenges.until && (is_due || approved)
        })
        .map(|intent| intent.id.clone())
        .collect();
    for id in passing {
        let Some(intent) = world.unipile.intents.get_mut(&id) else {
            continue;
        };
        let step = match intent.challenges.present() {
            Some(Challenge::Captcha) => intent.challenges.pass_captcha(),
            _ => intent.challenges.pass_approval(),
        };
        if step == Step::Passed {
            intent.passed = true;
            let intent = intent.clone();
            sign_in::admit(world, intent.id, &intent.person, &intent.wish);
        }
    }
    world.unipile.intents.retain(|_, intent| now < intent.challenges.until + REMEMBERED);
}

/// What has become of one account's connection and first synchronisation by now.
pub fn progress(world: &mut World, id: &str) -> Vec<Happened> {
    let now = world.now();
    let Some(account) = world.unipile.accounts.get(id) else {
        world.unipile.unsettled.remove(id);
        return Vec::new();
    };
    let is_up = account.connecting_until.is_some_and(|until| until <= now);
    let is_synced = account.syncing_until.is_some_and(|until| until <= now);
    let syncs = account.syncing_until.is_some();
    let mut told = Vec::new();
    if is_up {
        world.unipile.accounts.change(id, |account| {
            account.connecting_until = None;
            if account.status == CONNECTING {
                "running".clone_into(&mut account.status);
            }
        });
        told.extend(happened(world, id, Event::Status, None));
        if syncs {
            told.extend(happened(world, id, Event::SyncRunning, None));
        }
    }
    if is_synced {
        world.unipile.accounts.change(id, |account| account.syncing_until = None);
        told.extend(happened(world, id, Event::Synced, None));
    }
    let settled = world
        .unipile
        .accounts
        .get(id)
        .is_none_or(|account| account.connecting_until.is_none() && account.syncing_until.is_none());
    if settled {
        world.unipile.unsettled.remove(id);
    }
    told
}

/// Gives an account a status from outside, and tells.
pub fn set_status(world: &mut World, id: &str, status: &str) {
    let changed = world.unipile.accounts.change(id, |account| {
        account.set_status(status);
        account.connecting_until = None;
    });
    if changed.is_some() {
        let told = happened(world, id, Event::Status, None);
        tell(world, told.into_iter().collect());
    }
}

/// Unlinks an account; `false` when there is none.
pub fn remove(world: &mut World, id: &str) -> bool {
    let Some(told) = happened(world, id, Event::Removed, None) else {
        return false;
    };
    world.unipile.accounts.remove(id);
    world.unipile.intents.remove(id);
    world.unipile.unsettled.remove(id);
    tell(world, vec![told]);
    true
}
