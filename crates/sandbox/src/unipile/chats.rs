//! The conversations of an account: a few per product, the same for the same account.

use chrono::{DateTime, TimeDelta, Utc};

use super::account::Account;
use crate::world::{People, Person};

pub struct Chat<'a> {
    pub id: String,
    pub product: &'static str,
    pub with: &'a Person,
    pub at: DateTime<Utc>,
    pub unread: u32,
    /// InMail has one.
    pub subject: Option<&'static str>,
}

pub const PRODUCTS: [&str; 3] = ["classic", "sales_navigator", "recruiter"];

/// The newest first.
pub fn of<'a>(account: &Account, people: &'a People, product: &'static str) -> Vec<Chat<'a>> {
    let members = people.all();
    let count = if product == "classic" { 3 } else { 2 };
    let number = usize::try_from(account.number).unwrap_or_default();
    (0..count)
        .filter_map(|turn| {
            let with = members.get((number * 5 + turn * 7 + product.len()) % members.len().max(1))?;
            let days = i64::try_from(turn * 3 + 1).unwrap_or(1);
            Some(Chat {
                id: format!("{}-{product}-{turn}", account.id.trim_start_matches("acc_")),
                product,
                with,
                at: account.created_at + TimeDelta::days(20 - days),
                unread: u32::from(turn == 0),
                subject: (product != "classic").then_some("A role that may suit you"),
            })
        })
        .filter(|chat| chat.with.slug != account.person)
        .collect()
}
