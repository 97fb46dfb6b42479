//! What is found in files, what is taken out of them, and what hostile ones can do: nothing.

#![allow(clippy::unwrap_used, reason = "a test that can't go on says so by ending")]

mod cleaning;
mod fitting;
mod hostile;
mod looking;
mod samples;
mod work;
