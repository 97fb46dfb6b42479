//! The tenant's accounts in the order of linking, found by id at once.

use std::collections::{BTreeMap, HashMap};

use serde::{Deserialize, Serialize};

use super::account::{Account, Written};

/// Reading is by reference, changing through [`Accounts::change`]: that keeps the counts and the
/// written form true.
#[derive(Clone, Default, Serialize, Deserialize)]
#[serde(from = "Vec<Account>", into = "Vec<Account>")]
pub struct Accounts {
    listed: Vec<Account>,
    places: HashMap<String, usize>,
    /// How many accounts have each of version 1's source statuses.
    counts: BTreeMap<&'static str, usize>,
    next: u64,
}

impl From<Vec<Account>> for Accounts {
    fn from(listed: Vec<Account>) -> Self {
        let mut accounts = Self::default();
        for account in listed {
            let number = account.number;
            accounts.next = accounts.next.max(number);
            accounts.add(account);
        }
        accounts
    }
}

impl From<Accounts> for Vec<Account> {
    fn from(accounts: Accounts) -> Self {
        accounts.listed
    }
}

impl Accounts {
    /// Lists an account behind all others.
    pub fn add(&mut self, mut account: Account) {
        account.number = self.next;
        self.next += 1;
        *self.counts.entry(account.source_status()).or_default() += 1;
        self.places.insert(account.id.clone(), self.listed.len());
        self.listed.push(account);
    }

    pub fn get(&self, id: &str) -> Option<&Account> {
        self.places.get(id).map(|&place| &self.listed[place])
    }

    /// Changes an account; `None` when there is none with this id.
    pub fn change<T>(&mut self, id: &str, change: impl FnOnce(&mut Account) -> T) -> Option<T> {
        let account = &mut self.listed[*self.places.get(id)?];
        let before = account.source_status();
        let result = change(account);
        account.written = Written::default();
        let after = account.source_status();
        if before != after {
            self.counts.entry(before).and_modify(|count| *count -= 1);
            *self.counts.entry(after).or_default() += 1;
        }
        Some(result)
    }

    pub fn remove(&mut self, id: &str) -> Option<Account> {
        let place = self.places.remove(id)?;
        let account = self.listed.remove(place);
        self.counts.entry(account.source_status()).and_modify(|count| *count -= 1);
        for (place, account) in self.listed.iter().enumerate().skip(place) {
            self.places.insert(account.id.clone(), place);
        }
        Some(account)
    }

    pub fn all(&self) -> &[Account] {
        &self.listed
    }

    /// The place of the first account linked after the one with this number.
    pub fn place_after(&self, number: u64) -> usize {
        self.listed.partition_point(|account| account.number <= number)
    }

    pub fn count(&self, source_status: &str) -> usize {
        self.counts.get(source_status).copied().unwrap_or_default()
    }

    /// The JSON text of up to `limit` accounts from the `first`, separated by commas. `slot` names
    /// where the text is kept, `write` makes it when it is not there.
    pub(super) fn written(
        &mut self,
        first: usize,
        limit: usize,
        slot: fn(&mut Written) -> &mut Option<std::sync::Arc<str>>,
        write: impl Fn(&Account) -> String,
    ) -> String {
        let first = first.min(self.listed.len());
        let last = first.saturating_add(limit).min(self.listed.len());
        let mut text = String::with_capacity((last - first) * 900);
        for account in &mut self.listed[first..last] {
            if !text.is_empty() {
                text.push(',');
            }
            if slot(&mut account.written).is_none() {
                let fresh = write(account);
                *slot(&mut account.written) = Some(fresh.into());
            }
            text.push_str(slot(&mut account.written).as_deref().unwrap_or_default());
        }
        text
    }
}

#[cfg(test)]
mod tests {
    use chrono::DateTime;

    use super::{Account, Accounts};

    fn account(id: &str) -> Account {
        let (person, name) = (id.to_owned(), id.to_owned());
        Account::new(id.to_owned(), person, String::new(), name, DateTime::UNIX_EPOCH)
    }

    fn three() -> Accounts {
        let mut accounts = Accounts::default();
        for id in ["a", "b", "c"] {
            accounts.add(account(id));
        }
        accounts
    }

    #[test]
    fn removing_one_keeps_the_others_findable_and_in_order() {
        let mut accounts = three();
        accounts.remove("a").unwrap();
        assert!(accounts.get("a").is_none());
        assert_eq!(accounts.get("c").unwrap().id, "c");
        assert_eq!(accounts.all().iter().map(|account| &account.id).collect::<Vec<_>>(), ["b", "c"]);
        assert_eq!(accounts.place_after(1), 1);
    }

    #[test]
    fn counts_follow_every_change() {
        let mut accounts = three();
        accounts.change("b", |account| account.set_status("disconnected")).unwrap();
        assert_eq!((accounts.count("OK"), accounts.count("CREDENTIALS")), (2, 1));
        accounts.remove("b").unwrap();
        assert_eq!((accounts.count("OK"), accounts.count("CREDENTIALS")), (2, 0));
    }

    #[test]
    fn a_snapshot_brings_everything_back() {
        let mut accounts = three();
        accounts.remove("b").unwrap();
        let text = serde_json::to_string(&accounts).unwrap();
        let mut again: Accounts = serde_json::from_str(&text).unwrap();
        again.add(account("d"));
        assert_eq!(again.all().iter().map(|account| &account.id).collect::<Vec<_>>(), ["a", "c", "d"]);
        assert!(again.get("d").unwrap().number > again.get("c").unwrap().number);
        assert_eq!(again.count("OK"), 3);
    }

    #[test]
    fn the_written_form_is_made_anew_after_a_change() {
        let mut accounts = three();
        let write = |account: &Account| account.status.clone();
        assert_eq!(accounts.written(1, 9, |kept| &mut kept.v2, write), "running,running");
        accounts.change("c", |account| account.set_status("paused"));
        assert_eq!(accounts.written(1, 9, |kept| &mut kept.v2, write), "running,paused");
        assert_eq!(accounts.written(7, 9, |kept| &mut kept.v2, write), "");
    }
}
