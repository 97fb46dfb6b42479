//! The sandbox's README as a newcomer would follow it: every example is run as it stands.
#![cfg(unix)]

use anyhow::{Context, Result, ensure};
use rollcall_tests::child;
use rollcall_tests::sandbox::Sandbox;

const README: &str = include_str!("../crates/sandbox/README.md");
const SECTION: &str = "## One call per provider";

/// The shell examples of the section, each with the words of its first comment.
fn examples() -> Result<Vec<(String, String)>> {
    let (_, section) = README.split_once(SECTION).context("the section is gone")?;
    let section = section.split_once("\n## ").map_or(section, |(section, _)| section);
    let mut examples = Vec::new();
    for block in section.split("```sh\n").skip(1) {
        let (block, _) = block.split_once("```").context("a block without an end")?;
        for example in block.split("\n\n") {
            let title = example.lines().next().unwrap_or_default().trim_start_matches("# ").to_owned();
            examples.push((title, example.to_owned()));
        }
    }
    Ok(examples)
}

/// The ports of the README, where this sandbox listens.
fn at_home(example: &str, sandbox: &Sandbox) -> Result<String> {
    let mut script = example.to_owned();
    for (port, endpoint) in [
        ("4500", "/linkedin/www"),
        ("4501", "/linkedin/api"),
        ("4502", "/unipile/dsn"),
        ("4503", "/edges/base_url"),
        ("4504", "/zernio/base_url"),
        ("4505", "/control"),
    ] {
        let url = sandbox.endpoint(endpoint)?;
        let real = url.split([':', '/']).nth(4).with_context(|| format!("no port in {url}"))?;
        script = script.replace(&format!("localhost:{port}"), &format!("127.0.0.1:{real}"));
    }
    Ok(script)
}

#[test]
fn every_example_works_as_it_stands() -> Result<()> {
    let sandbox = Sandbox::start(&[])?;
    let examples = examples()?;
    for vendor in ["LinkedIn", "Unipile", "Edges", "Zernio", "Control"] {
        ensure!(examples.iter().any(|(title, _)| title.starts_with(vendor)), "no example for {vendor}");
    }
    for (title, example) in examples {
        let script = at_home(&example, &sandbox)?;
        let output = child::command("sh")
            .args(["-e", "-c", &script])
            .env("CLIENT_ID", sandbox.endpoint("/linkedin/client_id")?)
            .env("CLIENT_SECRET", sandbox.endpoint("/linkedin/client_secret")?)
            .env("UNIPILE_KEY", sandbox.endpoint("/unipile/api_key")?)
            .env("EDGES_KEY", sandbox.endpoint("/edges/api_key")?)
            .env("ZERNIO_KEY", sandbox.endpoint("/zernio/api_key")?)
            .output()?;
        let said = String::from_utf8_lossy(&output.stdout);
        ensure!(
            output.status.success() && said.trim_start().starts_with(['{', '[']),
            "{title}: {}\n{script}\n{said}\n{}",
            output.status,
            String::from_utf8_lossy(&output.stderr)
        );
    }
    Ok(())
}
