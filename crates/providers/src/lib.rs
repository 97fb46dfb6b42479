//! Typed clients for the systems an account is linked through: LinkedIn, Unipile, Edges, Zernio.
//!
//! All of them speak through one [`transport::Transport`], which owns timeouts, size caps, the
//! budget per host, retries of reads and the request log. A client knows one provider's addresses,
//! bodies and refusals, and hands out values of `rollcall_domain`.
//!
//! **A call that changes something is sent once.** When its answer is lost, the error says
//! [`error::Outcome::Unknown`], and it is for the caller to decide what follows.
//!
//! A web page that an article card leads to is no provider: [`article`] reads it, with a client of its
//! own that knows no secret.
//!
//! **No secret leaves through an error or a log.** Sentences are written here; the provider's own
//! words are quoted only after every secret of the request and every address was taken out.

pub mod article;
pub mod edges;
pub mod error;
mod lenient;
pub mod linkedin;
mod refusal;
pub mod sign_in;
pub mod transport;
pub mod unipile;
mod urn;
pub mod zernio;
