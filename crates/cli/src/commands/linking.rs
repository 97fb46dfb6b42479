//! Linking an account and bringing one back, step after step until it works or a person has to act.

use std::time::Duration;

use rollcall_api::{
    accounts,
    accounts::AccountView,
    domain::{
        checkpoint::CheckpointInput,
        consent::{ConsentHow, ConsentStatement},
        secret::Secret,
    },
    linking,
    linking::{CookiesInput, CredentialsInput, LinkInput, LinkTask, Waiting},
};
use tokio::time::Instant;

use crate::{
    arguments::{CheckpointCommand, LinkArguments, RefreshArguments, SignInArguments},
    exit::{Exit, Failure},
    session::Session,
    standard_input, words,
};

/// How long a provider may work on an answer when nobody said how long to wait.
const PATIENCE: Duration = Duration::from_secs(120);

pub async fn link(session: &Session, arguments: LinkArguments) -> Result<Exit, Failure> {
    let connection = session.connection(&arguments.connection).await?;
    let input = LinkInput {
        connection_id: connection.id,
        setup_source: arguments.setup_source,
        name: arguments.name,
        client_name: arguments.client,
        products: arguments.products,
    };
    let task = linking::start(&session.rollcall, input).await?;
    Following::new(session, arguments.sign_in).follow(task).await
}

pub async fn refresh(session: &Session, arguments: RefreshArguments) -> Result<Exit, Failure> {
    let account = session.account(&arguments.account).await?;
    let mut task = linking::refresh(&session.rollcall, &account.id, arguments.products).await?;
    // Whoever asks on the command line wants a link to send, and that of an earlier process isn't kept.
    if matches!(task.waiting, Waiting::LinkSent { .. }) {
        task = linking::restart(&session.rollcall, &task.id).await?;
    }
    Following::new(session, arguments.sign_in).follow(task).await
}

/// States how the owner agreed; without `how`, takes that back.
pub async fn consent(
    session: &Session,
    account: &str,
    how: Option<ConsentHow>,
    note: String,
) -> Result<Exit, Failure> {
    let account = session.account(account).await?;
    match how {
        Some(how) => {
            let consent =
                linking::state_consent(&session.rollcall, &account.id, ConsentStatement { how, note })
                    .await?;
            session.printer.result(&consent, || format!("Kept in {}'s history.", account.name));
        }
        None => {
            linking::withdraw_consent(&session.rollcall, &account.id).await?;
            let detail = accounts::detail(&session.rollcall, &account.id).await?;
            session.printer.result(&detail, || words::account(&detail));
        }
    }
    Ok(Exit::Done)
}

/// Takes back the link that brought this account instead of whom it was made for.
pub async fn take_back(session: &Session, account: &str) -> Result<Exit, Failure> {
    let account = session.account(account).await?;
    let tasks = linking::tasks(&session.rollcall).await?;
    let brought =
        tasks.iter().find(|task| task.named.is_some() && task.account_id.as_ref() == Some(&account.id));
    let Some(task) = brought else {
        return Err(Failure::Usage(format!("No link to {} waits to be kept or taken back.", account.name)));
    };
    linking::take_back(&session.rollcall, &task.id).await?;
    session.printer.result(&account, || format!("{} is unlinked, and not listed any more.", account.name));
    Ok(Exit::Done)
}

/// What can be done about an account's checkpoint.
pub async fn checkpoint(session: &Session, command: CheckpointCommand) -> Result<Exit, Failure> {
    match command {
        CheckpointCommand::Answer { account, wait } => answer(session, &account, wait).await,
        CheckpointCommand::Resend { account } => {
            let task = open_checkpoint(session, &session.account(&account).await?).await?;
            shown(session, &linking::resend(&session.rollcall, &task.id).await?)
        }
        CheckpointCommand::AnotherWay { account } => {
            let task = open_checkpoint(session, &session.account(&account).await?).await?;
            shown(session, &linking::another_way(&session.rollcall, &task.id).await?)
        }
    }
}

/// Answers the checkpoint of an account whose link or refresh an earlier process began.
async fn answer(session: &Session, account: &str, wait: u64) -> Result<Exit, Failure> {
    let account = session.account(account).await?;
    let code = standard_input::expected("The answer").await?;
    let task = open_checkpoint(session, &account).await?;
    let task = linking::answer(&session.rollcall, &task.id, code.expose()).await?;
    let arguments = SignInArguments {
        wait: Some(wait),
        user_agent: None,
        country: None,
        keep_cookies: false,
        consent: None,
        consent_note: String::new(),
    };
    Following { answered: 1, ..Following::new(session, arguments) }.follow(task).await
}

/// The sign-in that an earlier process began and a checkpoint holds up.
async fn open_checkpoint(session: &Session, account: &AccountView) -> Result<LinkTask, Failure> {
    let task = linking::refresh(&session.rollcall, &account.id, None).await?;
    match task.waiting {
        Waiting::Checkpoint { .. } => Ok(task),
        _ => Err(Failure::Usage(format!("No checkpoint of {} waits for an answer.", account.name))),
    }
}

