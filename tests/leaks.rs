//! No secret is found in anything Rollcall writes or shows to other programs. One of each kind that
//! a person types, and each that a provider issues, is looked for in the database, its write-ahead
//! log, backups, the logs, the web view's storage, the command lines, the environments and what the
//! command line prints, in every form it could have been written in.

use std::io::Write as _;
use std::net::TcpListener;
use std::path::Path;
use std::process::Stdio;
use std::time::Duration;

use anyhow::{Context, Result, ensure};
use rollcall_tests::canary::{Canary, traces_in_files, traces_in_process};
use rollcall_tests::child::{self, Child};
use rollcall_tests::composer_screen::Picture;
use rollcall_tests::journey::Journey;
use rollcall_tests::sandbox::Sandbox;
use rollcall_tests::session::Session;
use rollcall_tests::window::{button, control, field};
use rollcall_tests::{binary, memory, owner};
use rollcall_vault::SecretKind;
use serde_json::{Value, json};

const PASSWORD: &str = "canary-password-7Kq2vXw9";
const LI_AT: &str = "AQED-mateo-ruiz.canaryLiAt4hTq8Zr2";
const LI_A: &str = "AQED-canaryLiA9wEr6Yu1";
/// Typed where a key belongs, and refused: what failed is what gets logged.
const WRONG_KEY: &str = "canary-api-key-3Jd8sPq5";
const WRONG_CLIENT_SECRET: &str = "canary-client-secret-6Gf1kLm0";
/// Longer than a LinkedIn access token lives, shorter than the refresh token that brings another.
const SIXTY_ONE_DAYS_S: u32 = 61 * 24 * 60 * 60;
const PATIENCE: Duration = Duration::from_secs(60);

#[tokio::test]
async fn nothing_the_window_writes_holds_a_secret() -> Result<()> {
    Journey::told("leaks", Journey::in_the_sandbox().await?, async |journey| {
        type_keys_that_are_refused(journey).await?;
        journey.inspect("Mateo Ruiz").await?;
        journey.start_refresh("Update cookies", "cookies").await?;
        journey.give_cookies(LI_AT, Some(LI_A)).await?;
        journey.waiting("done").await?;

        journey.expire("edges", "Lena Fischer").await?;
        journey.start_refresh("Sign in again", "credentials").await?;
        journey.give_credentials("2fa@alderfinch.example", PASSWORD).await?;
        journey.waiting("checkpoint").await?;
        journey.answer_checkpoint("Code", "000000").await?;
        journey.window.says("didn't accept this code").await?;
        journey.answer_checkpoint("Code", owner::CODE).await?;
        journey.waiting("done").await?;

        journey.sandbox.post("/clock", &json!({ "advance_s": SIXTY_ONE_DAYS_S })).await?;
        journey.inspect("Amara Sithole").await?;
        journey.window.click(button("Check now")).await?;
        journey.window.says("Checked 1 account").await?;
        let picture = Picture::drawn(journey.session.home(), "p.png", 400, 300)?;
        journey.compose(&["Amara Sithole"], "A post sent with a token that nobody may see.").await?;
        journey.attach(&picture).await?;
        journey.publish(1).await?;

        let canaries = one_of_each_kind(planted(&journey.sandbox).await?)?;
        let mut found = traces_in_files(journey.session.home(), &canaries)?;
        for process in memory::tree(journey.window.driver_id())? {
            found.extend(traces_in_process(process, &canaries)?);
        }
        ensure!(found.is_empty(), "secrets were found: {found:#?}");
        wrote(journey.session.home(), &["rollcall.db", ".log", "web-view"])
    })
    .await
}

async fn type_keys_that_are_refused(journey: &Journey) -> Result<()> {
    journey.window.click(button("Settings")).await?;
    journey.window.click(button("Add a connection")).await?;
    journey.window.fill(field("Client ID"), "an-app").await?;
    journey.window.fill(field("Client secret"), WRONG_CLIENT_SECRET).await?;
    journey.window.click(control("radio", "Unipile")).await?;
    journey.window.fill(field("DSN"), journey.sandbox.endpoint("/unipile/dsn")?).await?;
    journey.window.fill(field("API key"), WRONG_KEY).await?;
    journey.window.click(button("Connect Unipile")).await?;
    journey.window.find(control("alert", "")).await?;
    Ok(())
}

