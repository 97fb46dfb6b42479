//! How a secret lies in a keychain's entries.
//!
//! Windows keeps at most 2,560 bytes in one (`CRED_MAX_CREDENTIAL_BLOB_SIZE`), so a longer secret
//! is cut into parts with entries of their own, and its main entry says how many there are, how
//! long they are together and their SHA-256. The main entry is written last and removed first:
//! a secret is there with all its parts or not at all.

use sha2::{Digest, Sha256};
use zeroize::{Zeroize, Zeroizing};

use crate::{Backend, VaultError};

/// The most bytes in one entry, a little below Windows's 2,560.
pub(crate) const PART_BYTES: usize = 2_400;

/// The most bytes of one secret. The longest ones that a provider gives are tokens and cookies of
/// a few thousand bytes.
pub const MAX_SECRET_BYTES: usize = 64 * 1024;

/// How a main entry begins that isn't the secret itself. No key, token, cookie or password begins
/// with a zero byte; one that does is kept in parts, whatever its length.
const MARK: &[u8] = b"\0rollcall-parts ";

/// Two sets of names for parts. A new secret's parts go to the set that isn't in use, so that the
/// one before stays whole until the new one is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum PartSet {
    A,
    B,
}

impl PartSet {
    fn entry(self, main: &str, n: usize) -> String {
        match self {
            PartSet::A => format!("{main}/a{n}"),
            PartSet::B => format!("{main}/b{n}"),
        }
    }

    fn other(self) -> PartSet {
        match self {
            PartSet::A => PartSet::B,
            PartSet::B => PartSet::A,
        }
    }
}

/// What a main entry says about the parts.
#[derive(Debug, PartialEq, Eq)]
struct Header {
    set: PartSet,
    count: usize,
    length: usize,
    sha256: String,
}

impl Header {
    fn of(secret: &[u8], set: PartSet) -> Header {
        Header {
            set,
            count: secret.len().div_ceil(PART_BYTES),
            length: secret.len(),
            sha256: hex(&Sha256::digest(secret)),
        }
    }

    fn write(&self) -> Vec<u8> {
        let set = match self.set {
            PartSet::A => 'a',
            PartSet::B => 'b',
        };
        let mut bytes = MARK.to_vec();
        bytes.extend(format!("{set} {} {} {}", self.count, self.length, self.sha256).into_bytes());
        bytes
    }

    /// `None` when the entry is the secret itself.
    fn read(entry: &[u8]) -> Option<Result<Header, VaultError>> {
        let text = entry.strip_prefix(MARK)?;
        Some(Header::read_fields(text).ok_or(VaultError::Failed))
    }

    fn read_fields(text: &[u8]) -> Option<Header> {
        let mut fields = std::str::from_utf8(text).ok()?.split(' ');
        let set = match fields.next()? {
            "a" => PartSet::A,
            "b" => PartSet::B,
            _ => return None,
        };
        let header = Header {
            set,
            count: fields.next()?.parse().ok()?,
            length: fields.next()?.parse().ok()?,
            sha256: fields.next()?.to_owned(),
        };
        let sane = header.length <= MAX_SECRET_BYTES
            && header.count == header.length.div_ceil(PART_BYTES)
            && fields.next().is_none();
        sane.then_some(header)
    }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn fits_one_entry(secret: &[u8]) -> bool {
    // Some keychains take an empty entry for one that isn't there.
    !secret.is_empty() && secret.len() <= PART_BYTES && !secret.starts_with(MARK)
}

/// Reads a secret; `None` when there is none, [`VaultError::Failed`] when a part is missing or
/// isn't what was written.
pub(crate) fn get(backend: &mut dyn Backend, main: &str) -> Result<Option<Zeroizing<String>>, VaultError> {
    let Some(entry) = backend.get(main)? else { return Ok(None) };
    let secret = match Header::read(&entry) {
        None => entry,
        Some(header) => collect(backend, main, &header?)?,
    };
    text(secret).map(Some)
}

fn collect(backend: &mut dyn Backend, main: &str, header: &Header) -> Result<Zeroizing<Vec<u8>>, VaultError> {
    // Room for all at once: growing would leave copies behind.
    let mut secret = Zeroizing::new(Vec::with_capacity(header.length));
    for n in 1..=header.count {
        let part = backend.get(&header.set.entry(main, n))?.ok_or(VaultError::Failed)?;
        if secret.len() + part.len() > header.length {
            return Err(VaultError::Failed);
        }
        secret.extend_from_slice(&part);
    }
    let whole = secret.len() == header.length && hex(&Sha256::digest(&*secret)) == header.sha256;
    if whole { Ok(secret) } else { Err(VaultError::Failed) }
}

fn text(mut bytes: Zeroizing<Vec<u8>>) -> Result<Zeroizing<String>, VaultError> {
    String::from_utf8(std::mem::take(&mut *bytes)).map(Zeroizing::new).map_err(|error| {
        error.into_bytes().zeroize();
        VaultError::Failed
    })
}

/// Writes a secret in the place of the one before, then reads it back and compares.
pub(crate) fn put(backend: &mut dyn Backend, main: &str, secret: &str) -> Result<(), VaultError> {
    let bytes = secret.as_bytes();
    if bytes.len() > MAX_SECRET_BYTES {
        return Err(VaultError::TooLong);
    }
    // Damage to the one before must not stop a new one: its parts are swept below.
    let before = backend.get(main)?.and_then(|entry| Header::read(&entry)?.ok());
    if fits_one_entry(bytes) {
        backend.set(main, bytes)?;
    } else {
        let set = before.as_ref().map_or(PartSet::A, |header| header.set.other());
        for (index, part) in bytes.chunks(PART_BYTES).enumerate() {
            backend.set(&set.entry(main, index + 1), part)?;
        }
        backend.set(main, &Header::of(bytes, set).write())?;
    }
    let kept = get(backend, main)?.is_some_and(|kept| kept.as_bytes() == bytes);
    if !kept {
        return Err(VaultError::Failed);
    }
    match before {
        Some(header) => sweep(backend, main, header.set),
        None => Ok(()),
    }
}

/// Removes a secret and every part that it, or an interrupted write, left.
pub(crate) fn delete(backend: &mut dyn Backend, main: &str) -> Result<(), VaultError> {
    backend.delete(main)?;
    sweep(backend, main, PartSet::A)?;
    sweep(backend, main, PartSet::B)
}

/// Removes the parts of a set, the last one first: what an interruption leaves begins with part 1
/// again, and the next sweep finds it.
fn sweep(backend: &mut dyn Backend, main: &str, set: PartSet) -> Result<(), VaultError> {
    let mut count = 0;
    while backend.get(&set.entry(main, count + 1))?.is_some() {
        count += 1;
    }
    (1..=count).rev().try_for_each(|n| backend.delete(&set.entry(main, n)))
}
