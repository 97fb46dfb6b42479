//! Journeys through the real window.

mod first_run;
mod owners;
mod refresh;
mod the_session;
