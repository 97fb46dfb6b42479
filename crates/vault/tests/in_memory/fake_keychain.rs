//! A keychain in memory that can hang, fail and refuse long entries.

use std::{
    collections::HashMap,
    sync::{
        Arc, Condvar, Mutex,
        atomic::{AtomicBool, AtomicUsize, Ordering},
    },
};

use rollcall_vault::{Backend, VaultError};
use zeroize::Zeroizing;

#[derive(Default)]
struct Inside {
    entries: Mutex<HashMap<String, Vec<u8>>>,
    max_entry_bytes: Option<usize>,
    calls: AtomicUsize,
    busy: AtomicBool,
    hanging: Mutex<bool>,
    released: Condvar,
    /// Calls until the one that fails, and with what.
    trouble: Mutex<Option<(usize, VaultError)>>,
}

/// A handle on the keychain; clones are the same keychain.
#[derive(Clone, Default)]
pub struct FakeKeychain(Arc<Inside>);

impl FakeKeychain {
    pub fn with_max_entry_bytes(max: usize) -> Self {
        Self(Arc::new(Inside { max_entry_bytes: Some(max), ..Inside::default() }))
    }

    /// From now on no call returns until [`FakeKeychain::release`].
    pub fn hang(&self) {
        *self.0.hanging.lock().unwrap() = true;
    }

    pub fn release(&self) {
        *self.0.hanging.lock().unwrap() = false;
        self.0.released.notify_all();
    }

    /// The n-th call from now (1 is the next) and every later one fails.
    pub fn fail_from(&self, n: usize, error: VaultError) {
        *self.0.trouble.lock().unwrap() = Some((n, error));
    }

    pub fn heal(&self) {
        *self.0.trouble.lock().unwrap() = None;
    }

    /// How many calls arrived.
    pub fn calls(&self) -> usize {
        self.0.calls.load(Ordering::SeqCst)
    }

    pub fn entries(&self) -> HashMap<String, Vec<u8>> {
        self.0.entries.lock().unwrap().clone()
    }

    pub fn overwrite(&self, entry: &str, bytes: &[u8]) {
        self.0.entries.lock().unwrap().insert(entry.to_owned(), bytes.to_vec());
    }

    fn call<T>(
        &self,
        work: impl FnOnce(&mut HashMap<String, Vec<u8>>) -> Result<T, VaultError>,
    ) -> Result<T, VaultError> {
        let inside = &self.0;
        assert!(!inside.busy.swap(true, Ordering::SeqCst), "two calls at once");
        inside.calls.fetch_add(1, Ordering::SeqCst);
        let mut hanging = inside.hanging.lock().unwrap();
        while *hanging {
            hanging = inside.released.wait(hanging).unwrap();
        }
        drop(hanging);
        let failure = match inside.trouble.lock().unwrap().as_mut() {
            Some((n, error)) if *n <= 1 => Some(*error),
            Some((n, _)) => {
                *n -= 1;
                None
            }
            None => None,
        };
        let done = match failure {
            Some(error) => Err(error),
            None => work(&mut inside.entries.lock().unwrap()),
        };
        inside.busy.store(false, Ordering::SeqCst);
        done
    }
}

impl Backend for FakeKeychain {
    fn get(&mut self, entry: &str) -> Result<Option<Zeroizing<Vec<u8>>>, VaultError> {
        self.call(|entries| Ok(entries.get(entry).cloned().map(Zeroizing::new)))
    }

    fn set(&mut self, entry: &str, bytes: &[u8]) -> Result<(), VaultError> {
        let max = self.0.max_entry_bytes;
        self.call(|entries| {
            if max.is_some_and(|max| bytes.len() > max) {
                return Err(VaultError::TooLong);
            }
            entries.insert(entry.to_owned(), bytes.to_vec());
            Ok(())
        })
    }

    fn delete(&mut self, entry: &str) -> Result<(), VaultError> {
        self.call(|entries| {
            entries.remove(entry);
            Ok(())
        })
    }
}
