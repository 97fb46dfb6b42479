//! Pages: LinkedIn organisations that an account may post as.

use rollcall_domain::id::AccountId;
use rusqlite::{Params, Row, Transaction};

use crate::{Store, StoreError};

pub(crate) const CREATE: &str = "
CREATE TABLE pages (
    account_id  TEXT NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    urn         TEXT NOT NULL,
    name        TEXT NOT NULL,
    role        TEXT NOT NULL,
    vanity_name TEXT,
    PRIMARY KEY (account_id, urn)
) STRICT, WITHOUT ROWID;
";

/// A LinkedIn organisation that an account may post as.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PageRow {
    /// The account with a role on it.
    pub account_id: AccountId,
    /// LinkedIn's id of the organisation.
    pub urn: String,
    /// Its name.
    pub name: String,
    /// The account's role on it, as the provider says it.
    pub role: String,
    /// The last part of its address on LinkedIn, where the provider tells it.
    pub vanity_name: Option<String>,
}

fn read(row: &Row<'_>) -> Result<PageRow, StoreError> {
    Ok(PageRow {
        account_id: AccountId(row.get("account_id")?),
        urn: row.get("urn")?,
        name: row.get("name")?,
        role: row.get("role")?,
        vanity_name: row.get("vanity_name")?,
    })
}

fn list(tx: &Transaction<'_>, condition: &str, params: impl Params) -> Result<Vec<PageRow>, StoreError> {
    tx.prepare_cached(&format!(
        "SELECT * FROM pages WHERE {condition} ORDER BY name COLLATE NOCASE, urn, account_id"
    ))?
    .query_and_then(params, read)?
    .collect()
}

fn replace(tx: &Transaction<'_>, account: &AccountId, pages: &[PageRow]) -> Result<(), StoreError> {
    tx.execute("DELETE FROM pages WHERE account_id = ?1", [&account.0])?;
    let mut insert = tx.prepare_cached(
        "INSERT INTO pages (account_id, urn, name, role, vanity_name) VALUES (?1, ?2, ?3, ?4, ?5)
         ON CONFLICT DO NOTHING",
    )?;
    for page in pages {
        insert.execute((&account.0, &page.urn, &page.name, &page.role, &page.vanity_name))?;
    }
    Ok(())
}

impl Store {
    /// The pages of one account, by name.
    pub async fn pages(&self, account: &AccountId) -> Result<Vec<PageRow>, StoreError> {
        let account = account.clone();
        self.read(move |tx| list(tx, "account_id = ?1", [&account.0])).await
    }

    /// The pages of every account, by name.
    pub async fn all_pages(&self) -> Result<Vec<PageRow>, StoreError> {
        self.read(|tx| list(tx, "TRUE", [])).await
    }

    /// Puts these pages in the place of the ones that an account had. A page that the provider
    /// lists twice is kept once.
    pub async fn replace_pages(&self, account: &AccountId, pages: Vec<PageRow>) -> Result<(), StoreError> {
        let account = account.clone();
        self.write(move |tx| replace(tx, &account, &pages)).await
    }
}