#[tokio::test]
async fn nothing_the_command_line_writes_or_prints_holds_a_secret() -> Result<()> {
    let session = Session::start().await?;
    let port = TcpListener::bind(("127.0.0.1", 0))?.local_addr()?.port();
    let redirect = format!("http://127.0.0.1:{port}/callback");
    let sandbox = Sandbox::start(&["--redirect-uri", &redirect])?;
    sandbox.post("/config", &json!({ "partner": true })).await?;
    let terminal = Terminal { session: &session, printed: session.home().join("printed") };

    let endpoint = |pointer| sandbox.endpoint(pointer);
    let (unipile, edges, zernio) =
        (endpoint("/unipile/dsn")?, endpoint("/edges/base_url")?, endpoint("/zernio/base_url")?);
    let linkedin = ["--client-id", endpoint("/linkedin/client_id")?, "--www-url", endpoint("/linkedin/www")?];
    let port = port.to_string();
    let api = ["--api-url", endpoint("/linkedin/api")?, "--redirect-port", &port, "--pages"];
    let add_linkedin = [&["connection", "add", "linkedin"], &linkedin[..], &api[..]].concat();
    let add_unipile = ["connection", "add", "unipile", "--dsn", unipile];
    terminal.run(&add_unipile, &[WRONG_KEY], 3)?;
    terminal.run(&add_linkedin, &[endpoint("/linkedin/client_secret")?], 0)?;
    terminal.run(&add_unipile, &[endpoint("/unipile/api_key")?], 0)?;
    terminal.run(&["connection", "add", "edges", "--base-url", edges], &[endpoint("/edges/api_key")?], 0)?;
    terminal.run(
        &["connection", "add", "zernio", "--base-url", zernio],
        &[endpoint("/zernio/api_key")?],
        0,
    )?;
    terminal.run(&["accounts", "sync"], &[], 0)?;

    terminal.run(
        &["accounts", "refresh", "Mateo Ruiz", "--keep-cookies", "--consent", "email"],
        &[LI_AT, LI_A],
        0,
    )?;
    for (provider, name, source) in
        [("edges", "Lena Fischer", "INVALID"), ("unipile", "Oskar Sandvik", "disconnected")]
    {
        let expired = json!({ "provider": provider, "account": account(&sandbox, provider, name).await?["id"], "status": source });
        sandbox.post("/expire", &expired).await?;
    }
    let answers = ["2fa@alderfinch.example", PASSWORD, "000000", owner::CODE];
    terminal.run(
        &["accounts", "refresh", "Lena Fischer", "--consent", "contract", "--wait", "60"],
        &answers,
        0,
    )?;
    terminal.run(
        &["accounts", "refresh", "Oskar Sandvik", "--consent", "in_person"],
        &["wrong@meridian.example", PASSWORD],
        3,
    )?;

    let link =
        ["accounts", "link", "--connection", "LinkedIn", "--setup-source", "official_oauth", "--wait", "60"];
    terminal.consent(&link, "Amara Sithole").await?;
    sandbox.post("/clock", &json!({ "advance_s": SIXTY_ONE_DAYS_S })).await?;
    terminal.run(&["accounts", "check", "Amara Sithole"], &[], 0)?;
    terminal.run(&["post", "--as", "Amara Sithole", "--text", "Hello"], &[], 0)?;

    let canaries = one_of_each_kind(planted(&sandbox).await?)?;
    let found = traces_in_files(session.home(), &canaries)?;
    ensure!(found.is_empty(), "secrets were found: {found:#?}");
    wrote(session.home(), &["rollcall.db", ".log", "printed"])
}

/// Somebody at a terminal. What is printed is kept in a file, which is searched with all others.
struct Terminal<'a> {
    session: &'a Session,
    printed: std::path::PathBuf,
}

impl Terminal<'_> {
    /// Runs a command to its end, with secrets on its standard input.
    fn run(&self, arguments: &[&str], secrets: &[&str], exit: i32) -> Result<()> {
        let mut command = self.session.command(binary::find("rollcall")?);
        let mut process = command
            .arg("--json")
            .args(arguments)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()?;
        let mut stdin = process.stdin.take().context("no standard input")?;
        for secret in secrets {
            writeln!(stdin, "{secret}")?;
        }
        self.look_at(process.id(), secrets)?;
        drop(stdin);
        let output = process.wait_with_output()?;
        let said = [output.stdout, output.stderr].concat();
        self.keep(&said)?;
        ensure!(
            output.status.code() == Some(exit),
            "{arguments:?} ended with {}: {}",
            output.status,
            String::from_utf8_lossy(&said)
        );
        Ok(())
    }

    /// Runs a command that waits for LinkedIn's page, and lets a member allow what it asks.
    async fn consent(&self, arguments: &[&str], member: &str) -> Result<()> {
        let mut command = child::command(binary::find("rollcall")?);
        self.session.enter(&mut command);
        let command = command.arg("--json").args(arguments).stdin(Stdio::null());
        let mut process = Child::start("rollcall", command, Some(&self.printed))?;
        loop {
            let line = process.line(PATIENCE)?;
            self.keep(line.as_bytes())?;
            let task: Value = serde_json::from_str(&line)?;
            match task["waiting"]["kind"].as_str() {
                Some("browser") => {
                    let link = task["waiting"]["detail"]["url"].as_str().context("no address")?;
                    owner::allow_on_linkedin(self.session, link, member).await?;
                }
                Some("done") => return Ok(()),
                Some("failed") => anyhow::bail!("it failed: {line}"),
                _ => {}
            }
        }
    }

    /// What every other program may read of a running one.
    fn look_at(&self, process: u32, secrets: &[&str]) -> Result<()> {
        let canaries: Vec<_> = secrets.iter().map(|secret| Canary::new("what was typed", secret)).collect();
        let found = traces_in_process(process, &canaries)?;
        ensure!(found.is_empty(), "secrets were found: {found:#?}");
        Ok(())
    }

    fn keep(&self, said: &[u8]) -> Result<()> {
        Ok(std::fs::File::options().create(true).append(true).open(&self.printed)?.write_all(said)?)
    }
}

