//! Makes a permission of each command, and embeds icons and manifests.

include!("src/command_names.rs");

fn main() -> Result<(), Box<dyn std::error::Error>> {
    // Embedding the window's content needs its folder, even when nothing has been built into it yet.
    std::fs::create_dir_all("../ui/dist")?;
    let commands = tauri_build::AppManifest::new().commands(COMMANDS);
    tauri_build::try_build(tauri_build::Attributes::new().app_manifest(commands))?;
    Ok(())
}
