//! Journeys through the real window.

#[cfg(target_os = "linux")]
mod attention;
mod bad_answers;
mod compose;
mod compose_article;
mod compose_drafts;
mod compose_for_each;
mod connect;
mod consent;
mod first_run;
mod inspector;
mod linking;
mod linking_ends;
mod many;
mod owners;
mod publish;
mod refresh;
#[cfg(target_os = "linux")]
mod sign_in;
mod the_session;
mod troubles;
mod troubles_first_api;
