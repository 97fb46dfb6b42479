//! What a script sees of `rollcall`: its exit codes, its JSON, and where secrets may come from.
//! What needs a keychain is seen by the journeys.
#![expect(clippy::unwrap_used, reason = "a test that can't be set up has failed")]

use std::{
    io::{BufRead as _, BufReader, Write as _},
    process::{Command, Output, Stdio},
};

use serde_json::{Value, json};
use tempfile::TempDir;

fn rollcall(workspace: &TempDir) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_rollcall"));
    command.env("ROLLCALL_DATA_DIR", workspace.path());
    command
}

fn workspace() -> TempDir {
    tempfile::tempdir().unwrap()
}

fn run(workspace: &TempDir, arguments: &[&str], input: &str) -> Output {
    let mut child = rollcall(workspace)
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    // A program that refuses its arguments ends before it reads.
    let _ = child.stdin.take().unwrap().write_all(input.as_bytes());
    child.wait_with_output().unwrap()
}

fn said(output: &Output) -> String {
    format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr))
}

#[test]
fn help_tells_the_exit_codes_and_where_secrets_come_from() {
    for flag in ["-h", "--help"] {
        let output = run(&workspace(), &[flag], "");
        assert_eq!(output.status.code(), Some(0));
        let help = said(&output);
        for line in [
            "0  done",
            "2  what was typed can't be used",
            "3  the provider refused",
            "4  a person has to act first",
            "5  the keychain is missing",
            "are read from standard input",
        ] {
            assert!(help.contains(line), "{flag} doesn't say {line:?}:\n{help}");
        }
    }
}

#[test]
fn what_cant_be_used_ends_with_2_and_a_sentence() {
    let workspace = workspace();
    for (arguments, sentence) in [
        (&["nonsense"][..], "unrecognized subcommand"),
        (&["accounts"], "Usage"),
        (&["accounts", "list", "--setup-source", "telepathy"], "possible values"),
        (&["accounts", "list", "--client", "Nobody Ltd"], "No client has the id or the name Nobody Ltd."),
        (&["accounts", "show", "nobody"], "No account has the id or the name nobody."),
        (&["accounts", "refresh", "nobody"], "No account has the id or the name nobody."),
        (&["accounts", "check", "nobody"], "No account has the id or the name nobody."),
        (&["accounts", "sync", "nowhere"], "No connection has the id or the name nowhere."),
        (&["accounts", "tag", "vip", "nobody"], "No account has the id or the name nobody."),
        (&["accounts", "assign", "Nobody Ltd", "nobody"], "No client has the id or the name Nobody Ltd."),
        (&["accounts", "pause"], "Usage"),
        (&["accounts", "consent", "nobody"], "HOW"),
        (&["accounts", "consent", "nobody", "email"], "No account has the id or the name nobody."),
        (&["accounts", "refresh", "nobody", "--consent", "telepathy"], "possible values"),
        (&["accounts", "rename-tag", "vip", "key"], "This tag doesn't exist any more."),
        (&["clients", "create", " "], "Type the client's name first."),
        (&["clients", "create", "Alder", "--colour", "pink"], "possible values"),
        (&["clients", "archive", "nobody"], "No client has the id or the name nobody."),
        (&["filters", "remove", "nothing"], "This filter doesn't exist any more."),
        (&["filters", "save", "x", "--status", "happy"], "There is no status happy."),
        (&["accounts", "list", "--filter", "nothing"], "No filter is called nothing."),
        (&["tags", "add", "vip"], "Usage"),
        (&["undo"], "Nothing can be taken back."),
        (&["undo", "nothing"], "This step doesn't exist any more."),
        (&["activity", "--client", "nobody"], "No client has the id or the name nobody."),
        (&["activity", "--kind", "gossip"], "possible values"),
        (&["checkpoint", "resend", "nobody"], "No account has the id or the name nobody."),
        (&["checkpoint", "another-way", "nobody"], "No account has the id or the name nobody."),
        (&["connection", "add", "unipile", "--dsn", "x", "--api", "v3"], "possible values"),
        (&["checkpoint", "answer", "nobody"], "No account has the id or the name nobody."),
        (&["connection", "remove", "nowhere"], "No connection has the id or the name nowhere."),
        (&["connection", "add", "unipile"], "--dsn"),
        (&["connection", "add", "linkedin"], "--client-id"),
        (&["post", "--text", "Hello"], "--as"),
        (&["post", "--as", "nobody", "--text", "Hello"], "No author has the id or the name nobody."),
        (&["post", "--as", "nobody", "--alt", "A picture"], "--image"),
        (&["post", "--as", "nobody", "--variant-comment", "Dana"], "an equals sign is missing"),
        (&["accounts", "take-back", "nobody"], "No account has the id or the name nobody."),
        (&["post", "--as", "nobody", "--image", "a.png", "--video", "b.mp4"], "cannot be used with"),
        (&["post", "--as", "nobody", "--document", "a.pdf"], "--title"),
        (&["post", "--as", "nobody", "--poll", "Which?"], "--option"),
        (&["post", "--as", "nobody", "--no-preview"], "--article"),
        (&["groups", "save", "Everyone"], "--as"),
        (&["groups", "save", "Everyone", "--as", "nobody"], "No author has the id or the name nobody."),
        (&["groups", "remove", "Everyone"], "This group doesn't exist any more."),
        (&["post", "--as", "nobody", "--variant", "Dana"], "equals sign"),
        (&["post", "--as", "nobody", "--at", "tomorrow"], "invalid value"),
        (&["post", "--group", "Nobody", "--text", "Hello"], "No group of authors is called Nobody."),
        (&["drafts", "show", "nothing"], "This draft doesn't exist any more."),
        (&["drafts", "search"], "WORDS"),
        (&["outbox", "resolve", "1", "perhaps"], "possible values"),
    ] {
        let output = run(&workspace, arguments, "");
        assert_eq!(output.status.code(), Some(2), "{arguments:?}: {}", said(&output));
        assert!(said(&output).contains(sentence), "{arguments:?}: {}", said(&output));
    }
}

