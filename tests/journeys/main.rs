//! Journeys through the real window.

mod refresh;
mod the_session;
