//! How a provider's refusal becomes a [`ProviderError`]: one table of rows per provider, first
//! match wins, and a fallback by HTTP status.

use chrono::Utc;
use rollcall_domain::{Timestamp, provider::Provider};

use crate::{
    error::{ErrorKind, Outcome, ProviderError, Result},
    lenient,
    transport::Answer,
};

/// What was asked for when the provider refused. The same code can mean different things.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum During {
    /// Reading accounts, members or pages.
    Reading,
    /// Starting a sign-in.
    SignIn,
    /// Answering a checkpoint.
    Checkpoint,
    /// Making a link, writing metadata, unlinking.
    Managing,
    /// Sending an image or a post.
    Publishing,
}

/// One line of a provider's table.
pub(crate) struct Row {
    /// The provider's code, or its first part when it ends in `*`; empty for any.
    pub code: &'static str,
    /// The HTTP status; 0 for any.
    pub status: u16,
    /// What was asked for; `None` for anything.
    pub during: Option<During>,
    /// Words that the provider's message has to contain; empty for any.
    pub says: &'static str,
    /// What somebody does about it.
    pub kind: ErrorKind,
    /// For the person at this computer; `{detail}` stands for the provider's own words.
    pub sentence: &'static str,
}

/// The short form of a row that depends on the code only.
pub(crate) const fn row(code: &'static str, kind: ErrorKind, sentence: &'static str) -> Row {
    Row { code, status: 0, during: None, says: "", kind, sentence }
}

/// The short form of a row that also depends on what was asked for.
pub(crate) const fn during(
    code: &'static str,
    during: During,
    kind: ErrorKind,
    sentence: &'static str,
) -> Row {
    Row { code, status: 0, during: Some(during), says: "", kind, sentence }
}

/// The short form of a row that also depends on the provider's words.
pub(crate) const fn says(
    code: &'static str,
    says: &'static str,
    kind: ErrorKind,
    sentence: &'static str,
) -> Row {
    Row { code, status: 0, during: None, says, kind, sentence }
}

/// How a provider that has one envelope for all its refusals says no.
pub(crate) struct Refusals {
    pub provider: Provider,
    /// Fields with its codes, the most telling one first.
    pub codes: &'static [&'static str],
    /// Fields with its own words; the first that is there counts.
    pub words: &'static [&'static str],
    /// The field with its id of the request; empty for none.
    pub request_id: &'static str,
    /// What its codes mean; first match wins. What is in no row is left to the fallback, which goes
    /// by the status and by what was asked for.
    pub table: &'static [Row],
}

impl Refusals {
    /// Lets a success through and says what a refusal means.
    pub(crate) fn accept(&self, answer: Answer, during: During) -> Result<Answer> {
        if answer.is_success() {
            return Ok(answer);
        }
        let body = answer.refusal_body().unwrap_or_default();
        let field = |name: &&str| body.get(name).and_then(lenient::text_of);
        let envelope = Envelope {
            codes: self.codes.iter().filter_map(field).collect(),
            message: self.words.iter().find_map(field).unwrap_or_default(),
            request_id: field(&self.request_id),
        };
        Err(classify(self.provider, self.table, &answer, envelope, during))
    }
}

/// What could be read of a refusal's envelope.
#[derive(Debug, Default)]
pub(crate) struct Envelope {
    /// The provider's codes, the most telling one first.
    pub codes: Vec<String>,
    /// The provider's own words.
    pub message: String,
    /// The provider's id of the request, when it is in the body.
    pub request_id: Option<String>,
}

impl Row {
    fn fits(&self, status: u16, envelope: &Envelope, during: During) -> bool {
        let code_fits = match self.code.strip_suffix('*') {
            _ if self.code.is_empty() => true,
            Some(start) => envelope.codes.iter().any(|code| code.starts_with(start)),
            None => envelope.codes.iter().any(|code| code == self.code),
        };
        code_fits
            && (self.status == 0 || self.status == status)
            && self.during.is_none_or(|expected| expected == during)
            && envelope.message.contains(self.says)
    }
}

/// The error that a refused call comes to.
pub(crate) fn classify(
    provider: Provider,
    table: &[Row],
    answer: &Answer,
    envelope: Envelope,
    during: During,
) -> ProviderError {
    let status = answer.status();
    let (kind, sentence) = match table.iter().find(|row| row.fits(status, &envelope, during)) {
        Some(row) => (row.kind.clone(), row.sentence.replace("{detail}", &detail(&envelope.message))),
        None if envelope.codes.is_empty() && answer.is_web_page() && (400..500).contains(&status) => (
            ErrorKind::UnexpectedAnswer,
            format!(
                "{} answered with a web page instead of data. Check the connection's address.",
                provider.name()
            ),
        ),
        None => by_status(provider, status, during, &detail(&envelope.message)),
    };
    ProviderError {
        retry_at: if kind == ErrorKind::Limited || kind == ErrorKind::Unreachable {
            answer.retry_at(Utc::now())
        } else {
            None
        },
        kind,
        sentence,
        http_status: Some(status),
        provider_code: envelope.codes.into_iter().next().map(short),
        request_id: envelope.request_id.or_else(|| answer.request_id()),
        outcome: answer.outcome_of_refusal(),
    }
}

