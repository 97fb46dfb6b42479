//! Many accounts at once: picked together, acted on together, taken out to a file and in from one.

use std::path::Path;

use anyhow::{Context, Result, ensure};
use rollcall_tests::file_chooser;
use rollcall_tests::journey::Journey;
use rollcall_tests::owner;
use rollcall_tests::wait::{self, Look};
use rollcall_tests::window::{PATIENCE, button, control, field};

#[tokio::test]
async fn several_broken_accounts_get_their_links_at_once_and_one_table_to_send() -> Result<()> {
    Journey::told("many-links", Journey::in_the_sandbox().await?, async |journey| {
        pick(journey, &["Dana Okafor", "Jonas Petrov"]).await?;
        journey.window.click(button("Make refresh links")).await?;
        journey.window.says("2 links to").await?;
        let said = journey.window.text().await?;
        ensure!(!said.contains("http://"), "a link that signs in is shown: {said}");

        journey.window.click(button("Copy as a table")).await?;
        journey.window.says("2 links copied as a table").await?;
        let table = pasted(journey).await?;
        let links: Vec<&str> =
            table.split_whitespace().filter(|word| word.starts_with("http://127.0.0.1")).collect();
        ensure!(links.len() == 2 && links[0] != links[1], "no two links in {table:?}");
        ensure!(table.contains("Dana Okafor") && table.contains("Jonas Petrov"), "no names in {table:?}");

        let dana = table.lines().find(|line| line.contains("Dana")).context("no line for Dana")?;
        let link = dana.split_whitespace().find(|word| word.starts_with("http")).context("no link")?;
        let email = journey.email("edges", "Dana Okafor").await?;
        owner::sign_in_by_login_link(&journey.session, link, &email, "correct horse").await?;
        journey.provider_says("edges", "Dana Okafor", "VALID").await?;
        journey.inspect("Dana Okafor").await?;
        journey.status(&["Connected", "Expires"]).await?;
        Ok(())
    })
    .await
}

#[tokio::test]
async fn links_made_for_many_go_into_one_e_mail_per_owner() -> Result<()> {
    Journey::told("many-mails", Journey::in_the_sandbox().await?, async |journey| {
        pick(journey, &["Dana Okafor", "Jonas Petrov"]).await?;
        journey.window.click(button("Make refresh links")).await?;
        let before = journey.session.opened_links()?.len();
        journey.window.click(button("Write 2 e-mails")).await?;
        for number in 0..2 {
            let draft = journey.session.next_link(before + number, PATIENCE).await?;
            ensure!(draft.starts_with("mailto:") && draft.contains("http"), "no draft, but {draft}");
        }
        Ok(())
    })
    .await
}

#[tokio::test]
async fn a_paused_account_is_left_alone_until_it_is_resumed() -> Result<()> {
    Journey::told("many-pause", Journey::in_the_sandbox().await?, async |journey| {
        pick(journey, &["Elif Watanabe", "Hana Lindqvist"]).await?;
        journey.window.click(button("Pause")).await?;
        journey.window.says("Done · 2").await?;
        journey.inspect("Elif Watanabe").await?;
        journey.status(&["Paused"]).await?;
        journey.window.click(button("Activity")).await?;
        journey.window.says("Paused").await?;

        journey.window.click(button("Accounts")).await?;
        journey.window.click(button("Resume")).await?;
        journey.window.says("Done · 2").await?;
        journey.inspect("Elif Watanabe").await?;
        journey.status(&["Connected"]).await?;
        Ok(())
    })
    .await
}

#[tokio::test]
async fn a_list_is_shown_before_it_is_imported_and_can_be_undone() -> Result<()> {
    Journey::told("import", Journey::in_the_sandbox().await?, async |journey| {
        let list = journey.session.home().join("clients.csv");
        std::fs::write(
            &list,
            "name,client,tags,shoe size\nElif Watanabe,Larkspur & Co,spring,38\nNobody Known,Larkspur & Co,,40\n",
        )?;
        from_the_menu(journey, "Import a list…").await?;
        file_chooser::choose(&journey.session, "Choose a list", &list).await?;
        for words in ["1 account would change", "1 line was not understood", "Larkspur & Co", "shoe size"] {
            journey.window.says(words).await?;
        }
        journey.inspect("Elif Watanabe").await?;
        ensure!(!client_of(journey).await?.contains("Larkspur"), "changed before it was asked for");

        from_the_menu(journey, "Import a list…").await?;
        file_chooser::choose(&journey.session, "Choose a list", &list).await?;
        journey.window.click(button("Import 1 account")).await?;
        journey.inspect("Elif Watanabe").await?;
        client_becomes(journey, true).await?;
        journey.window.click(button("Undo")).await?;
        client_becomes(journey, false).await
    })
    .await
}

#[tokio::test]
async fn the_accounts_shown_are_saved_as_a_list_without_anything_secret() -> Result<()> {
    Journey::told("export", Journey::in_the_sandbox().await?, async |journey| {
        let file = journey.session.home().join("accounts out.csv");
        journey.window.fill(control("searchbox", "Search accounts"), "Okafor").await?;
        journey.window.click(button("More")).await?;
        journey.window.press_button("shown…").await?;
        file_chooser::choose(&journey.session, "Save the list", &file).await?;
        let list = saved(&file).await?;
        ensure!(list.contains("Dana Okafor") && !list.contains("Elif"), "another list was saved: {list}");
        ensure!(list.lines().next().is_some_and(|head| head.contains("setup_source")), "no head: {list}");
        Ok(())
    })
    .await
}

/// Picks accounts by the boxes of their rows.
async fn pick(journey: &Journey, names: &[&str]) -> Result<()> {
    for name in names {
        journey.window.fill(control("searchbox", "Search accounts"), name).await?;
        journey.window.click(control("checkbox", &format!("Select {name}"))).await?;
    }
    journey.window.fill(control("searchbox", "Search accounts"), "").await?;
    journey.window.says(&format!("{} selected", names.len())).await
}

/// A line of the menu behind the three dots, pressed without waiting for the dialog it may open.
async fn from_the_menu(journey: &Journey, line: &str) -> Result<()> {
    journey.window.click(button("More")).await?;
    journey.window.press_button(line).await
}

/// What the clipboard holds: pasted where it can be read.
async fn pasted(journey: &Journey) -> Result<String> {
    journey.window.click(button("Compose")).await?;
    let text = journey.window.find(field("Post text")).await?;
    text.click().await?;
    text.send_keys("\u{E009}v").await?;
    let pasted = wait::until("something to be pasted", PATIENCE, async || {
        let held = journey.window.held(&text).await?;
        Ok(if held.is_empty() { Look::NotYet("nothing".to_owned()) } else { Look::There(held) })
    })
    .await?;
    journey.window.click(button("Discard")).await?;
    Ok(pasted)
}

async fn client_of(journey: &Journey) -> Result<String> {
    journey.shown("[data-testid=account-row]").await
}

async fn client_becomes(journey: &Journey, larkspur: bool) -> Result<()> {
    wait::until("the client in the row to change", PATIENCE, async || {
        let shown = client_of(journey).await?;
        Ok(if shown.contains("Larkspur") == larkspur { Look::There(()) } else { Look::NotYet(shown) })
    })
    .await
}

async fn saved(file: &Path) -> Result<String> {
    wait::until("the list to be saved", PATIENCE, async || {
        Ok(match std::fs::read_to_string(file) {
            Ok(list) if !list.is_empty() => Look::There(list),
            Ok(_) => Look::NotYet("an empty file".to_owned()),
            Err(error) => Look::NotYet(error.to_string()),
        })
    })
    .await
}
