//! Journeys through the real window.

mod bad_answers;
mod connect;
mod first_run;
mod owners;
mod publish;
mod refresh;
mod the_session;
