//! What the clients send, and what they make of answers: good ones, refusals, and none at all.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that can't go on says so by ending")]

mod article;
mod edges;
mod linkedin;
mod linkedin_refusals;
mod mentions;
mod secrets;
mod transport;
mod unipile;
mod unipile_refusals;
mod unipile_v1;
mod unipile_v1_posts;
mod uploads;
mod videos;
mod wire;
mod zernio;
mod zernio_posts;
