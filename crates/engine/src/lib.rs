//! The use cases: connect, link, refresh, roll call, compose, publish.
//!
//! Time, ids and randomness come in through [`world::World`], so that tests can drive them.
//! Secrets go straight from the caller to the vault or the provider, and are never kept here.

mod addresses;
pub mod allowance;
pub mod article;
pub mod attention;
pub mod author_groups;
pub mod automatic_return;
mod browser;
mod checkpoints;
pub mod clients;
pub mod composing;
pub mod connecting;
mod consenting;
pub mod drafts;
pub mod duplicates;
pub mod engine;
pub mod error;
pub mod event;
pub mod exporting;
mod fixing;
mod gateway;
pub mod importing;
mod kept_cookies;
pub mod kept_tasks;
mod link_task;
mod linked_row;
pub mod linking;
pub mod many;
pub mod media;
pub mod mentioning;
mod oauth;
mod official;
mod outcome;
mod owner_link;
pub mod permissions;
mod product_choice;
mod publisher;
pub mod publishing;
mod renewal;
pub mod roll_call;
pub mod roll_call_schedule;
pub mod saved_filters;
pub mod sending;
mod sign_in;
mod standing;
pub mod tags;
mod taking_back;
mod told_source;
mod turns;
pub mod undo;
pub mod world;

pub use engine::Engine;
