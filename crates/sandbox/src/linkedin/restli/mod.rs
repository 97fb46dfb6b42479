//! Rest.li, the protocol of LinkedIn's API: how values are written in queries and path keys, which
//! resource method a request means, projections, pages, batches, tunnelled queries and patches.
//!
//! Sources: <https://linkedin.github.io/rest.li/spec/protocol> and LinkedIn's API guide. Nothing in
//! here knows a resource.

mod batch;
mod data;
mod flat;
mod mask;
mod method;
mod paging;
mod patch;
mod query;
mod tunnel;

pub use batch::Batch;
pub use data::{Data, Malformed, encode_key, path_keys};
pub use mask::Mask;
pub use method::{Method, Unresolved};
pub use paging::Page;
pub use patch::apply_patch;
pub use query::Query;
pub use tunnel::{Tunnelled, untunnelled};

/// The protocol a request speaks: `X-Restli-Protocol-Version`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Protocol {
    /// Without the header: `ids=1&ids=2`, `a.b=c`, keys as they are.
    One,
    /// `2.0.0`: `List(a,b)`, `(k:v)`, keys percent-encoded.
    Two,
}

impl Protocol {
    /// What the header's value asks for; LinkedIn takes its absence for protocol 1.
    #[must_use]
    pub fn of(header: Option<&str>) -> Self {
        match header.map(str::trim) {
            Some("2.0.0") => Self::Two,
            _ => Self::One,
        }
    }

    /// The header's value.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::One => "1.0.0",
            Self::Two => "2.0.0",
        }
    }
}
