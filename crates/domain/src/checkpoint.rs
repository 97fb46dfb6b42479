//! Challenges that LinkedIn poses during a login.

use serde::{Deserialize, Serialize};

use crate::Timestamp;

/// The kind of a checkpoint. Open: a kind that no version of Rollcall knows is kept verbatim.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "snake_case", tag = "kind", content = "value")]
pub enum CheckpointKind {
    /// A code from an authenticator app (`APP`) or a text message (`SMS`).
    TwoFactor {
        /// Where the code comes from, as the provider says it.
        platform: Option<String>,
    },
    /// A one-time code by e-mail or text message.
    Otp,
    /// A code sent to the member's e-mail address (Edges).
    Email,
    /// The member taps *Yes* in LinkedIn's mobile app; Rollcall polls.
    InAppApproval,
    /// Either the code or the tap is accepted.
    OtpOrInApp,
    /// LinkedIn wants a phone number.
    Phone,
    /// A picture puzzle, mostly solved by the provider.
    Captcha,
    /// The member chooses a Recruiter contract.
    ContractChoice {
        /// The contracts to choose from.
        options: Vec<ContractOption>,
    },
    /// A kind that the provider named and Rollcall doesn't know.
    Other(String),
}

/// A Recruiter contract offered in a checkpoint.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
pub struct ContractOption {
    /// What is sent back when it is chosen.
    pub id: String,
    /// What LinkedIn calls it.
    pub name: String,
}

/// What a person is asked to do about a checkpoint.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "snake_case")]
pub enum CheckpointInput {
    /// Type a short code.
    Code,
    /// Type a phone number with its dialling code.
    PhoneNumber,
    /// Choose one of the options.
    Choice,
    /// Nothing here: approve elsewhere, Rollcall waits.
    Wait,
}

impl CheckpointKind {
    /// Few words for a status chip.
    pub fn label(&self) -> &'static str {
        match self {
            CheckpointKind::TwoFactor { .. } | CheckpointKind::Otp | CheckpointKind::Email => "Code needed",
            CheckpointKind::InAppApproval => "Approval needed",
            CheckpointKind::OtpOrInApp => "Code or approval needed",
            CheckpointKind::Phone => "Phone number needed",
            CheckpointKind::Captcha => "Captcha",
            CheckpointKind::ContractChoice { .. } => "Contract choice",
            CheckpointKind::Other(_) => "Checkpoint",
        }
    }

    /// The sentence above the input.
    pub fn sentence(&self) -> String {
        match self {
            CheckpointKind::TwoFactor { platform } => match platform.as_deref() {
                Some("APP") => "LinkedIn asks for the 6-digit code from the owner's authenticator app.".into(),
                Some("SMS") => "LinkedIn sent a code to the owner's phone as a text message.".into(),
                Some(other) => format!("LinkedIn asks for a two-step code ({other})."),
                None => "LinkedIn asks for the owner's two-step code.".into(),
            },
            CheckpointKind::Otp => "LinkedIn sent a one-time code to the owner by e-mail or text message.".into(),
            CheckpointKind::Email => "LinkedIn sent a code to the owner's e-mail address.".into(),
            CheckpointKind::InAppApproval => {
                "LinkedIn asks the owner to tap Yes in the LinkedIn app on their phone. Rollcall is waiting for it.".into()
            }
            CheckpointKind::OtpOrInApp => {
                "The owner can tap Yes in the LinkedIn app, or give you the code LinkedIn sent.".into()
            }
            CheckpointKind::Phone => {
                "LinkedIn wants a phone number for this member, with its dialling code, such as +33 6 12 34 56 78.".into()
            }
            CheckpointKind::Captcha => {
                "LinkedIn shows a picture puzzle. The provider is solving it; if that fails, start again in some minutes.".into()
            }
            CheckpointKind::ContractChoice { .. } => {
                "This member has several Recruiter contracts. Choose the one to use.".into()
            }
            CheckpointKind::Other(raw) => format!("The provider asks for something Rollcall doesn't know: {raw}."),
        }
    }

    /// Whether LinkedIn sends something for it, which can get lost: a code or a question on the
    /// phone. An authenticator app makes its codes itself.
    pub fn is_sent(&self) -> bool {
        match self {
            CheckpointKind::TwoFactor { platform } => platform.as_deref() != Some("APP"),
            CheckpointKind::Otp
            | CheckpointKind::Email
            | CheckpointKind::InAppApproval
            | CheckpointKind::OtpOrInApp => true,
            CheckpointKind::Phone
            | CheckpointKind::Captcha
            | CheckpointKind::ContractChoice { .. }
            | CheckpointKind::Other(_) => false,
        }
    }

    /// What the person has to do.
    pub fn input(&self) -> CheckpointInput {
        match self {
            CheckpointKind::Phone => CheckpointInput::PhoneNumber,
            CheckpointKind::InAppApproval | CheckpointKind::Captcha => CheckpointInput::Wait,
            CheckpointKind::ContractChoice { .. } => CheckpointInput::Choice,
            _ => CheckpointInput::Code,
        }
    }
}

/// How long a provider keeps a checkpoint open, in seconds (Unipile: five minutes; Edges:
/// in-app approval is polled for five minutes at most, codes live at least ten).
pub const CHECKPOINT_LIFETIME_S: i64 = 300;

/// Seconds after which what LinkedIn sent can be sent again. Unipile documents that asking too soon
/// is refused and not how soon that is; half a minute is the usual wait before a second message.
pub const RESEND_AFTER_S: i64 = 30;

/// A checkpoint that waits for an answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
pub struct Checkpoint {
    /// What LinkedIn asks for.
    pub kind: CheckpointKind,
    /// When the provider forgets the login.
    pub deadline: Timestamp,
}
