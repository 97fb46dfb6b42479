//! Ids as types, so that an account's id can't be handed over as a post's.

use serde::{Deserialize, Serialize};

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident),+ $(,)?) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, specta::Type)]
        #[serde(transparent)]
        pub struct $name(pub String);

        impl $name {
            /// The id as it is stored and shown to the provider-independent parts.
            pub fn as_str(&self) -> &str { &self.0 }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result { f.write_str(&self.0) }
        }

        impl From<String> for $name {
            fn from(id: String) -> Self { Self(id) }
        }
    )+};
}

ids! {
    /// One set of provider credentials.
    ConnectionId,
    /// The agency's customer.
    ClientId,
    /// One member linked through one connection; never changes.
    AccountId,
    /// An account or a page, as chosen in the composer.
    AuthorId,
    /// A link or a refresh under way.
    LinkTaskId,
    /// Something that is being written, or a template.
    DraftId,
    /// A picked media file, kept in the workspace.
    MediaId,
    /// What is to be published.
    PostId,
    /// One copy of a post for one author.
    TargetId,
}
