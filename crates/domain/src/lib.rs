//! Rollcall's rules as pure values: accounts and their statuses, the ways of linking and
//! refreshing them, posts, provider limits and the outbox.
//!
//! Nothing here does IO, reads a clock or draws a random number: time and ids come in as
//! arguments. Types that cross to the window derive `specta::Type`, so that a word has one
//! spelling in Rust, SQL and TypeScript.

pub mod account;
pub mod automatic_return;
pub mod budget;
pub mod checkpoint;
pub mod client;
pub mod consent;
pub mod cookies;
pub mod endpoint;
pub mod expiry;
pub mod fitting;
pub mod fixing;
pub mod history;
pub mod id;
pub mod limits;
pub mod mapping;
pub mod media;
pub mod member;
pub mod misfit;
pub mod outbox;
pub mod phone;
pub mod post;
pub mod product;
pub mod provider;
pub mod publisher;
pub mod refresh;
pub mod reshare;
pub mod roll_call;
pub mod secret;
pub mod setup_source;
pub mod spreadsheet;
pub mod status;
pub mod tag;
pub mod text;
pub mod trouble;
pub mod unipile_api;

/// A point in time, always UTC. Crosses to TypeScript as an RFC 3339 string.
pub type Timestamp = chrono::DateTime<chrono::Utc>;
