//! The operating system's keychain: the Keychain on macOS, the Credential Manager on Windows, the
//! Secret Service elsewhere.
//!
//! Uses keyring's store crates directly instead of the `keyring` crate around them: that one
//! connects once per process, so a keychain that was missing at first, or that was restarted
//! since, would stay out of reach until Rollcall is restarted.

use std::{collections::HashMap, sync::Arc};

use keyring_core::{CredentialStore, Entry, Error};
use zeroize::{Zeroize, Zeroizing};

use crate::{Backend, VaultError};

/// The operating system's keychain, with every entry under one service name.
pub(crate) struct Keychain {
    service: String,
    store: Option<Arc<CredentialStore>>,
}

impl Keychain {
    /// Doesn't connect yet: that may block.
    pub(crate) fn new(service: &str) -> Self {
        Self { service: service.to_owned(), store: None }
    }

    fn entry(&mut self, name: &str) -> Result<Entry, Error> {
        let store = match &self.store {
            Some(store) => store.clone(),
            None => self.store.insert(platform::connect()?).clone(),
        };
        store.build(&self.service, name, Some(&HashMap::from(platform::MODIFIERS)))
    }

    /// Does something with an entry. When an old connection fails, a new one is tried: the
    /// keychain may have been restarted. Everything done here can be done twice.
    fn with_entry<T>(&mut self, name: &str, work: impl Fn(&Entry) -> Result<T, Error>) -> Result<T, Error> {
        let connected_before = self.store.is_some();
        let first = self.entry(name).and_then(|entry| work(&entry));
        match first {
            Err(Error::PlatformFailure(_)) if connected_before => {
                self.store = None;
                self.entry(name).and_then(|entry| work(&entry))
            }
            other => other,
        }
    }
}

impl Backend for Keychain {
    fn get(&mut self, entry: &str) -> Result<Option<Zeroizing<Vec<u8>>>, VaultError> {
        match self.with_entry(entry, |entry| entry.get_secret().map(Zeroizing::new)) {
            Ok(bytes) => Ok(Some(bytes)),
            Err(Error::NoEntry) => Ok(None),
            Err(error) => Err(translate(error)),
        }
    }

    fn set(&mut self, entry: &str, bytes: &[u8]) -> Result<(), VaultError> {
        self.with_entry(entry, |entry| entry.set_secret(bytes)).map_err(translate)
    }

    fn delete(&mut self, entry: &str) -> Result<(), VaultError> {
        match self.with_entry(entry, Entry::delete_credential) {
            Ok(()) | Err(Error::NoEntry) => Ok(()),
            Err(error) => Err(translate(error)),
        }
    }
}

/// Takes the error apart without its text, which may quote what was read.
fn translate(error: Error) -> VaultError {
    match error {
        Error::NoStorageAccess(_) => VaultError::Locked,
        Error::NoDefaultStore | Error::PlatformFailure(_) | Error::NotSupportedByStore(_) => {
            VaultError::Missing
        }
        Error::TooLong(..) => VaultError::TooLong,
        Error::BadEncoding(mut bytes) | Error::BadDataFormat(mut bytes, _) => {
            bytes.zeroize();
            VaultError::Failed
        }
        _ => VaultError::Failed,
    }
}

#[cfg(target_os = "macos")]
mod platform {
    use super::{Arc, CredentialStore, Error};

    pub(super) const MODIFIERS: [(&str, &str); 0] = [];

    pub(super) fn connect() -> Result<Arc<CredentialStore>, Error> {
        Ok(apple_native_keyring_store::keychain::Store::new()?)
    }
}

#[cfg(windows)]
mod platform {
    use super::{Arc, CredentialStore, Error};

    /// The default would copy entries to every computer that a roaming profile visits.
    pub(super) const MODIFIERS: [(&str, &str); 1] = [("persistence", "Local")];

    pub(super) fn connect() -> Result<Arc<CredentialStore>, Error> {
        Ok(windows_native_keyring_store::Store::new()?)
    }
}

#[cfg(all(unix, not(target_os = "macos")))]
mod platform {
    use super::{Arc, CredentialStore, Error};

    /// What the desktop's password application lists the entry as.
    pub(super) const MODIFIERS: [(&str, &str); 1] = [("label", "Rollcall")];

    pub(super) fn connect() -> Result<Arc<CredentialStore>, Error> {
        Ok(zbus_secret_service_keyring_store::Store::new()?)
    }
}
