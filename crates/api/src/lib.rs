//! Every command that the window or the CLI can call, as a documented async function, and the
//! types and error codes that cross the boundary.
//!
//! A command takes the [`Rollcall`] handle and plain input; it returns a view or an
//! [`error::ApiError`]. Nothing in here knows Tauri, and nothing returned here holds a secret.

pub mod account_changes;
pub mod accounts;
pub mod activity;
pub mod article;
pub mod attention;
mod clock;
pub mod composing;
pub mod connections;
pub mod data_dir;
pub mod drafts;
pub mod duplicates;
pub mod error;
pub mod event;
pub mod files;
pub mod linking;
pub mod log;
pub mod many;
pub mod media;
pub mod organising;
pub mod outbox;
pub mod returning;
pub mod roll_call;
pub mod rollcall;
pub mod workspace;

pub use rollcall::Rollcall;
pub use rollcall_domain as domain;