fn shown(session: &Session, task: &LinkTask) -> Result<Exit, Failure> {
    session.printer.result(task, || words::link_task(task));
    Ok(match (&task.waiting, &task.problem) {
        (Waiting::Done { .. }, _) => Exit::Done,
        (_, Some(_)) => Exit::Refused,
        (_, None) => Exit::NeedsPerson,
    })
}

/// A link or refresh that is followed to its end.
struct Following<'a> {
    session: &'a Session,
    arguments: SignInArguments,
    until: Instant,
    shown: Option<LinkTask>,
    /// How often something was answered: a question that comes back was answered wrongly.
    answered: u32,
}

impl<'a> Following<'a> {
    fn new(session: &'a Session, arguments: SignInArguments) -> Self {
        let patience = arguments.wait.map_or(PATIENCE, Duration::from_secs);
        Self { session, until: Instant::now() + patience, arguments, shown: None, answered: 0 }
    }

    async fn follow(mut self, mut task: LinkTask) -> Result<Exit, Failure> {
        loop {
            self.show(&task);
            let refused = task.problem.is_some() && self.answered > 0;
            task = match &task.waiting {
                Waiting::Done { .. } => return Ok(Exit::Done),
                Waiting::Failed => return Ok(Exit::Refused),
                Waiting::Credentials if refused => return Ok(Exit::Refused),
                Waiting::Cookies if refused => return Ok(Exit::Refused),
                Waiting::Credentials => self.credentials(task).await?,
                Waiting::Cookies => self.cookies(task).await?,
                Waiting::Checkpoint { input, .. } if *input != CheckpointInput::Wait => {
                    let Some(code) = self.code().await? else {
                        return Ok(if refused { Exit::Refused } else { Exit::NeedsPerson });
                    };
                    self.answered += 1;
                    linking::answer(&self.session.rollcall, &task.id, code.expose()).await?
                }
                // The browser comes back to this very process, and a provider works by itself.
                Waiting::Browser { .. } | Waiting::Provider { .. } => match self.next(&task).await? {
                    Some(next) => next,
                    None => return Ok(Exit::NeedsPerson),
                },
                Waiting::OwnerLink { .. }
                | Waiting::LinkSent { .. }
                | Waiting::LinkElsewhere { .. }
                | Waiting::Checkpoint { .. } => {
                    if self.arguments.wait.is_none() {
                        return Ok(Exit::NeedsPerson);
                    }
                    match self.next(&task).await? {
                        Some(next) => next,
                        None => return Ok(Exit::NeedsPerson),
                    }
                }
            };
        }
    }

    async fn credentials(&mut self, task: LinkTask) -> Result<LinkTask, Failure> {
        let username = standard_input::expected("The user name").await?;
        let password = standard_input::expected("The password").await?;
        self.answered += 1;
        let input =
            CredentialsInput { username: username.expose().to_owned(), password, consent: self.consent() };
        Ok(linking::credentials(&self.session.rollcall, &task.id, input).await?)
    }

    async fn cookies(&mut self, task: LinkTask) -> Result<LinkTask, Failure> {
        let input = CookiesInput {
            li_at: standard_input::expected("The cookie li_at").await?,
            li_a: standard_input::next("The cookie li_a, if there is one").await?,
            user_agent: self.arguments.user_agent.clone(),
            country: self.arguments.country.clone(),
            keep: self.arguments.keep_cookies,
            consent: self.consent(),
        };
        self.answered += 1;
        Ok(linking::cookies(&self.session.rollcall, &task.id, input).await?)
    }

    fn consent(&self) -> Option<ConsentStatement> {
        let note = self.arguments.consent_note.clone();
        self.arguments.consent.map(|how| ConsentStatement { how, note })
    }

    /// The next answer to a checkpoint; without `--wait` none is asked for.
    async fn code(&self) -> Result<Option<Secret>, Failure> {
        match self.arguments.wait {
            Some(_) => standard_input::next("The answer").await,
            None => Ok(None),
        }
    }

    /// The task when it has changed; `None` when that takes too long.
    async fn next(&self, task: &LinkTask) -> Result<Option<LinkTask>, Failure> {
        while self.session.change(self.until).await {
            match linking::task(&self.session.rollcall, &task.id).await? {
                Some(next) if next == *task => {}
                next => return Ok(next),
            }
        }
        Ok(None)
    }

    fn show(&mut self, task: &LinkTask) {
        let news = self
            .shown
            .as_ref()
            .is_none_or(|shown| shown.waiting != task.waiting || shown.problem != task.problem);
        if news {
            self.session.printer.result(task, || words::link_task(task));
            self.shown = Some(task.clone());
        }
    }
}
