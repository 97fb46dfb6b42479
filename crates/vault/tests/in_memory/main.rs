//! The vault on a keychain in memory that can hang, fail and refuse long entries.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test may panic, outside its own function too")]

mod fake_keychain;
mod silence;
mod sizes;
