//! Results as people read them.

use std::fmt::Write as _;

use rollcall_api::{
    accounts::{AccountDetail, AccountList, AccountView},
    activity::ActivityPage,
    composing::DraftCheck,
    connections::{ConnectionView, SyncReport},
    domain::{Timestamp, history::Actor, id::AccountId},
    drafts::{DraftLine, DraftView},
    duplicates::Duplicate,
    files::ImportPreview,
    linking::{LinkTask, Waiting},
    many::ManyReport,
    outbox::PostView,
    roll_call::{RollCallReport, RollCallSchedule},
};

use crate::printer::table;

/// Connections, one on each line.
pub fn connections(all: &[ConnectionView]) -> String {
    if all.is_empty() {
        return "No connection yet. Add one with: rollcall connection add".into();
    }
    let rows = all.iter().map(|connection| {
        [
            connection.name.clone(),
            std::iter::once(connection.provider.name().to_owned())
                .chain(connection.notes.iter().cloned())
                .collect::<Vec<_>>()
                .join(", "),
            connection.host.clone(),
            connection.accounts.to_string(),
            connection.id.to_string(),
        ]
    });
    table(["Name", "Provider", "Host", "Accounts", "Id"], rows.collect())
}

/// What finding accounts brought.
pub fn sync(connection: &str, report: &SyncReport) -> String {
    let SyncReport { added, updated, removed, .. } = report;
    format!("{connection}: {added} new, {updated} known, {removed} gone.")
}

/// Accounts, one on each line.
pub fn accounts(list: &AccountList) -> String {
    if list.accounts.is_empty() {
        return "No account.".into();
    }
    let client = |account: &AccountView| {
        let of = list.clients.iter().find(|client| Some(&client.id) == account.client_id.as_ref());
        of.map(|client| client.name.clone()).unwrap_or_default()
    };
    let rows = list.accounts.iter().map(|account| {
        [
            account.name.clone(),
            client(account),
            account.setup_source_label.clone(),
            account.status.label.clone(),
            account.checked_at.as_ref().map(time).unwrap_or_default(),
            account.next_step.clone().unwrap_or_default(),
            account.id.to_string(),
        ]
    });
    table(["Name", "Client", "Setup source", "Status", "Checked", "Next step", "Id"], rows.collect())
}

/// Everything about one account.
pub fn account(detail: &AccountDetail) -> String {
    let AccountView { name, status, .. } = &detail.account;
    let mut text = format!("{name}: {}. {}\n", status.label, status.cause);
    let _ = writeln!(text, "{}: {}", detail.plan.action, detail.plan.explanation);
    for fact in &detail.facts {
        let _ = write!(text, "\n{}: {}", fact.label, fact.value);
    }
    for product in &detail.products {
        let _ = write!(text, "\n{}: {}", product.name, product.sentence);
    }
    for page in &detail.pages {
        let role = if page.role.is_empty() { String::new() } else { format!(" ({})", page.role) };
        let _ = write!(text, "\nPage: {}{role}", page.name);
    }
    text.push('\n');
    for entry in &detail.history {
        let _ = write!(text, "\n{}  {}", time(&entry.at), entry.sentence);
    }
    text
}

/// What a roll call found.
pub fn roll_call(report: &RollCallReport, accounts: &[AccountView]) -> String {
    let mut text = format!("{} checked, {} need somebody.", report.checked, report.need_you);
    if report.unreachable > 0 {
        let _ = write!(text, " {} could not be checked.", report.unreachable);
    }
    for account in accounts.iter().filter(|account| report.changed.contains(&account.id)) {
        let _ = write!(text, "\n{}: {}. {}", account.name, account.status.label, account.status.cause);
    }
    for problem in &report.problems {
        let _ = write!(text, "\n{problem}");
    }
    text
}

/// What became of each of many accounts.
pub fn many(report: &ManyReport) -> String {
    let lines = report.results.iter().map(|result| {
        let mut line = format!("{}: {}", result.name, result.sentence);
        if let Some(next_step) = &result.next_step {
            let _ = write!(line, " {next_step}");
        }
        line
    });
    lines.collect::<Vec<_>>().join("\n")
}

