//! What the vault needs of a keychain.

use zeroize::Zeroizing;

use crate::VaultError;

/// A keychain: named entries of bytes. Calls may block for as long as they like; the vault makes
/// them on a thread of its own, one at a time.
pub trait Backend: Send + 'static {
    /// An entry's bytes, `None` when it isn't there.
    fn get(&mut self, entry: &str) -> Result<Option<Zeroizing<Vec<u8>>>, VaultError>;

    /// Writes an entry, in the place of one that is there.
    fn set(&mut self, entry: &str, bytes: &[u8]) -> Result<(), VaultError>;

    /// Removes an entry; one that isn't there is no error.
    fn delete(&mut self, entry: &str) -> Result<(), VaultError>;
}
