//! Why a sign-in does not go on, before either version puts it into its own words.

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    NoSuchAccount,
    /// Version 2 refreshes disconnected accounts only.
    Running,
    BadCredentials,
    Restricted,
    WrongMember,
    TimedOut,
    /// Another sign-in for the account goes on.
    InProgress,
    /// A newer sign-in took over.
    Superseded,
    /// The five minutes are over, or LinkedIn had enough of wrong answers.
    Ended,
    /// No sign-in waits there.
    NothingOpen,
    WrongCode,
    CodeMissing,
    CaptchaUnsupported,
    TooSoon,
    ProxyCredentials,
    ProxyDown,
    ProxySlow,
}

impl Refusal {
    /// For a person, or the `detail` of an error.
    pub fn sentence(self) -> &'static str {
        match self {
            Self::NoSuchAccount => "Account not found.",
            Self::Running => {
                "The account is running. Only a disconnected account can be authenticated again."
            }
            Self::BadCredentials => "LinkedIn does not accept these credentials.",
            Self::Restricted => "LinkedIn has restricted this account.",
            Self::WrongMember => "These credentials belong to another member than the account.",
            Self::TimedOut => "LinkedIn did not answer in time.",
            Self::InProgress => "Another authentication of this account is in progress.",
            Self::Superseded => "A later authentication took over from this one.",
            Self::Ended => "This authentication has ended. Start again.",
            Self::NothingOpen => "This authentication is over. Start again.",
            Self::WrongCode => "LinkedIn does not accept this code.",
            Self::CodeMissing => "code is required.",
            Self::CaptchaUnsupported => "This kind of captcha cannot be solved from outside LinkedIn.",
            Self::TooSoon => "LinkedIn has only just sent a code. Wait before asking for another one.",
            Self::ProxyCredentials => "The proxy does not accept its credentials.",
            Self::ProxyDown => "The proxy cannot be reached.",
            Self::ProxySlow => "The proxy did not answer in time.",
        }
    }
}