#[test]
fn a_secret_is_never_an_argument() {
    let workspace = workspace();
    for arguments in [
        &["connection", "add", "edges", "--api-key", "canary"][..],
        &["connection", "add", "edges", "canary"],
        &["connection", "add", "linkedin", "--client-id", "1", "--client-secret", "canary"],
        &["accounts", "refresh", "someone", "--password", "canary"],
        &["checkpoint", "answer", "someone", "123456"],
    ] {
        let output = run(&workspace, arguments, "");
        assert_eq!(output.status.code(), Some(2), "{arguments:?}: {}", said(&output));
    }
}

#[test]
fn a_secret_that_is_expected_must_be_there() {
    let workspace = workspace();
    for (arguments, input) in [
        (&["connection", "add", "edges"][..], ""),
        (&["connection", "add", "zernio"], "\n"),
        (&["connection", "add", "unipile", "--dsn", "http://127.0.0.1:9"], "  \r\n"),
        (&["connection", "add", "linkedin", "--client-id", "1"], ""),
    ] {
        let output = run(&workspace, arguments, input);
        assert_eq!(output.status.code(), Some(2), "{arguments:?}: {}", said(&output));
        assert!(said(&output).contains("is expected on standard input"), "{arguments:?}: {}", said(&output));
    }
}

#[test]
fn an_empty_workspace_is_listed_as_one_line_of_json() {
    let workspace = workspace();
    for (arguments, listed) in [
        (["accounts", "list", "--json"], json!({"accounts": [], "clients": [], "filters": []})),
        (["connection", "list", "--json"], json!([])),
        (["outbox", "list", "--json"], json!([])),
        (["clients", "list", "--json"], json!([])),
        (["tags", "list", "--json"], json!({})),
        (["undo", "--list", "--json"], json!([])),
        (["activity", "--kind=consent", "--json"], json!({"lines": [], "more": false})),
    ] {
        let output = run(&workspace, &arguments, "");
        assert_eq!(output.status.code(), Some(0), "{arguments:?}: {}", said(&output));
        let printed = String::from_utf8(output.stdout).unwrap();
        assert_eq!(printed.lines().count(), 1, "{printed}");
        assert_eq!(serde_json::from_str::<Value>(&printed).unwrap(), listed);
    }
}

#[test]
fn a_failure_is_json_too() {
    let output = run(&workspace(), &["--json", "accounts", "show", "nobody"], "");
    assert_eq!(output.status.code(), Some(2));
    assert!(output.stdout.is_empty());
    let failure: Value = serde_json::from_slice(&output.stderr).unwrap();
    assert_eq!(failure["error"]["code"], "bad_input");
    assert_eq!(failure["error"]["sentence"], "No account has the id or the name nobody.");
}

#[test]
fn the_folder_can_be_chosen_by_argument() {
    let (ours, other) = (workspace(), workspace());
    let folder = other.path().join("chosen");
    let arguments = ["--data-dir", folder.to_str().unwrap(), "connection", "list"];
    let output = run(&ours, &arguments, "");
    assert_eq!(output.status.code(), Some(0), "{}", said(&output));
    assert!(folder.is_dir());
    assert_eq!(std::fs::read_dir(ours.path()).unwrap().count(), 0, "the other folder stays untouched");
}

