//! Secrets of every length, on a keychain that takes as little in one entry as Windows does.

use std::time::Duration;

use proptest::prelude::*;
use rollcall_domain::secret::Secret;
use rollcall_vault::{MAX_SECRET_BYTES, SecretKey, SecretKind, Vault, VaultError};

use crate::fake_keychain::FakeKeychain;

/// `CRED_MAX_CREDENTIAL_BLOB_SIZE`.
const WINDOWS_MAX_ENTRY_BYTES: usize = 2_560;
const PATIENCE: Duration = Duration::from_secs(30);

fn key() -> SecretKey {
    SecretKey::new("0198c1f0", SecretKind::LiAt)
}

fn windows() -> (FakeKeychain, Vault) {
    let keychain = FakeKeychain::with_max_entry_bytes(WINDOWS_MAX_ENTRY_BYTES);
    let vault = Vault::with_backend(Box::new(keychain.clone()), PATIENCE);
    (keychain, vault)
}

/// Text of exactly this many bytes, with characters of one to four bytes that lie across every
/// boundary.
fn text(bytes: usize) -> String {
    let mut text = String::with_capacity(bytes);
    for c in ['a', 'é', '€', '🦀', 'z'].into_iter().cycle() {
        if text.len() + c.len_utf8() > bytes {
            break;
        }
        text.push(c);
    }
    text.push_str(&"x".repeat(bytes - text.len()));
    text
}

async fn value(vault: &Vault) -> Option<String> {
    vault.get(&key()).await.unwrap().map(|secret| secret.expose().to_owned())
}

fn run<T>(work: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(work)
}

#[tokio::test]
async fn every_length_is_kept_whole_and_removed_whole() {
    let sizes = [
        0, 1, 2, 16, 100, 511, 512, 513, 1_023, 1_024, 1_025, 1_279, 1_280, 1_281, 2_000, 2_399, 2_400,
        2_401, 2_402, 2_559, 2_560, 2_561, 4_095, 4_096, 4_097, 4_799, 4_800, 4_801, 5_558, 7_199, 7_200,
        7_201, 10_000, 16_384, 24_000, 24_001, 32_768, 50_000, 65_535, 65_536,
    ];
    for size in sizes {
        let (keychain, vault) = windows();
        let secret = text(size);
        assert_eq!(secret.len(), size);
        vault
            .put(&key(), &Secret::new(secret.clone()))
            .await
            .unwrap_or_else(|error| panic!("{size}: {error}"));
        assert_eq!(value(&vault).await, Some(secret), "{size}");
        vault.delete(&key()).await.unwrap();
        assert_eq!(value(&vault).await, None, "{size}");
        assert!(keychain.entries().is_empty(), "{size} left something behind");
    }
}

#[tokio::test]
async fn more_than_the_limit_is_refused_and_the_one_before_stays() {
    let (_, vault) = windows();
    vault.put(&key(), &Secret::new("before")).await.unwrap();
    let put = vault.put(&key(), &Secret::new(text(MAX_SECRET_BYTES + 1))).await;
    assert_eq!(put, Err(VaultError::TooLong));
    assert_eq!(value(&vault).await.as_deref(), Some("before"));
}

#[tokio::test]
async fn a_short_secret_lies_in_the_entry_as_it_is() {
    let (keychain, vault) = windows();
    vault.put(&key(), &Secret::new("AQEDATX123")).await.unwrap();
    assert_eq!(keychain.entries(), [("0198c1f0/li_at".to_owned(), b"AQEDATX123".to_vec())].into());
}

#[tokio::test]
async fn a_secret_that_looks_like_a_list_of_parts_is_kept_as_what_it_is() {
    let (_, vault) = windows();
    let odd = "\0rollcall-parts a 1 3 0000";
    vault.put(&key(), &Secret::new(odd)).await.unwrap();
    assert_eq!(value(&vault).await.as_deref(), Some(odd));
}

#[tokio::test]
async fn a_part_that_is_missing_or_changed_is_noticed() {
    let damage: [(&str, &[u8]); 4] = [
        ("0198c1f0/li_at/a2", b"short"),
        ("0198c1f0/li_at/a1", &[b'x'; 2_400]),
        ("0198c1f0/li_at", b"\0rollcall-parts a 2 5000 00"),
        ("0198c1f0/li_at", b"\0rollcall-parts a 999999999 99999999999 00"),
    ];
    for (entry, bytes) in damage {
        let (keychain, vault) = windows();
        vault.put(&key(), &Secret::new(text(5_000))).await.unwrap();
        keychain.overwrite(entry, bytes);
        assert_eq!(vault.get(&key()).await.map(|_| ()), Err(VaultError::Failed), "{entry}");
        vault.put(&key(), &Secret::new("entered anew")).await.unwrap();
        assert_eq!(value(&vault).await.as_deref(), Some("entered anew"), "{entry}");
        vault.delete(&key()).await.unwrap();
        assert!(keychain.entries().is_empty(), "{entry}");
    }
}

/// Stops a write before each of its calls in turn.
#[tokio::test]
async fn an_interrupted_write_leaves_the_old_secret_or_the_new_one() {
    let (short, long, longer) = ("short".to_owned(), text(7_000), text(12_345));
    for (old, new) in [(&short, &long), (&long, &short), (&long, &longer), (&longer, &long)] {
        for stopped_at in 1.. {
            let (keychain, vault) = windows();
            vault.put(&key(), &Secret::new(old.clone())).await.unwrap();
            keychain.fail_from(stopped_at, VaultError::Locked);
            let put = vault.put(&key(), &Secret::new(new.clone())).await;
            keychain.heal();
            let now = value(&vault).await.expect("one of the two is there");
            assert!(now == *old || now == *new, "neither after {stopped_at} calls");
            vault.put(&key(), &Secret::new("after")).await.unwrap();
            vault.delete(&key()).await.unwrap();
            assert!(keychain.entries().is_empty(), "orphans after {stopped_at} calls");
            if put.is_ok() {
                break;
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// Any writes and removals in any order leave the last value, and in the end nothing.
    #[test]
    fn the_last_write_wins(steps in prop::collection::vec((any::<bool>(), "\\PC{0,40}", 1_usize..400), 1..12)) {
        run(async {
            let (keychain, vault) = windows();
            for (keep, word, times) in steps {
                let secret = keep.then(|| word.repeat(times));
                match &secret {
                    Some(secret) => vault.put(&key(), &Secret::new(secret.clone())).await.unwrap(),
                    None => vault.delete(&key()).await.unwrap(),
                }
                prop_assert_eq!(value(&vault).await, secret);
            }
            vault.delete(&key()).await.unwrap();
            prop_assert!(keychain.entries().is_empty());
            Ok(())
        })?;
    }
}
