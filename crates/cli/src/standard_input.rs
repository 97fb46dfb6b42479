//! What comes in through standard input: secrets, codes, and a post's text.

use std::io::{self, BufRead as _, IsTerminal as _, Read as _};

use rollcall_api::domain::secret::Secret;

use crate::exit::Failure;

/// The next line, without its end; `None` when there is none, or an empty one. A person at a
/// terminal is asked for it and doesn't see it while typing.
///
/// # Errors
/// When standard input can't be read.
pub async fn next(prompt: &str) -> Result<Option<Secret>, Failure> {
    let prompt = format!("{prompt}: ");
    on_its_own_thread(move || {
        let mut line = if io::stdin().is_terminal() {
            rpassword::prompt_password(prompt)?
        } else {
            let mut line = String::new();
            io::stdin().lock().read_line(&mut line)?;
            line
        };
        line.truncate(line.trim_end_matches(['\r', '\n']).len());
        let secret = Secret::new(line);
        Ok(if secret.expose().trim().is_empty() { None } else { Some(secret) })
    })
    .await
}

/// The next line, which must be there.
///
/// # Errors
/// When there is none.
pub async fn expected(what: &str) -> Result<Secret, Failure> {
    next(what)
        .await?
        .ok_or_else(|| Failure::Usage(format!("{what} is expected on standard input, which is empty.")))
}

/// Everything that is left.
///
/// # Errors
/// When it can't be read, or isn't UTF-8.
pub async fn rest() -> Result<String, Failure> {
    on_its_own_thread(|| {
        let mut text = String::new();
        io::stdin().lock().read_to_string(&mut text)?;
        Ok(text)
    })
    .await
}

/// Reading blocks for as long as a person thinks.
async fn on_its_own_thread<T: Send + 'static>(
    read: impl FnOnce() -> io::Result<T> + Send + 'static,
) -> Result<T, Failure> {
    match tokio::task::spawn_blocking(read).await {
        Ok(read) => Ok(read?),
        Err(error) => Err(Failure::System(error.to_string())),
    }
}
