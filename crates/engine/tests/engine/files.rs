use rollcall_domain::setup_source::SetupSource;
use rollcall_engine::{error::EngineError, exporting::ACCOUNT_COLUMNS};

use crate::workspace::Workspace;

async fn exported(workspace: &Workspace) -> Vec<Vec<String>> {
    let bytes = workspace.engine.export_accounts(None).await.unwrap();
    let text = String::from_utf8(bytes).unwrap();
    let mut reader = csv::Reader::from_reader(text.trim_start_matches('\u{feff}').as_bytes());
    assert_eq!(reader.headers().unwrap(), &ACCOUNT_COLUMNS[..]);
    reader.records().map(|row| row.unwrap().iter().map(str::to_owned).collect()).collect()
}

#[tokio::test]
async fn every_account_is_exported_with_its_client_and_tags_and_nothing_that_a_spreadsheet_would_run() {
    let workspace = Workspace::agency().await;
    let engine = &workspace.engine;
    let dana = workspace.account("Dana Okafor").await;
    engine.add_tag(std::slice::from_ref(&dana.id), "=cmd()").await.unwrap();
    let (client, _) = engine.create_client("@home", None).await.unwrap();
    engine.assign(std::slice::from_ref(&dana.id), Some(&client.id)).await.unwrap();
    let rows = exported(&workspace).await;
    assert_eq!(rows.len(), engine.store().accounts().await.unwrap().len());
    let row = rows.iter().find(|row| row[0] == "Dana Okafor").unwrap();
    assert_eq!(row[1..4], ["'@home", "'=cmd()", dana.remote_id.as_str()]);
    assert_eq!(row[6], SetupSource::SharedLogin.label());
    for cell in rows.iter().flatten() {
        assert!(!cell.starts_with(['=', '+', '-', '@', '\t', '\r']), "{cell}");
    }
}

#[tokio::test]
async fn an_export_can_be_imported_and_changes_nothing() {
    let workspace = Workspace::agency().await;
    let dana = workspace.account("Dana Okafor").await;
    workspace.engine.add_tag(std::slice::from_ref(&dana.id), "+plus").await.unwrap();
    let bytes = workspace.engine.export_accounts(None).await.unwrap();
    let preview = workspace.engine.preview_import(&bytes).await.unwrap();
    assert_eq!((preview.changed, preview.problems), (0, 0), "{:?}", preview.lines);
    assert!(preview.unknown_columns.is_empty() && preview.new_clients.is_empty());
}

#[tokio::test]
async fn a_list_says_what_it_would_change_then_changes_it_at_once_and_can_be_taken_back() {
    let workspace = Workspace::agency().await;
    let engine = &workspace.engine;
    let dana = workspace.account("Dana Okafor").await;
    let list = format!(
        "Provider ID;Client;Tags;Phone\n{};Harbour;VIP, hiring;+49\n;;vip;\nnobody;Harbour;;\n",
        dana.remote_id
    );
    let preview = engine.preview_import(list.as_bytes()).await.unwrap();
    assert_eq!((preview.changed, preview.problems), (1, 2), "{preview:?}");
    assert_eq!(preview.new_clients, ["Harbour"]);
    assert_eq!(preview.unknown_columns, ["Phone"]);
    assert_eq!(preview.lines[0].name, "Dana Okafor");
    assert_eq!(preview.lines[0].changes[1..], ["Tag: VIP", "Tag: hiring"]);
    assert!(preview.lines[0].changes[0].starts_with("Client: Harbour, not "));
    assert!(preview.lines[1].problem.as_ref().unwrap().contains("names nobody"));
    assert!(preview.lines[2].problem.as_ref().unwrap().contains("No account has the provider id nobody"));
    assert_eq!(workspace.account("Dana Okafor").await, dana, "looking changes nothing");

    let done = engine.apply_import(&preview.id).await.unwrap();
    assert_eq!(done.sentence, "Imported: 1 account changed.");
    let now = workspace.account("Dana Okafor").await;
    let client = engine.store().client_named("Harbour").await.unwrap().unwrap();
    assert_eq!(now.client_id, Some(client.id));
    assert_eq!(engine.store().tags_of(&dana.id).await.unwrap(), ["hiring", "VIP"]);
    let twice = engine.apply_import(&preview.id).await.unwrap_err();
    assert!(matches!(twice, EngineError::NotFound(_)), "{twice}");

    engine.undo(&done.undo.unwrap()).await.unwrap();
    assert_eq!(workspace.account("Dana Okafor").await.client_id, dana.client_id);
    assert!(engine.store().tags_of(&dana.id).await.unwrap().is_empty());
    assert_eq!(engine.store().client_named("Harbour").await.unwrap(), None);
}

#[tokio::test]
async fn what_changed_after_looking_is_not_overwritten() {
    let workspace = Workspace::agency().await;
    let dana = workspace.account("Dana Okafor").await;
    let list = "name,tags\nDana Okafor,vip\n";
    let preview = workspace.engine.preview_import(list.as_bytes()).await.unwrap();
    workspace.engine.add_tag(std::slice::from_ref(&dana.id), "vip").await.unwrap();
    let error = workspace.engine.apply_import(&preview.id).await.unwrap_err();
    assert!(error.to_string().contains("changed since you looked"), "{error}");
}

#[tokio::test]
async fn a_file_that_is_no_list_is_refused_with_a_sentence() {
    let workspace = Workspace::agency().await;
    for (file, sentence) in [
        (&b"name,phone\nDana,1\n"[..], "neither a column"),
        (b"client,tags\nA,b\n", "must name the columns"),
        (b"\xff\xfe\x00", "isn't UTF-8"),
        (b"", "must name the columns"),
    ] {
        let error = workspace.engine.preview_import(file).await.unwrap_err();
        assert!(error.to_string().contains(sentence), "{error}");
    }
}

#[tokio::test]
async fn a_line_that_contradicts_another_or_the_provider_is_told() {
    let workspace = Workspace::agency().await;
    let dana = workspace.account("Dana Okafor").await;
    let list = format!(
        "name,provider_id,client,tags\nDana Okafor,,One,\ndana okafor,,Two,\nMateo Ruiz,{},,a\nMateo Ruiz,,,{}\n",
        dana.remote_id,
        "x".repeat(50)
    );
    let preview = workspace.engine.preview_import(list.as_bytes()).await.unwrap();
    let problem = |line: usize| preview.lines[line].problem.clone().unwrap_or_default();
    assert!(preview.lines[0].problem.is_none());
    assert!(problem(1).contains("another client"), "{preview:?}");
    assert!(problem(2).contains("belongs to Dana Okafor"), "{preview:?}");
    assert!(problem(3).contains("at most 40 letters"), "{preview:?}");
}
