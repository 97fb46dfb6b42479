//! Files for spreadsheets.

use std::path::{Path, PathBuf};

use rollcall_api::files;
use tokio::io::AsyncReadExt as _;

use super::{accounts::filtered, clients::said};
use crate::{
    arguments::Filters,
    exit::{Exit, Failure},
    session::Session,
    words,
};

pub async fn export(session: &Session, filters: &Filters, out: Option<PathBuf>) -> Result<Exit, Failure> {
    let list = filtered(session, filters).await?;
    let ids: Vec<_> = list.accounts.into_iter().map(|account| account.id).collect();
    let bytes = files::export_accounts(&session.rollcall, Some(&ids)).await?;
    write(session, out.as_deref(), bytes).await
}

/// To the file, or to standard output.
pub async fn write(session: &Session, out: Option<&Path>, bytes: Vec<u8>) -> Result<Exit, Failure> {
    match out {
        Some(file) if file != Path::new("-") => tokio::fs::write(file, bytes).await?,
        _ => session.printer.bytes(&bytes),
    }
    Ok(Exit::Done)
}

pub async fn import(session: &Session, file: &Path, dry_run: bool) -> Result<Exit, Failure> {
    let mut bytes = Vec::new();
    if file == Path::new("-") {
        tokio::io::stdin().read_to_end(&mut bytes).await?;
    } else {
        bytes = tokio::fs::read(file).await?;
    }
    let preview = files::preview_import(&session.rollcall, &bytes).await?;
    if dry_run {
        session.printer.result(&preview, || words::import(&preview));
        return Ok(Exit::Done);
    }
    for line in &preview.lines {
        if let Some(problem) = &line.problem {
            session.printer.complain(&format!("Line {}: {problem}", line.line));
        }
    }
    let exit = said(session, &files::apply_import(&session.rollcall, &preview.id).await?)?;
    Ok(if preview.problems > 0 { exit.max(Exit::BadUsage) } else { exit })
}
