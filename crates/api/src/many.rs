//! One thing for many accounts.

use rollcall_domain::id::AccountId;
pub use rollcall_engine::many::{ManyAction, ManyProgress, ManyReport, OneOutcome, OneResult, OwnersLink};

use crate::{Rollcall, error::ApiError};

/// Switches accounts off: they are not checked, and nothing is published with them.
pub async fn pause(rollcall: &Rollcall, ids: &[AccountId]) -> Result<ManyReport, ApiError> {
    Ok(rollcall.engine().await.pause(ids).await?)
}

/// Switches accounts on again and checks each. Progress comes as notices.
pub async fn resume(rollcall: &Rollcall, ids: &[AccountId]) -> Result<ManyReport, ApiError> {
    Ok(rollcall.engine().await.resume(ids).await?)
}

/// Makes the refresh link of each account whose way back is a link. Progress comes as notices.
pub async fn make_refresh_links(rollcall: &Rollcall, ids: &[AccountId]) -> Result<ManyReport, ApiError> {
    Ok(rollcall.engine().await.make_refresh_links(ids).await?)
}

/// Stops what is done with many accounts. What is finished stays.
pub async fn cancel(rollcall: &Rollcall) {
    rollcall.engine().await.cancel_many();
}

/// The links that are waiting for their owners. Each lets whoever has it sign in: never for the
/// window, never for a log.
pub async fn owners_links(rollcall: &Rollcall, ids: &[AccountId]) -> Result<Vec<OwnersLink>, ApiError> {
    Ok(rollcall.engine().await.owners_links(ids).await?)
}

/// Owners' links as a table that a spreadsheet takes from the clipboard.
pub fn table(links: &[OwnersLink]) -> String {
    let cell = |text: &str| {
        rollcall_domain::spreadsheet::safe_cell(&text.split_whitespace().collect::<Vec<_>>().join(" "))
    };
    let until = |link: &OwnersLink| {
        let at = link.expires_at.map(|at| at.format("%Y-%m-%d %H:%M UTC").to_string()).unwrap_or_default();
        if link.ends_at_restart { format!("{at} at the latest") } else { at }
    };
    let mut table = String::from("Name\tClient\tLink\tWorks until\n");
    for link in links {
        let row = [cell(&link.name), cell(&link.client), link.url.clone(), until(link)];
        table.push_str(&row.join("\t"));
        table.push('\n');
    }
    table
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_of_links_has_a_row_for_each_owner_and_runs_nothing() {
        let link = |name: &str| OwnersLink {
            name: name.into(),
            client: "Alder\t& Finch".into(),
            url: "https://app.edges.run/login/1".into(),
            expires_at: None,
            ends_at_restart: false,
        };
        assert_eq!(
            table(&[link("Dana Okafor"), link("=1+1")]),
            "Name\tClient\tLink\tWorks until\n\
             Dana Okafor\tAlder & Finch\thttps://app.edges.run/login/1\t\n\
             '=1+1\tAlder & Finch\thttps://app.edges.run/login/1\t\n"
        );
    }
}
