//! Journeys through the real window.

mod the_session;
