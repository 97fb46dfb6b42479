//! One window for each workspace: a second start brings the first one to the front.

use std::{
    collections::hash_map::DefaultHasher,
    hash::{Hash as _, Hasher as _},
    path::Path,
};

use tauri::{Context, Wry, plugin::TauriPlugin};

/// Has a second start of the same application end and bring its window to the front. What it was
/// started with is ignored: anybody may start it with anything.
pub fn plugin() -> TauriPlugin<Wry> {
    tauri_plugin_single_instance::init(|app, _, _| {
        if let Err(error) = crate::window::bring_to_front(app) {
            tracing::warn!(%error, "the window could not be brought to the front");
        }
    })
}

/// Makes a Rollcall on a data folder of its own an application of its own, as two of them may run
/// side by side. Nothing but the single window depends on the identifier: all paths are set.
pub fn tell_apart(context: &mut Context<Wry>, data_dir: &Path) {
    if std::env::var_os("ROLLCALL_DATA_DIR").is_some() {
        let mut hasher = DefaultHasher::new();
        data_dir.hash(&mut hasher);
        // D-Bus names have no element that begins with a digit.
        context.config_mut().identifier += &format!(".at-{:016x}", hasher.finish());
    }
}
