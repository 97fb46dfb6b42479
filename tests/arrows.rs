//! Dependencies point one way; this reads the manifests and fails when an arrow is wrong.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

/// What each package of ours may depend on among the others. A package that is not here fails the
/// test: a new room states its place in the house first.
const ALLOWED: [(&str, &[&str]); 12] = [
    ("rollcall-domain", &[]),
    ("rollcall-store", &["rollcall-domain"]),
    ("rollcall-vault", &["rollcall-domain"]),
    ("rollcall-providers", &["rollcall-domain"]),
    ("rollcall-media", &["rollcall-domain"]),
    (
        "rollcall-engine",
        &["rollcall-domain", "rollcall-store", "rollcall-vault", "rollcall-providers", "rollcall-media"],
    ),
    (
        "rollcall-api",
        &[
            "rollcall-domain",
            "rollcall-store",
            "rollcall-vault",
            "rollcall-providers",
            "rollcall-media",
            "rollcall-engine",
        ],
    ),
    // The sandbox must not share types with the clients, or each would hide the other's mistakes.
    ("rollcall-sandbox", &[]),
    ("rollcall-cli", &["rollcall-api", "rollcall-sandbox"]),
    ("rollcall-desktop", &["rollcall-api", "rollcall-sandbox"]),
    // The vault names every kind of secret, so that the leak scan can leave none out. What the domain
    // writes is read by the sandbox.
    ("rollcall-tests", &["rollcall-domain", "rollcall-sandbox", "rollcall-vault"]),
    ("xtask", &[]),
];

/// Only the desktop shell may know the windowing stack.
const WINDOWING: [&str; 6] = ["tauri", "wry", "tao", "webkit2gtk", "gtk", "rfd"];

struct Manifest {
    folder: PathBuf,
    name: String,
    dependencies: BTreeSet<String>,
    dev_dependencies: BTreeSet<String>,
}

fn root() -> Result<PathBuf> {
    Ok(Path::new(env!("CARGO_MANIFEST_DIR")).parent().context("no root above the tests")?.to_owned())
}

fn manifests() -> Result<Vec<Manifest>> {
    let workspace: toml::Table = fs::read_to_string(root()?.join("Cargo.toml"))?.parse()?;
    let members = workspace["workspace"]["members"].as_array().context("no list of members")?;
    members.iter().map(|member| manifest(member.as_str().context("a member is no text")?)).collect()
}

fn manifest(folder: &str) -> Result<Manifest> {
    let table: toml::Table = fs::read_to_string(root()?.join(folder).join("Cargo.toml"))?.parse()?;
    let mut found = Manifest {
        folder: folder.into(),
        name: table["package"]["name"].as_str().context("a package without a name")?.to_owned(),
        dependencies: BTreeSet::new(),
        dev_dependencies: BTreeSet::new(),
    };
    collect(&table, &mut found);
    let targets = table.get("target").and_then(toml::Value::as_table);
    for target in targets.into_iter().flat_map(toml::Table::values).filter_map(toml::Value::as_table) {
        collect(target, &mut found);
    }
    Ok(found)
}

fn collect(table: &toml::Table, found: &mut Manifest) {
    let names = |section: &str| {
        table.get(section).and_then(toml::Value::as_table).into_iter().flatten().map(|(key, value)| {
            // `key = { package = "name" }` gives a package another name here.
            let package = value.get("package").and_then(toml::Value::as_str);
            package.unwrap_or(key).to_owned()
        })
    };
    found.dependencies.extend(names("dependencies").chain(names("build-dependencies")));
    found.dev_dependencies.extend(names("dev-dependencies"));
}

#[test]
fn packages_depend_only_on_what_lies_below_them() {
    let allowed: BTreeMap<_, _> = ALLOWED.into_iter().collect();
    let manifests = manifests().unwrap();
    let ours: BTreeSet<_> = manifests.iter().map(|manifest| manifest.name.clone()).collect();
    let mut wrong = Vec::new();
    for manifest in &manifests {
        let Some(below) = allowed.get(manifest.name.as_str()) else {
            wrong.push(format!("{} has no place among the arrows", manifest.name));
            continue;
        };
        for dependency in manifest.dependencies.intersection(&ours) {
            if !below.contains(&dependency.as_str()) {
                wrong.push(format!("{} → {dependency}", manifest.name));
            }
        }
        for dependency in manifest.dev_dependencies.intersection(&ours) {
            // Tests may always stand a sandbox up; the sandbox's own tests know nobody.
            let sandbox = dependency == "rollcall-sandbox";
            let itself = *dependency == manifest.name;
            if !(sandbox || itself || below.contains(&dependency.as_str())) {
                wrong.push(format!("{} → {dependency} (in its tests)", manifest.name));
            }
        }
    }
    assert!(wrong.is_empty(), "wrong arrows:\n{}", wrong.join("\n"));
}

#[test]
fn only_the_shell_knows_the_windowing_stack() {
    let wrong: Vec<_> = manifests()
        .unwrap()
        .iter()
        .filter(|manifest| manifest.folder != Path::new("src-tauri"))
        .flat_map(|manifest| {
            let all = manifest.dependencies.union(&manifest.dev_dependencies);
            all.filter(|name| {
                WINDOWING.iter().any(|stack| *name == stack || name.starts_with(&format!("{stack}-")))
            })
            .map(|name| format!("{} → {name}", manifest.name))
            .collect::<Vec<_>>()
        })
        .collect();
    assert!(wrong.is_empty(), "these would tie the core to a window:\n{}", wrong.join("\n"));
}