/// What a file would change, line by line.
pub fn import(preview: &ImportPreview) -> String {
    let accounts = if preview.changed == 1 { "account" } else { "accounts" };
    let mut text = format!("{} {accounts} would change; nothing was changed.", preview.changed);
    for name in &preview.new_clients {
        let _ = write!(text, "\nNew client: {name}");
    }
    for column in &preview.unknown_columns {
        let _ = write!(text, "\nColumn left out: {column}");
    }
    for line in &preview.lines {
        let what = match &line.problem {
            Some(problem) => problem.clone(),
            None if line.changes.is_empty() => "is so already".into(),
            None => line.changes.join(", "),
        };
        let _ = write!(text, "\nLine {}: {}: {what}", line.line, line.name);
    }
    text
}

/// What happened, newest first.
pub fn activity(page: &ActivityPage) -> String {
    if page.lines.is_empty() {
        return "Nothing.".into();
    }
    let rows = page.lines.iter().map(|line| {
        [
            time(&line.entry.at),
            line.account_name.clone(),
            who(line.entry.actor).to_owned(),
            line.entry.sentence.clone(),
        ]
    });
    let mut text = table(["Time", "Account", "By", "What"], rows.collect());
    if let (true, Some(last)) = (page.more, page.lines.last()) {
        let _ = write!(text, "\nOlder ones: --before {}", last.id);
    }
    text
}

fn who(actor: Actor) -> &'static str {
    match actor {
        Actor::Operator => "you",
        Actor::Owner => "the owner",
        Actor::Rollcall => "Rollcall",
        Actor::Provider => "the provider",
    }
}

/// Rows of people who are linked twice, two on each line.
pub fn duplicates(pairs: &[Duplicate], accounts: &[AccountView]) -> String {
    if pairs.is_empty() {
        return "Nobody is linked twice.".into();
    }
    let row = |id: &AccountId| {
        let account = accounts.iter().find(|account| account.id == *id);
        account.map_or_else(String::new, |account| format!("{} {}", account.setup_source_label, id))
    };
    let name = |id: &AccountId| {
        accounts
            .iter()
            .find(|account| account.id == *id)
            .map_or_else(String::new, |account| account.name.clone())
    };
    let rows = pairs.iter().map(|pair| {
        let kept = if pair.kept_apart { "kept as two" } else { "" };
        [name(&pair.one), row(&pair.one), row(&pair.other), kept.to_owned()]
    });
    table(["Name", "One", "Other", ""], rows.collect())
}

/// When accounts are checked without being asked.
pub fn schedule(schedule: &RollCallSchedule) -> String {
    if !schedule.on {
        return "Accounts are checked when you ask for it only.".into();
    }
    let next = schedule.next_at.as_ref().map(|at| format!(" The next roll call comes at {}.", time(at)));
    let every = schedule.every_minutes;
    format!(
        "While the window is open, accounts are checked every {every} minutes.{}",
        next.unwrap_or_default()
    )
}

/// How far bringing an account back by itself is.
pub fn returning(detail: &AccountDetail) -> String {
    let name = &detail.account.name;
    let Some(it) = &detail.automatic_return else {
        return format!("{name} wasn't linked with cookies.");
    };
    let kept = match (it.keep, &it.kept_at) {
        (_, Some(at)) => format!("The cookies of {name} are kept since {}.", time(at)),
        (true, None) => format!("The cookies of {name} are kept from the next refresh on."),
        (false, None) => format!("The cookies of {name} aren't kept."),
    };
    match &it.next_at {
        Some(at) => format!(
            "{kept} Rollcall tries again with them at {}, try {} of {}.",
            time(at),
            it.tries + 1,
            it.of
        ),
        None => kept,
    }
}

