//! The database's tables, as the steps that lead from an empty file to today's.
//!
//! A step that was ever released never changes. A new table is a new step at the end; a new
//! column is a new step with its `ALTER TABLE`, kept beside the table it changes.

use rusqlite_migration::{M, Migrations};

use crate::{
    accounts, attempts, author_groups, automatic_returns, clients, connections, consents, drafts,
    first_comments, history, link_tasks, media, merges, official_tokens, pages, posts, saved_filters,
    settings, tags, targets, undo_steps, uploads,
};

/// Marks the file as Rollcall's ("RlCl"), so that no other SQLite file is taken for one.
pub const APPLICATION_ID: i32 = 0x526c_436c;

const MARK_AS_ROLLCALLS: &str = "PRAGMA application_id = 0x526c436c;";

/// The steps, oldest first. The database's `user_version` counts those that were taken.
pub(crate) fn migrations() -> Migrations<'static> {
    Migrations::new(vec![
        M::up(MARK_AS_ROLLCALLS),
        M::up(connections::CREATE),
        M::up(clients::CREATE),
        M::up(accounts::CREATE),
        M::up(pages::CREATE),
        M::up(history::CREATE),
        M::up(media::CREATE),
        M::up(drafts::CREATE),
        M::up(posts::CREATE),
        M::up(targets::CREATE),
        M::up(attempts::CREATE),
        M::up(settings::CREATE),
        M::up(clients::ADD_ARCHIVED),
        M::up(accounts::ADD_PAUSED),
        M::up(history::ADD_KIND),
        M::up(tags::CREATE),
        M::up(saved_filters::CREATE),
        M::up(consents::CREATE),
        M::up(automatic_returns::CREATE),
        M::up(accounts::ADD_MERGED_INTO),
        M::up(merges::CREATE),
        M::up(merges::CREATE_KEPT_APART),
        M::up(official_tokens::CREATE),
        M::up(link_tasks::CREATE),
        M::up(uploads::CREATE),
        M::up(first_comments::CREATE),
        M::up(undo_steps::CREATE),
        M::up(author_groups::CREATE),
    ])
}
