//! What the journeys, the tour and the benches share: a desktop session of their own, a driver of
//! the real window, and a sandbox whose control surface says what really arrived.

pub mod accounts_screen;
pub mod binary;
pub mod canary;
pub mod child;
pub mod composer_screen;
#[cfg(target_os = "linux")]
pub mod desktop;
#[cfg(target_os = "linux")]
pub mod drag;
pub mod file_chooser;
pub mod journey;
pub mod made_files;
pub mod memory;
pub mod owner;
pub mod sandbox;
pub mod session;
#[cfg(target_os = "linux")]
pub mod sign_in_window;
pub mod trouble;
pub mod wait;
pub mod window;
