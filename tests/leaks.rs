//! No secret is found in anything Rollcall writes.
