//! What went wrong with a call, told apart by what somebody does about it.

use rollcall_domain::{Timestamp, provider::Provider, trouble::Trouble};

/// What a call to a provider comes to.
pub type Result<T, E = ProviderError> = std::result::Result<T, E>;

/// A call that didn't come to what was asked for. Shows its sentence and nothing else; neither the
/// sentence nor any field holds a secret or an address.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{sentence}")]
pub struct ProviderError {
    /// What somebody does about it.
    pub kind: ErrorKind,
    /// For the person at this computer.
    pub sentence: String,
    /// The answer's HTTP status, if one came.
    pub http_status: Option<u16>,
    /// The provider's own code (`type`, `code`, `error_label`), verbatim.
    pub provider_code: Option<String>,
    /// The provider's id of the request, for its support.
    pub request_id: Option<String>,
    /// When trying again can help, if the provider says.
    pub retry_at: Option<Timestamp>,
    /// Whether the call can have made something.
    pub outcome: Outcome,
}

/// Whether a failed call can have made something.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Outcome {
    /// Nothing left this computer: connection refused, no such host, no secure connection.
    NotSent,
    /// The provider answered and nothing was made, or the call was one that makes nothing.
    Definite,
    /// The request may have been written and its answer is missing or can't be read: timeout,
    /// reset, 5xx, an unreadable success.
    Unknown,
}

/// The kinds of failure that somebody treats differently.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ErrorKind {
    /// The connection's own key, secret or subscription isn't accepted.
    ConnectionKey,
    /// The account's session or token ended.
    SignInNeeded,
    /// LinkedIn has restricted the person.
    Restricted,
    /// The provider doesn't answer, or says that it is broken.
    Unreachable,
    /// The post or its image was refused.
    ContentRefused,
    /// A limit was reached.
    Limited,
    /// A product, a licence or a scope is missing.
    PermissionMissing,
    /// Somebody else signed in than the account's owner.
    WrongMember,
    /// The user name, the password or the cookies are wrong.
    WrongCredentials,
    /// The checkpoint's code is wrong; it can be typed again.
    WrongCode,
    /// The owner hasn't approved yet; keep asking.
    CheckpointPending,
    /// The login is forgotten; start it again.
    CheckpointExpired,
    /// A link or an authorization code is too old or was used.
    LinkExpired,
    /// The provider knows no such thing.
    NotFound,
    /// The same thing exists already.
    Duplicate {
        /// The URN of the post that exists, where LinkedIn names it.
        urn: Option<String>,
    },
    /// Nothing was made, as what it needs isn't ready yet: the same call can work in some seconds.
    NotYet,
    /// The LinkedIn API version that is set has been switched off.
    VersionRetired,
    /// Somebody pressed cancel, or a later sign-in replaced this one.
    Cancelled,
    /// The answer makes no sense: a web page, nothing, a part, too much, or words nobody knows.
    UnexpectedAnswer,
}

impl ProviderError {
    /// The kind of trouble this is for a person; `None` where the sentence itself says what to do.
    pub fn trouble(&self) -> Option<Trouble> {
        match self.kind {
            ErrorKind::ConnectionKey => Some(Trouble::ConnectionKey),
            ErrorKind::SignInNeeded => Some(Trouble::OwnerSignIn),
            ErrorKind::Restricted => Some(Trouble::Restricted),
            ErrorKind::Unreachable | ErrorKind::UnexpectedAnswer => Some(Trouble::ProviderDown),
            ErrorKind::ContentRefused | ErrorKind::Duplicate { .. } => Some(Trouble::ContentRefused),
            ErrorKind::Limited => Some(Trouble::LimitReached),
            ErrorKind::NotYet
            | ErrorKind::PermissionMissing
            | ErrorKind::WrongMember
            | ErrorKind::WrongCredentials
            | ErrorKind::WrongCode
            | ErrorKind::CheckpointPending
            | ErrorKind::CheckpointExpired
            | ErrorKind::LinkExpired
            | ErrorKind::NotFound
            | ErrorKind::VersionRetired
            | ErrorKind::Cancelled => None,
        }
    }

    pub(crate) fn new(kind: ErrorKind, outcome: Outcome, sentence: impl Into<String>) -> Self {
        Self {
            kind,
            sentence: sentence.into(),
            http_status: None,
            provider_code: None,
            request_id: None,
            retry_at: None,
            outcome,
        }
    }

    /// An answer that came and can't be used.
    pub(crate) fn unexpected(provider: Provider, outcome: Outcome, what: &str) -> Self {
        Self::new(ErrorKind::UnexpectedAnswer, outcome, format!("{} {what}", provider.name()))
    }
}
