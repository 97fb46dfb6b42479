//! Documents with pages.

pub(crate) mod compound;
pub(crate) mod office;
pub(crate) mod pdf;
