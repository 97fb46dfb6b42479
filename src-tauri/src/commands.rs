//! Every command the window can call, grouped by subject. Each hands over to `rollcall-api`; what
//! is done here is only what needs the desktop: opening addresses, choosing files, showing windows.

pub mod accounts;
pub mod activity;
pub mod article;
pub mod attention;
pub mod composing;
pub mod connections;
pub mod drafts;
pub mod duplicates;
pub mod files;
pub mod linking;
pub mod many;
pub mod media;
pub mod organising;
pub mod outbox;
pub mod returning;
pub mod roll_call;
pub mod sign_in;
pub mod workspace;

/// What a command answers: a view, or an error with a sentence.
pub type Answer<T> = Result<T, rollcall_api::error::ApiError>;

/// What the commands share.
pub type Shared<'a> = tauri::State<'a, crate::host::Host>;
