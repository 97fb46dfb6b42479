//! Made-up figures that stay the same: the same name on the same day always has the same number.

use sha2::{Digest as _, Sha256};

/// A number from `low` up to (not including) `high`, fixed by what it is about.
pub fn number(about: &[&str], low: u64, high: u64) -> u64 {
    let digest = Sha256::digest(about.join("\n").as_bytes());
    let seed = digest.iter().take(8).fold(0_u64, |seed, &byte| seed << 8 | u64::from(byte));
    low + seed % (high - low).max(1)
}

/// First-degree connections of a member.
pub fn connections(person: &str) -> u64 {
    number(&["connections", person], 180, 3_000)
}