fn by_status(provider: Provider, status: u16, during: During, detail: &str) -> (ErrorKind, String) {
    let name = provider.name();
    match status {
        300..=399 => (
            ErrorKind::UnexpectedAnswer,
            format!("{name} pointed Rollcall to another address. Check the connection's address."),
        ),
        401 => (ErrorKind::ConnectionKey, format!("{name} didn't accept the connection's key{detail}.")),
        402 => (
            ErrorKind::ConnectionKey,
            format!("{name} says that the connection's subscription doesn't cover this{detail}."),
        ),
        403 => (ErrorKind::PermissionMissing, format!("{name} doesn't allow this{detail}.")),
        404 | 410 if during == During::Checkpoint => {
            (ErrorKind::CheckpointExpired, format!("{name} no longer knows this sign-in. Start it again."))
        }
        404 | 410 => (ErrorKind::NotFound, format!("{name} doesn't know what was asked for{detail}.")),
        408 | 504 => (ErrorKind::Unreachable, format!("{name} didn't get an answer in time{detail}.")),
        409 => (
            ErrorKind::Cancelled,
            format!("{name} is busy with another change to this account{detail}. Try again in a minute."),
        ),
        425 => (
            ErrorKind::Limited,
            format!("{name} is still busy with the sign-in before this one. Try again in some minutes."),
        ),
        426 => (
            ErrorKind::VersionRetired,
            format!("{name} has switched off the version of its interface that Rollcall uses{detail}."),
        ),
        429 => (ErrorKind::Limited, format!("{name} says that a limit was reached{detail}.")),
        400..=499 => match during {
            During::Publishing => (ErrorKind::ContentRefused, format!("{name} refused the post{detail}.")),
            During::SignIn => {
                (ErrorKind::WrongCredentials, format!("{name} refused what was typed{detail}."))
            }
            During::Checkpoint => (ErrorKind::WrongCode, format!("{name} refused the answer{detail}.")),
            During::Reading | During::Managing => (
                ErrorKind::UnexpectedAnswer,
                format!("{name} refused the request in a way Rollcall doesn't know{detail}."),
            ),
        },
        _ => (
            ErrorKind::Unreachable,
            format!("{name} is out of order at the moment{detail}. Try again in some minutes."),
        ),
    }
}

/// How much of a provider's own words is quoted.
const LONGEST_QUOTE: usize = 200;

/// The provider's own words in brackets, or nothing when they are no words: addresses are taken
/// out, and dumps of a server's insides aren't quoted at all.
pub(crate) fn detail(message: &str) -> String {
    let looks_like_a_dump = message.contains(['<', '{']) || message.contains("Exception");
    let words: Vec<&str> = message
        .split_whitespace()
        .filter(|word| !word.contains("://") && !word.starts_with("www."))
        .collect();
    let mut quote: String = words.join(" ").chars().filter(|c| !c.is_control()).take(LONGEST_QUOTE).collect();
    quote.truncate(quote.trim_end_matches(['.', ' ', '!', ':']).len());
    if quote.is_empty() || looks_like_a_dump { String::new() } else { format!(" (\u{201c}{quote}\u{201d})") }
}

/// A code is a word; whatever is longer than any real one isn't worth keeping whole.
fn short(code: String) -> String {
    code.chars().take(100).collect()
}

/// The next midnight UTC, when LinkedIn's daily limits start again.
pub(crate) fn next_midnight(now: Timestamp) -> Option<Timestamp> {
    let tomorrow = now.date_naive().succ_opt()?;
    Some(tomorrow.and_hms_opt(0, 0, 0)?.and_utc())
}

/// A success that can't be used, or one that never became readable.
pub(crate) fn unusable(provider: Provider, answer: &Answer, outcome: Outcome, what: &str) -> ProviderError {
    ProviderError {
        http_status: Some(answer.status()),
        request_id: answer.request_id(),
        ..ProviderError::unexpected(provider, outcome, what)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_quote_has_no_addresses_no_dumps_and_an_end() {
        let cases = [
            ("The text is too long.", " (\u{201c}The text is too long\u{201d})"),
            ("See https://api.example/doc?key=1 for more", " (\u{201c}See for more\u{201d})"),
            ("RestException{_response=RestResponse[headers={}]}", ""),
            ("<html><body>no</body></html>", ""),
            ("", ""),
        ];
        for (message, quote) in cases {
            assert_eq!(detail(message), quote);
        }
        assert!(detail(&"a ".repeat(500)).chars().count() <= LONGEST_QUOTE + 6);
    }
}
