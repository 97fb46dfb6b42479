//! Ids in the vendors' shapes, the same for the same seed.

use rand::{Rng as _, RngCore as _, SeedableRng as _};
use rand_chacha::ChaCha12Rng;
use serde::{Deserialize, Serialize};

const ALPHANUMERIC: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
const URL_SAFE: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
const LOWER: &[u8] = b"abcdefghijklmnopqrstuvwxyz0123456789";
const HEX: &[u8] = b"0123456789abcdef";
const CROCKFORD: &[u8] = b"0123456789abcdefghjkmnpqrstvwxyz";

#[derive(Clone, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Ids {
    source: ChaCha12Rng,
}

impl Ids {
    pub fn seeded(seed: u64) -> Self {
        Self { source: ChaCha12Rng::seed_from_u64(seed) }
    }

    fn letters(&mut self, alphabet: &[u8], length: usize) -> String {
        (0..length).map(|_| char::from(alphabet[self.source.random_range(0..alphabet.len())])).collect()
    }

    /// A number below `end`, which is not 0.
    pub fn below(&mut self, end: usize) -> usize {
        self.source.random_range(0..end)
    }

    pub fn alphanumeric(&mut self, length: usize) -> String {
        self.letters(ALPHANUMERIC, length)
    }

    pub fn url_safe(&mut self, length: usize) -> String {
        self.letters(URL_SAFE, length)
    }

    pub fn lower(&mut self, length: usize) -> String {
        self.letters(LOWER, length)
    }

    pub fn hex(&mut self, length: usize) -> String {
        self.letters(HEX, length)
    }

    /// The 26 letters behind a prefix such as `acc_`.
    pub fn ulid(&mut self) -> String {
        format!("01{}", self.letters(CROCKFORD, 24))
    }

    /// A LinkedIn entity number of 19 digits.
    pub fn snowflake(&mut self) -> String {
        format!("7{:018}", self.source.random_range(0..10_u64.pow(18)))
    }

    pub fn uuid(&mut self) -> String {
        format!("{}-{}-4{}-a{}-{}", self.hex(8), self.hex(4), self.hex(3), self.hex(3), self.hex(12))
    }

    pub fn bytes(&mut self) -> [u8; 16] {
        let mut bytes = [0; 16];
        self.source.fill_bytes(&mut bytes);
        bytes
    }
}