/// Every secret that was planted, and that did travel: one that was never used would not be found
/// either.
async fn planted(sandbox: &Sandbox) -> Result<Vec<(SecretKind, String)>> {
    let linkedin = sandbox.requests("linkedin").await?;
    let mut planted = vec![
        (SecretKind::Password, PASSWORD.to_owned()),
        (SecretKind::LiAt, LI_AT.to_owned()),
        (SecretKind::LiA, LI_A.to_owned()),
        (SecretKind::ApiKey, WRONG_KEY.to_owned()),
        (SecretKind::ClientSecret, WRONG_CLIENT_SECRET.to_owned()),
        (SecretKind::ClientSecret, sandbox.endpoint("/linkedin/client_secret")?.to_owned()),
    ];
    for pointer in ["/unipile/api_key", "/edges/api_key", "/zernio/api_key"] {
        planted.push((SecretKind::ApiKey, sandbox.endpoint(pointer)?.to_owned()));
    }
    planted.extend(bearer_tokens(&linkedin).into_iter().map(|token| (SecretKind::AccessToken, token)));
    planted.extend(refresh_tokens(&linkedin).into_iter().map(|token| (SecretKind::RefreshToken, token)));
    for (provider, secret) in
        [("unipile", LI_AT), ("unipile", LI_A), ("edges", PASSWORD), ("unipile", WRONG_KEY)]
    {
        let requests = Value::from(sandbox.requests(provider).await?).to_string();
        ensure!(requests.contains(secret), "a secret never reached {provider}");
    }
    Ok(planted)
}

/// Nothing is proven about a kind of secret of which none was planted.
fn one_of_each_kind(planted: Vec<(SecretKind, String)>) -> Result<Vec<Canary>> {
    // An upload's key is made inside Rollcall and leaves it for the keychain only: no test knows it.
    for kind in SecretKind::ALL.into_iter().filter(|kind| *kind != SecretKind::UploadKey) {
        ensure!(planted.iter().any(|(one, _)| *one == kind), "no {} was planted", kind.as_str());
    }
    Ok(planted.iter().map(|(kind, secret)| Canary::new(kind.as_str(), secret)).collect())
}

fn bearer_tokens(requests: &[Value]) -> Vec<String> {
    let headers = requests.iter().filter_map(|request| request["headers"]["authorization"].as_str());
    unique(headers.filter_map(|value| value.strip_prefix("Bearer ")))
}

/// The tokens that were exchanged for new ones.
fn refresh_tokens(requests: &[Value]) -> Vec<String> {
    let bodies = requests.iter().filter_map(|request| request["body"].as_str());
    unique(bodies.flat_map(|body| body.split('&')).filter_map(|field| field.strip_prefix("refresh_token=")))
}

fn unique<'a>(secrets: impl Iterator<Item = &'a str>) -> Vec<String> {
    let mut secrets: Vec<String> = secrets.map(str::to_owned).collect();
    secrets.sort();
    secrets.dedup();
    secrets
}

/// There is something to be searched: for each of these words a file whose path has it.
fn wrote(home: &Path, words: &[&str]) -> Result<()> {
    let mut paths = String::new();
    for file in rollcall_tests::canary::files(home)? {
        paths += &format!("{}\n", file.display());
    }
    for word in words {
        ensure!(paths.contains(word), "nothing called {word} was written:\n{paths}");
    }
    Ok(())
}

async fn account(sandbox: &Sandbox, provider: &str, name: &str) -> Result<Value> {
    let accounts = sandbox.accounts().await?;
    let found = accounts.into_iter().find(|one| one["provider"] == provider && one["name"] == name);
    found.with_context(|| format!("{provider} knows no {name}"))
}
