//! LinkedIn, Unipile, Edges and Zernio on 127.0.0.1: stateful, scriptable and strict.
//!
//! One port per provider, one more for control, one world in memory behind them all. Status codes,
//! headers, bodies and error envelopes are the vendors' own, so that a client needs nothing but
//! other base URLs. The crate shares no types with any client: a mistake made on one side cannot
//! hide on the other.

mod arrival;
mod avatar;
mod control;
mod edges;
mod endpoints;
mod feed;
mod gate;
mod html;
mod keyed;
mod linkedin;
pub mod little_text;
mod options;
mod postman;
mod provider;
mod seed;
mod server;
mod unipile;
mod world;
mod zernio;

pub use control::{
    AccountQuery, Consent, Consented, Control, DeliveryQuery, LinkedAccount, OpenLink, PageAction,
    PageRoleChange, PostQuery, Published, PublishedMedia, Refused, RequestQuery,
};
pub use endpoints::{Endpoints, GatewayEndpoint, LinkedInEndpoint, UnipileEndpoint};
pub use linkedin::restli;
pub use options::{Options, Ports};
pub use provider::Provider;
pub use server::Sandbox;
pub use world::{
    Config, Delivery, Fault, Outcome, Received, SecondSignIn, Snapshot, UnreadableSnapshot, WebhookDelivery,
};
