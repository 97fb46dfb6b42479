//! Journeys through the real window.

mod bad_answers;
mod connect;
mod first_run;
mod owners;
mod publish;
mod refresh;
#[cfg(target_os = "linux")]
mod sign_in;
mod the_session;
