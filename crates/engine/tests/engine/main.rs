//! The use cases at the engine's boundary, against the sandbox.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that can't go on says so by ending")]

mod articles;
mod attachments;
mod automatic_returns;
mod changed_files;
mod checkpoints;
mod connecting;
mod consent_walk;
mod consenting;
mod drafting;
mod duplicates;
mod files;
mod film;
mod fitting_images;
mod gateway_posts;
mod handing_over;
mod kept_tasks;
mod killing;
mod linking;
mod many;
mod organising;
mod owner_links;
mod permissions;
mod picked;
mod products;
mod publishing;
mod refreshing;
mod resuming;
mod roll_calls;
mod scheduled_roll_calls;
mod taking_back;
mod unipile_v1;
mod uploading;
mod workspace;
mod zernio_posts;