/// Where a link or refresh stands, and what to do.
pub fn link_task(task: &LinkTask) -> String {
    let who = task.name.as_deref().unwrap_or("the owner");
    let problem = task.problem.as_ref().map(|problem| match &problem.next_step {
        Some(next_step) => format!("{} {next_step}", problem.sentence),
        None => problem.sentence.clone(),
    });
    let waiting = match &task.waiting {
        Waiting::Credentials => Some("A user name and a password are needed.".into()),
        Waiting::Cookies => Some("The cookies are needed.".into()),
        Waiting::Browser { url, .. } => Some(format!("Open this in the browser of this computer:\n{url}")),
        Waiting::OwnerLink { url, expires_at, ends_at_restart, .. } => {
            let sooner = if *ends_at_restart { ", or until Unipile's daily restart" } else { "" };
            let until = expires_at.as_ref().map(|at| format!(" It works until {}{sooner}.", time(at)));
            Some(format!("Send this link to {who}, and to nobody else.{}\n{url}", until.unwrap_or_default()))
        }
        Waiting::LinkSent { .. } => Some(format!("Waiting for {who} to use the link that was sent before.")),
        Waiting::LinkElsewhere { sentence }
        | Waiting::Checkpoint { sentence, .. }
        | Waiting::Provider { sentence }
        | Waiting::Done { sentence } => Some(sentence.clone()),
        Waiting::Failed => None,
    };
    let other = task.named.as_ref().and(task.account_id.as_ref()).map(|id| {
        format!("If that is somebody else, take the link back with: rollcall accounts take-back {id}")
    });
    problem.into_iter().chain(waiting).chain(other).collect::<Vec<_>>().join("\n")
}

/// Drafts, one on each line.
pub fn drafts(lines: &[DraftLine]) -> String {
    if lines.is_empty() {
        return "Nothing.".into();
    }
    let rows = lines.iter().map(|line| {
        let words = if line.name.is_empty() { &line.excerpt } else { &line.name };
        let first: String = words.chars().take(60).collect();
        [time(&line.updated_at), first, line.authors.len().to_string(), line.id.to_string()]
    });
    table(["Saved", "Text", "Authors", "Id"], rows.collect())
}

/// A draft as it was written.
pub fn draft(view: &DraftView) -> String {
    let mut text = String::new();
    if !view.name.is_empty() {
        let _ = writeln!(text, "Template: {}", view.name);
    }
    let wording = &view.draft.wording;
    let _ = write!(text, "{}", wording.text.text);
    for file in &view.media {
        let _ = write!(text, "\n\nWith {} ({})", file.file_name, file.kind);
    }
    if !wording.first_comment.is_blank() {
        let _ = write!(text, "\n\nFirst comment: {}", wording.first_comment.text);
    }
    for variant in &view.draft.variants {
        if let Some(own) = &variant.text {
            let _ = write!(text, "\n\nFor {}: {}", variant.author, own.text);
        }
    }
    let authors = view.draft.authors.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
    let _ = write!(text, "\n\nBy {}", if authors.is_empty() { "nobody yet".into() } else { authors });
    text
}

/// What would happen to each copy.
pub fn check(check: &DraftCheck) -> String {
    let mut text = format!("{} of {} characters.", check.characters, check.max_characters);
    for problem in &check.problems {
        let _ = write!(text, "\n{problem}");
    }
    for target in &check.targets {
        let fits = target.misfits.iter().all(|misfit| !misfit.stops);
        let _ = write!(text, "\n{}: {}", target.author_name, if fits { "fits" } else { "doesn't fit" });
        for misfit in &target.misfits {
            let _ = write!(text, "\n  {}", misfit.sentence);
        }
    }
    text
}

/// Posts with their copies.
pub fn posts(all: &[PostView]) -> String {
    if all.is_empty() {
        return "Nothing.".into();
    }
    let blocks = all.iter().map(|post| {
        let first_line = post.text.lines().next().unwrap_or_default();
        let mut block = format!("{}  {}", time(&post.created_at), first_line);
        for target in &post.targets {
            let _ = write!(block, "\n  {}: {}", target.author_name, target.label);
            if let Some(sentence) = &target.sentence {
                let _ = write!(block, ". {sentence}");
            }
            if let Some(place) = target.permalink.as_ref().or(target.profile_url.as_ref()) {
                let _ = write!(block, "\n    {place}");
            }
            let _ = write!(block, "\n    {}", target.id);
        }
        block
    });
    blocks.collect::<Vec<_>>().join("\n\n")
}

pub fn time(at: &Timestamp) -> String {
    at.format("%Y-%m-%d %H:%M UTC").to_string()
}
