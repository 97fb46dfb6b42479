//! What Rollcall tells the window without being asked.

use rollcall_domain::id::TargetId;
use rollcall_engine::{
    kept_tasks::TasksWaiting, linking::LinkTask, many::ManyProgress, permissions::PermissionEnding,
    roll_call::RollCallProgress, roll_call_schedule::RollCallSchedule, sending::UploadProgress,
};
use serde::Serialize;

use crate::workspace::KeychainView;

/// How far the files of a copy are. Numbers of bytes may be larger than four billion.
#[derive(Debug, Clone, Serialize, specta::Type)]
pub struct UploadView {
    /// Whose copy.
    pub target_id: TargetId,
    /// Bytes that have left, or that the provider had from an earlier try.
    #[specta(type = u32)]
    pub sent: u64,
    /// Bytes in all.
    #[specta(type = u32)]
    pub total: u64,
    /// Parts that the provider has for sure. A file that goes in one piece is one part.
    pub parts_done: u32,
    /// Parts in all.
    pub parts: u32,
    /// Bytes per second over the last seconds; nothing while too little is known.
    #[specta(type = Option<u32>)]
    pub bytes_per_second: Option<u64>,
    /// Seconds that are left at this speed.
    #[specta(type = Option<u32>)]
    pub seconds_left: Option<u64>,
}

impl From<UploadProgress> for UploadView {
    fn from(progress: UploadProgress) -> Self {
        UploadView {
            target_id: progress.target_id,
            sent: progress.sent,
            total: progress.total,
            parts_done: progress.parts_done,
            parts: progress.parts,
            bytes_per_second: progress.bytes_per_second,
            seconds_left: progress.seconds_left,
        }
    }
}

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
    /// The files of a copy went on.
    UploadProgress(UploadView),
    /// A large file is being copied into the workspace.
    TakingIn {
        /// The file's name.
        file_name: String,
        /// How far it is, 0–100.
        percent: u8,
    },
    /// The keychain's state changed.
    KeychainChanged(KeychainView),
}
