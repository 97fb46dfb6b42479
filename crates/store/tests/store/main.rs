//! The store as its callers know it: what it keeps, what it refuses, what it leaves on the disk.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test may panic, outside its own function too"
)]

mod activity;
mod drafting;
mod keeping;
mod killing;
mod opening;
mod organising;
mod outbox;
mod residue;
mod samples;
mod uploads;
