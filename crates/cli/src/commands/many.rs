//! One thing for many accounts.

use std::time::Duration;

use rollcall_api::{
    many,
    many::{ManyReport, OneOutcome},
    organising,
};
use tokio::time::Instant;

use super::clients::said;
use crate::{
    exit::{Exit, Failure},
    session::Session,
    words,
};

pub async fn tag(session: &Session, tag: &str, named: Vec<String>, remove: bool) -> Result<Exit, Failure> {
    let ids = session.accounts(named).await?;
    let done = if remove {
        organising::remove_tag(&session.rollcall, &ids, tag).await?
    } else {
        organising::add_tag(&session.rollcall, &ids, tag).await?
    };
    said(session, &done)
}

pub async fn rename_tag(session: &Session, from: &str, to: &str) -> Result<Exit, Failure> {
    said(session, &organising::rename_tag(&session.rollcall, from, to).await?)
}

pub async fn assign(session: &Session, client: &str, named: Vec<String>) -> Result<Exit, Failure> {
    let client = match client {
        "none" => None,
        word => Some(session.client(word).await?.id),
    };
    let ids = session.accounts(named).await?;
    said(session, &organising::assign(&session.rollcall, &ids, client.as_ref()).await?)
}

pub async fn pause(session: &Session, named: Vec<String>) -> Result<Exit, Failure> {
    let ids = session.accounts(named).await?;
    Ok(told(session, &many::pause(&session.rollcall, &ids).await?))
}

pub async fn resume(session: &Session, named: Vec<String>) -> Result<Exit, Failure> {
    let ids = session.accounts(named).await?;
    Ok(told(session, &many::resume(&session.rollcall, &ids).await?))
}

/// Links are printed as a table, whoever reads it: they are what was asked for.
pub async fn links(session: &Session, named: Vec<String>, wait: Option<u64>) -> Result<Exit, Failure> {
    let ids = session.accounts(named).await?;
    let report = many::make_refresh_links(&session.rollcall, &ids).await?;
    let exit = told(session, &report);
    let links = many::owners_links(&session.rollcall, &ids).await?;
    session.printer.links(&links);
    if let Some(seconds) = wait {
        let until = Instant::now() + Duration::from_secs(seconds);
        // An owner who is back is no longer waited for.
        while !many::owners_links(&session.rollcall, &ids).await?.is_empty() {
            if !session.change(until).await {
                return Ok(Exit::NeedsPerson);
            }
        }
        return Ok(exit);
    }
    Ok(if links.is_empty() { exit } else { exit.max(Exit::NeedsPerson) })
}

fn told(session: &Session, report: &ManyReport) -> Exit {
    session.printer.result(report, || words::many(report));
    if report.results.iter().any(|result| result.outcome == OneOutcome::Failed) {
        Exit::Refused
    } else {
        Exit::Done
    }
}
