//! A keychain that hangs, comes back, is locked or isn't there.

use std::{
    future::Future,
    pin::pin,
    task::{Context, Poll, Waker},
    time::Duration,
};

use rollcall_domain::secret::Secret;
use rollcall_vault::{KeychainState, SecretKey, SecretKind, Vault, VaultError};

use crate::fake_keychain::FakeKeychain;

/// Long enough for a busy machine to answer in, short enough to wait for in a test.
const PATIENCE: Duration = Duration::from_millis(500);

fn key(owner: &str) -> SecretKey {
    SecretKey::new(owner, SecretKind::ApiKey)
}

fn vault(keychain: &FakeKeychain) -> Vault {
    Vault::with_backend(Box::new(keychain.clone()), PATIENCE)
}

/// The answer that is there without waiting at all.
fn at_once<T>(future: impl Future<Output = T>) -> Option<T> {
    match pin!(future).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(answer) => Some(answer),
        Poll::Pending => None,
    }
}

async fn value(vault: &Vault, key: &SecretKey) -> Option<String> {
    vault.get(key).await.unwrap().map(|secret| secret.expose().to_owned())
}

#[tokio::test]
async fn what_is_put_is_got_until_it_is_deleted() {
    let vault = vault(&FakeKeychain::default());
    assert_eq!(vault.state(), KeychainState::Unchecked);
    assert_eq!(value(&vault, &key("a")).await, None);
    vault.put(&key("a"), &Secret::new("one")).await.unwrap();
    vault.put(&key("b"), &Secret::new("two")).await.unwrap();
    vault.put(&key("a"), &Secret::new("three")).await.unwrap();
    assert_eq!(value(&vault, &key("a")).await.as_deref(), Some("three"));
    vault.delete(&key("a")).await.unwrap();
    vault.delete(&key("a")).await.unwrap();
    assert_eq!(value(&vault, &key("a")).await, None);
    assert_eq!(value(&vault, &key("b")).await.as_deref(), Some("two"));
    assert_eq!(vault.state(), KeychainState::Ready);
}

#[tokio::test]
async fn deleting_all_takes_every_kind_of_one_owner_only() {
    let keychain = FakeKeychain::default();
    let vault = vault(&keychain);
    for kind in SecretKind::ALL {
        vault.put(&SecretKey::new("a", kind), &Secret::new("x".repeat(5_000))).await.unwrap();
        vault.put(&SecretKey::new("b", kind), &Secret::new("y")).await.unwrap();
    }
    vault.delete_all("a").await.unwrap();
    let mut left: Vec<String> = keychain.entries().into_keys().collect();
    left.sort();
    let mut expected: Vec<String> =
        SecretKind::ALL.iter().map(|kind| format!("b/{}", kind.as_str())).collect();
    expected.sort();
    assert_eq!(left, expected);
}

#[tokio::test]
async fn nobody_waits_longer_than_the_limit_and_later_calls_do_not_wait_at_all() {
    let keychain = FakeKeychain::default();
    let vault = vault(&keychain);
    keychain.hang();
    assert_eq!(vault.put(&key("a"), &Secret::new("one")).await, Err(VaultError::Silent));
    assert_eq!(vault.state(), KeychainState::Silent);
    assert_eq!(at_once(vault.put(&key("b"), &Secret::new("two"))), Some(Err(VaultError::Silent)));
    assert_eq!(at_once(vault.delete(&key("b"))), Some(Err(VaultError::Silent)));
    assert_eq!(at_once(vault.probe()), Some(KeychainState::Silent));

    let mut changes = vault.watch();
    keychain.release();
    changes.wait_for(|state| *state == KeychainState::Ready).await.unwrap();
    assert_eq!(value(&vault, &key("a")).await.as_deref(), Some("one"), "what had begun was finished");
    assert_eq!(value(&vault, &key("b")).await, None, "what was refused was never done");
    assert_eq!(vault.probe().await, KeychainState::Ready);
}

#[tokio::test]
async fn callers_that_queue_behind_a_hanging_one_give_up_too_and_leave_nothing_behind() {
    let keychain = FakeKeychain::default();
    let vault = vault(&keychain);
    keychain.hang();
    let callers: Vec<_> = (0..20)
        .map(|n| {
            let vault = vault.clone();
            tokio::spawn(async move { vault.put(&key(&n.to_string()), &Secret::new("late")).await })
        })
        .collect();
    for caller in callers {
        assert_eq!(caller.await.unwrap(), Err(VaultError::Silent));
    }
    assert_eq!(keychain.calls(), 1, "only the first reached the keychain");

    let mut changes = vault.watch();
    keychain.release();
    changes.wait_for(|state| *state == KeychainState::Ready).await.unwrap();
    assert_eq!(vault.probe().await, KeychainState::Ready);
    assert_eq!(keychain.entries().len(), 1, "what nobody waited for any more was dropped");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn many_callers_at_once_each_get_their_own() {
    let keychain = FakeKeychain::default();
    let vault = Vault::with_backend(Box::new(keychain), Duration::from_secs(30));
    let callers: Vec<_> = (0..100)
        .map(|n| {
            let vault = vault.clone();
            tokio::spawn(async move {
                let (key, secret) = (key(&n.to_string()), format!("secret {n} ").repeat(n * 7 + 1));
                vault.put(&key, &Secret::new(secret.clone())).await.unwrap();
                assert_eq!(value(&vault, &key).await, Some(secret));
            })
        })
        .collect();
    for caller in callers {
        caller.await.unwrap();
    }
}

#[tokio::test]
async fn each_failure_shows_as_its_own_state_and_passes() {
    let cases = [
        (VaultError::Missing, KeychainState::Missing),
        (VaultError::Locked, KeychainState::Locked),
        (VaultError::Failed, KeychainState::Ready),
        (VaultError::TooLong, KeychainState::Ready),
    ];
    for (error, state) in cases {
        let keychain = FakeKeychain::default();
        let vault = vault(&keychain);
        keychain.fail_from(1, error);
        assert_eq!(vault.get(&key("a")).await.map(|_| ()), Err(error));
        assert_eq!(vault.state(), state, "{error:?}");
        assert_eq!(vault.probe().await, state, "{error:?}");
        keychain.heal();
        assert_eq!(vault.probe().await, KeychainState::Ready, "{error:?}");
    }
}

#[tokio::test]
async fn an_absent_entry_does_not_prove_a_locked_keychain_open() {
    let keychain = FakeKeychain::default();
    let vault = vault(&keychain);
    keychain.fail_from(1, VaultError::Locked);
    assert_eq!(vault.probe().await, KeychainState::Locked);
    keychain.heal();
    assert_eq!(value(&vault, &key("a")).await, None);
    assert_eq!(vault.state(), KeychainState::Locked);
    vault.put(&key("a"), &Secret::new("one")).await.unwrap();
    assert_eq!(vault.state(), KeychainState::Ready);
}

#[tokio::test]
async fn the_check_leaves_no_entry() {
    let keychain = FakeKeychain::default();
    assert_eq!(vault(&keychain).probe().await, KeychainState::Ready);
    assert!(keychain.entries().is_empty());
}
