//! What a picked file is, its small picture, and what can be mended in it.
//!
//! A file comes from anywhere, so everything that reads more of it than its size happens in a
//! process of its own, with a limit on its memory and its time ([`worker`]). That process gets two
//! open files and no name: what is read and what is written.

mod captions;
mod cleaning;
mod document;
mod heic;
pub mod intake;
mod picture;
mod sniff;
mod task;
mod video;
pub mod worker;

pub use rollcall_domain::media::MediaError;
pub use task::{Answer, Task};
