//! What Rollcall tells the window without being asked.

use rollcall_domain::id::TargetId;
use rollcall_engine::{
    kept_tasks::TasksWaiting, linking::LinkTask, many::ManyProgress, permissions::PermissionEnding,
    roll_call::RollCallProgress, roll_call_schedule::RollCallSchedule,
};
use serde::Serialize;

use crate::workspace::KeychainView;

/// One notice. The window refetches what a notice names.
#[derive(Debug, Clone, Serialize, specta::Type)]
#[serde(rename_all = "snake_case", tag = "event", content = "data")]
pub enum RollcallEvent {
    /// Some accounts, pages or clients changed.
    AccountsChanged,
    /// A roll call went on or ended.
    RollCall(RollCallProgress),
    /// Something that is done with many accounts went on.
    Many(ManyProgress),
    /// The next roll call comes at another time, or none does.
    RollCallSchedule(RollCallSchedule),
    /// A link or a refresh went on.
    LinkTaskChanged(Box<LinkTask>),
    /// LinkedIn's permission for an account ends soon. Said once at each of the warnings.
    PermissionEnds(PermissionEnding),
    /// Another number of links and refreshes waits for somebody.
    TasksWaiting(TasksWaiting),
    /// Some targets changed.
    OutboxChanged,
    /// An image is on its way.
    UploadProgress {
        /// Whose copy.
        target_id: TargetId,
        /// Bytes sent.
        sent: u32,
        /// Bytes in all.
        total: u32,
    },
    /// The keychain's state changed.
    KeychainChanged(KeychainView),
}
