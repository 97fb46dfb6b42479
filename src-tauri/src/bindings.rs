//! The commands and events of the window, and their TypeScript types.

use tauri::Wry;
use tauri_specta::{Builder, ErrorHandlingMode, collect_commands, collect_events};

use crate::{
    commands::{
        accounts, activity, article, attention, composing, connections, drafts, duplicates, files, linking,
        many, media, organising, outbox, returning, roll_call, sign_in, workspace,
    },
    events::{AskedOutside, FilesOver, HostEvent, MediaDropped, SandboxProgress, SignInChanged},
};

/// Every command and event. The window's capability lists the same commands.
pub fn builder() -> Builder<Wry> {
    Builder::new()
        .error_handling(ErrorHandlingMode::Result)
        // One TypeScript type for each of ours: what is left out and what is null mean the same here.
        .disable_serde_phases()
        .commands(collect_commands![
            workspace::workspace_state,
            workspace::open_sandbox,
            workspace::leave_sandbox,
            workspace::retry_keychain,
            workspace::feed_open,
            workspace::window_ready,
            connections::connections_list,
            connections::connection_add,
            connections::connection_remove,
            accounts::accounts_sync,
            accounts::accounts_changes,
            accounts::account_detail,
            accounts::account_open_profile,
            accounts::account_say_source,
            duplicates::accounts_merge,
            duplicates::accounts_undo_merge,
            duplicates::accounts_keep_both,
            roll_call::roll_call_start,
            roll_call::roll_call_cancel,
            roll_call::roll_call_schedule,
            roll_call::roll_call_set_schedule,
            linking::link_start,
            linking::refresh_start,
            linking::link_task,
            linking::link_tasks,
            linking::link_credentials,
            linking::link_cookies,
            linking::link_answer,
            linking::link_another_way,
            linking::link_resend_code,
            linking::link_restart,
            linking::link_cancel,
            linking::link_take_back,
            linking::link_open,
            linking::link_email,
            sign_in::sign_in_open,
            sign_in::sign_in_share,
            sign_in::sign_in_close,
            returning::cookies_keep,
            returning::return_stop,
            returning::return_now,
            composing::authors_list,
            drafts::draft_new,
            drafts::draft_load,
            drafts::draft_save,
            drafts::draft_list,
            drafts::draft_duplicate,
            drafts::draft_make_template,
            drafts::draft_rename_template,
            drafts::draft_discard,
            drafts::draft_restore,
            drafts::draft_erase,
            composing::draft_check,
            composing::draft_fix,
            composing::mentions_find,
            composing::author_groups_list,
            composing::author_group_save,
            composing::author_group_remove,
            media::media_choose,
            media::media_paste,
            media::media_page,
            media::media_stop,
            article::article_preview,
            article::article_stop,
            media::media_metadata_kept,
            media::media_keep_metadata,
            outbox::publish,
            outbox::outbox_list,
            outbox::target_resolve,
            outbox::outbox_run,
            outbox::target_open,
            outbox::target_pause,
            outbox::target_resume,
            outbox::target_cancel,
            outbox::target_publish_late,
            organising::client_create,
            organising::client_change,
            organising::accounts_assign,
            organising::accounts_tag,
            organising::accounts_untag,
            organising::tag_rename,
            organising::filter_save,
            organising::filter_remove,
            organising::undo,
            many::accounts_pause,
            many::accounts_resume,
            many::refresh_links_make,
            many::many_cancel,
            many::refresh_links_copy,
            many::refresh_links_email,
            files::accounts_export,
            files::activity_export,
            files::accounts_import_preview,
            files::accounts_import_apply,
            activity::activity_list,
            attention::notices_shown,
            attention::notices_show,
            linking::consent_state,
            linking::consent_withdraw,
        ])
        .events(collect_events![
            AskedOutside,
            FilesOver,
            HostEvent,
            MediaDropped,
            SandboxProgress,
            SignInChanged
        ])
}

#[cfg(test)]
mod tests {
    use std::{collections::BTreeSet, fs, path::Path};

    use specta_typescript::Typescript;

    include!("command_names.rs");

    fn folder() -> &'static Path {
        Path::new(env!("CARGO_MANIFEST_DIR"))
    }

    /// The types as they would be written now.
    fn generated() -> String {
        let scratch = tempfile::tempdir().unwrap();
        let file = scratch.path().join("bindings.ts");
        super::builder().export(Typescript::default(), &file).unwrap();
        let text = fs::read_to_string(file).unwrap();
        let lines: Vec<_> = text.lines().map(str::trim_end).collect();
        format!("{}\n", lines.join("\n").trim_end())
    }

    #[test]
    fn bindings_are_fresh() {
        let file = folder().join("../ui/src/host/bindings.ts");
        let fresh = generated();
        if fs::read_to_string(&file).is_ok_and(|committed| committed.replace("\r\n", "\n") == fresh) {
            return;
        }
        fs::write(&file, fresh).unwrap();
        panic!("ui/src/host/bindings.ts was stale. It has been written anew: look at it and commit it.");
    }

    #[test]
    fn the_window_may_call_exactly_the_commands_there_are() {
        let names: BTreeSet<_> = COMMANDS.iter().map(|name| (*name).to_owned()).collect();
        assert_eq!(names.len(), COMMANDS.len(), "a command is listed twice");

        let capability = fs::read_to_string(folder().join("capabilities/main-window.json")).unwrap();
        let capability: serde_json::Value = serde_json::from_str(&capability).unwrap();
        let allowed: BTreeSet<_> = capability["permissions"]
            .as_array()
            .unwrap()
            .iter()
            .filter_map(|permission| permission.as_str().unwrap().strip_prefix("allow-"))
            .map(|name| name.replace('-', "_"))
            .collect();
        assert_eq!(allowed, names, "the capability of the main window");

        let typescript = generated();
        let bound: BTreeSet<_> = typescript
            .split("__TAURI_INVOKE(\"")
            .skip(1)
            .filter_map(|rest| rest.split('"').next())
            .map(str::to_owned)
            .collect();
        assert_eq!(bound, names, "the bindings");
    }

    #[test]
    fn a_window_gets_nothing_but_its_own_commands_and_events() {
        let config = fs::read_to_string(folder().join("tauri.conf.json")).unwrap();
        let config: serde_json::Value = serde_json::from_str(&config).unwrap();
        let security = &config["app"]["security"];
        assert_eq!(security["capabilities"], serde_json::json!(["main-window"]));
        assert_eq!(config["app"]["withGlobalTauri"], false);
        assert_eq!(security["freezePrototype"], true);
        assert_eq!(security["csp"]["default-src"], "'none'");
        assert_eq!(security["csp"]["script-src"], "'self'");
        let csp = security["csp"].to_string();
        assert!(!csp.contains("unsafe-eval") && !csp.contains("https:") && !csp.contains('*'), "{csp}");

        for file in fs::read_dir(folder().join("capabilities")).unwrap() {
            let text = fs::read_to_string(file.unwrap().path()).unwrap();
            let capability: serde_json::Value = serde_json::from_str(&text).unwrap();
            assert!(capability.get("remote").is_none(), "no capability for pages from elsewhere");
            assert_eq!(capability["windows"], serde_json::json!(["main"]));
            for permission in capability["permissions"].as_array().unwrap() {
                let name = permission.as_str().expect("no scopes");
                let known = ["core:event:allow-listen", "core:event:allow-unlisten"].contains(&name);
                assert!(known || name.starts_with("allow-"), "{name}");
            }
        }
    }
}