#[test]
fn the_sandbox_says_where_it_listens_and_stays() {
    let workspace = workspace();
    let mut child = rollcall(&workspace)
        .args(["sandbox", "--accounts", "4"])
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut line = String::new();
    BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
    let still_there = child.try_wait().unwrap().is_none();
    child.kill().unwrap();
    child.wait().unwrap();

    let endpoints: Value = serde_json::from_str(&line).unwrap();
    assert!(still_there);
    for address in ["/linkedin/www", "/linkedin/api", "/unipile/dsn", "/edges/base_url", "/zernio/base_url"] {
        let address = endpoints.pointer(address).and_then(Value::as_str).unwrap();
        assert!(address.starts_with("http://127.0.0.1:"), "{address}");
    }
}

#[test]
fn clients_are_made_changed_and_listed() {
    let workspace = workspace();
    let steps: [&[&str]; 4] = [
        &["clients", "create", "Alder & Finch", "--colour", "plum"],
        &["clients", "rename", "alder & finch", "Alder"],
        &["clients", "colour", "Alder", "teal"],
        &["clients", "archive", "Alder"],
    ];
    for step in steps {
        let output = run(&workspace, step, "");
        assert_eq!(output.status.code(), Some(0), "{step:?}: {}", said(&output));
    }
    let output = run(&workspace, &["clients", "list", "--json"], "");
    let listed: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(listed[0]["name"], "Alder");
    assert_eq!(listed[0]["colour"], "teal");
    assert_eq!(listed[0]["archived"], true);
    assert_eq!(listed[0]["accounts"], 0);
}

#[test]
fn filters_are_kept_listed_and_taken_back_by_another_process() {
    let workspace = workspace();
    let steps: [&[&str]; 4] = [
        &["clients", "create", "Alder"],
        &["filters", "save", "Broken at Alder", "--client", "alder", "--status", "sign-in-needed"],
        &["filters", "save", "Also VIP", "--filter", "broken at alder", "--tag", "vip"],
        &["filters", "remove", "Broken at Alder"],
    ];
    for step in steps {
        let output = run(&workspace, step, "");
        assert_eq!(output.status.code(), Some(0), "{step:?}: {}", said(&output));
    }
    let json = |arguments: &[&str]| -> Value {
        let output = run(&workspace, arguments, "");
        assert_eq!(output.status.code(), Some(0), "{arguments:?}: {}", said(&output));
        serde_json::from_slice(&output.stdout).unwrap()
    };
    let names = |listed: &Value| -> Vec<String> {
        let listed = listed.as_array().unwrap();
        listed.iter().map(|filter| filter["name"].as_str().unwrap().to_owned()).collect()
    };
    let listed = json(&["filters", "list", "--json"]);
    assert_eq!(names(&listed), ["Also VIP"]);
    assert_eq!((&listed[0]["status"], &listed[0]["tag"]), (&json!("sign_in_needed"), &json!("vip")));

    let before = json(&["undo", "--list", "--json"]);
    assert_eq!(before[0]["sentence"], "The filter Broken at Alder is gone.");
    json(&["undo", "--json"]);
    assert_eq!(names(&json(&["filters", "list", "--json"])), ["Also VIP", "Broken at Alder"]);
    let made = before.as_array().unwrap().last().unwrap()["id"].as_str().unwrap().to_owned();
    json(&["undo", &made, "--json"]);
    assert_eq!(json(&["clients", "list", "--json"]), json!([]));
}

#[test]
fn a_list_that_names_nobody_known_is_told_line_by_line_and_changes_nothing() {
    let workspace = workspace();
    let file = "provider_id;client;tags\nacc-1;Harbour;vip\n";
    let output = run(&workspace, &["--json", "accounts", "import", "-", "--dry-run"], file);
    assert_eq!(output.status.code(), Some(0), "{}", said(&output));
    let preview: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(preview["changed"], 0);
    assert_eq!(preview["lines"][0]["line"], 2);
    let problem = preview["lines"][0]["problem"].as_str().unwrap();
    assert!(problem.contains("No account has the provider id acc-1"), "{problem}");

    let output = run(&workspace, &["accounts", "export"], "");
    let exported = String::from_utf8(output.stdout).unwrap();
    assert!(exported.starts_with("\u{feff}name,client,tags,provider_id,"), "{exported}");
    assert_eq!(exported.lines().count(), 1);
}
