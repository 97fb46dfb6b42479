//! What the engine tells whoever listens.

use rollcall_vault::KeychainState;

use crate::{
    kept_tasks::TasksWaiting, linking::LinkTask, many::ManyProgress, permissions::PermissionEnding,
    roll_call::RollCallProgress, roll_call_schedule::RollCallSchedule, sending::UploadProgress,
};

/// One notice. Everything that wakes the window is listed here.
#[derive(Debug, Clone)]
pub enum Event {
    /// Some accounts, pages or clients changed.
    AccountsChanged,
    /// A roll call went on or ended.
    RollCall(RollCallProgress),
    /// Something that is done with many accounts went on.
    Many(ManyProgress),
    /// The next roll call comes at another time, or none does.
    RollCallSchedule(RollCallSchedule),
    /// A link or a refresh went on.
    LinkTask(Box<LinkTask>),
    /// LinkedIn's permission for an account ends soon. Said once at each of the warnings.
    PermissionEnds(PermissionEnding),
    /// Another number of links and refreshes waits for somebody.
    TasksWaiting(TasksWaiting),
    /// Some targets changed.
    OutboxChanged,
    /// The files of a copy went on.
    Upload(UploadProgress),
    /// A large file is being copied into the workspace.
    TakingIn {
        /// The file's name.
        file_name: String,
        /// How far it is, 0–100.
        percent: u8,
    },
    /// The keychain's state changed.
    Keychain(KeychainState),
}

/// Receives every notice; must return at once.
pub type Listener = Box<dyn Fn(Event) + Send + Sync>;
