//! The six kinds of trouble, each with its own next step.

use serde::{Deserialize, Serialize};

/// What went wrong, told apart by what a person does next.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "snake_case")]
pub enum Trouble {
    /// The connection's own key or secret is wrong.
    ConnectionKey,
    /// The account's owner must sign in again.
    OwnerSignIn,
    /// LinkedIn has restricted the person.
    Restricted,
    /// The provider is down or doesn't answer.
    ProviderDown,
    /// The content was refused.
    ContentRefused,
    /// A limit was reached.
    LimitReached,
}

impl Trouble {
    /// The next step, as a sentence.
    pub fn next_step(self) -> &'static str {
        match self {
            Trouble::ConnectionKey => "Check the connection's key in Settings, then check again.",
            Trouble::OwnerSignIn => "Refresh the account, so that its owner signs in again.",
            Trouble::Restricted => {
                "Ask the owner to open LinkedIn in a browser and follow what it says there. Refreshing can't lift a restriction."
            }
            Trouble::ProviderDown => "Wait some minutes, then check again. Nothing is lost.",
            Trouble::ContentRefused => "Change the post as the sentence says, then publish it again.",
            Trouble::LimitReached => "Wait until the limit ends. Rollcall shows when, if the provider tells.",
        }
    }
}
