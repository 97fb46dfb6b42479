//! What a person is told who isn't looking: one digest of the accounts that have begun to need them,
//! not a notice for each.

use std::collections::{HashMap, HashSet};

use chrono::TimeDelta;
use rollcall_domain::{Timestamp, id::AccountId, status::StatusKind};

use crate::{
    Engine,
    error::EngineError,
    linking::{LinkTask, Waiting},
};

/// How long nothing new may come before the digest is told.
const QUIET: TimeDelta = TimeDelta::seconds(10);
/// How long the first news of a digest waits at most.
const AT_MOST: TimeDelta = TimeDelta::seconds(60);
/// How long nothing is said again about an account that comes and goes.
const NOT_AGAIN: TimeDelta = TimeDelta::hours(1);
/// How many are named.
const NAMED: usize = 3;
/// How much of a name is shown.
const LONGEST_NAME: usize = 60;

const SWITCH: &str = "attention/notices";

/// An account that needs a person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Needing {
    /// Its id.
    pub id: AccountId,
    /// The member's name.
    pub name: String,
    /// What it needs them for: another need is news.
    pub kind: StatusKind,
}

/// What the person is told: names, and nothing more.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notice {
    /// Who, or how many.
    pub title: String,
    /// Who they are, or what to do.
    pub body: String,
    /// What a click on it opens.
    pub opens: Opens,
}

/// What a notice is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Opens {
    /// One account.
    Account(AccountId),
    /// The accounts that need somebody.
    NeedYou,
    /// The accounts whose link ends soon.
    ExpireSoon,
}

/// Something to tell of an account.
#[derive(Debug, Clone)]
struct News {
    id: AccountId,
    name: String,
    /// It works still, but not for long.
    ends: bool,
}

/// Gathers what is new until it is worth one notice. Reads no clock.
#[derive(Debug, Default)]
pub struct Digest {
    /// Who needed somebody at the last look; `None` before the first.
    known: Option<HashMap<AccountId, StatusKind>>,
    news: Vec<News>,
    first: Option<Timestamp>,
    last: Option<Timestamp>,
    told: HashMap<AccountId, Timestamp>,
}

impl Digest {
    /// Takes in who needs somebody now. What is there at the first look is no news, nor is what the
    /// person looks at anyway: then `seen`. Who needs nobody any more is left out of the digest.
    pub fn look(&mut self, needing: &[Needing], seen: bool, now: Timestamp) {
        let before = self.known.replace(needing.iter().map(|one| (one.id.clone(), one.kind)).collect());
        self.told.retain(|_, told| now - *told < NOT_AGAIN && *told <= now);
        self.news.retain(|news| news.ends || needing.iter().any(|one| one.id == news.id));
        match before {
            Some(before) if !seen => {
                let fresh: Vec<_> = needing
                    .iter()
                    .filter(|one| before.get(&one.id) != Some(&one.kind))
                    .filter(|one| !self.told.contains_key(&one.id))
                    .collect();
                for one in fresh {
                    self.add(News { id: one.id.clone(), name: one.name.clone(), ends: false }, now);
                }
            }
            _ => self.news.clear(),
        }
        if self.news.is_empty() {
            (self.first, self.last) = (None, None);
        }
    }

    /// Takes in that an account's link ends soon, which is said once for each warning. Who needs
    /// somebody now is told so instead.
    pub fn warn(&mut self, id: AccountId, name: String, now: Timestamp) {
        let needed = self.known.as_ref().is_some_and(|known| known.contains_key(&id));
        if !needed {
            self.add(News { id, name, ends: true }, now);
        }
    }

    fn add(&mut self, news: News, now: Timestamp) {
        self.news.retain(|other| other.id != news.id);
        self.news.push(news);
        self.first.get_or_insert(now);
        self.last = Some(now);
    }

    /// When the digest is to be told, if there is anything in it.
    pub fn due_at(&self) -> Option<Timestamp> {
        Some((self.last? + QUIET).min(self.first? + AT_MOST))
    }

    /// The digest, once it is due.
    pub fn take(&mut self, now: Timestamp) -> Option<Notice> {
        // A clock that was set back puts nothing off.
        if self.due_at()? > now && self.first? <= now {
            return None;
        }
        (self.first, self.last) = (None, None);
        let news = std::mem::take(&mut self.news);
        self.told.extend(news.iter().filter(|one| !one.ends).map(|one| (one.id.clone(), now)));
        notice(&news)
    }
}

fn notice(news: &[News]) -> Option<Notice> {
    let (ends, needs): (Vec<&News>, Vec<&News>) = news.iter().partition(|one| one.ends);
    let (title, body, opens) = match (needs.as_slice(), ends.as_slice()) {
        ([], []) => return None,
        ([one], []) => (
            format!("{} needs you", tidy(&one.name)),
            "Open Rollcall to see the next step.".to_owned(),
            Opens::Account(one.id.clone()),
        ),
        ([], [one]) => (
            format!("{}: the link ends soon", tidy(&one.name)),
            "Renew it in Rollcall while it still works.".to_owned(),
            Opens::Account(one.id.clone()),
        ),
        (many, []) => (format!("{} accounts need you", many.len()), named(many), Opens::NeedYou),
        ([], many) => (format!("{} links end soon", many.len()), named(many), Opens::ExpireSoon),
        (needs, ends) => (
            format!("{} accounts need you", needs.len() + ends.len()),
            format!("{}. Ending soon: {}", named(needs), named(ends)),
            Opens::NeedYou,
        ),
    };
    Some(Notice { title, body, opens })
}

/// The first few names, and how many there are besides.
fn named(news: &[&News]) -> String {
    let names: Vec<String> = news.iter().take(NAMED).map(|one| tidy(&one.name)).collect();
    let Some((last, first)) = names.split_last() else { return String::new() };
    let first = first.join(", ");
    match news.len() - names.len() {
        0 if first.is_empty() => last.clone(),
        0 => format!("{first} and {last}"),
        1 => format!("{first}, {last} and 1 other"),
        more => format!("{first}, {last} and {more} others"),
    }
}

/// A name comes from a provider: one line, of a length that leaves room for the others.
fn tidy(name: &str) -> String {
    let line = name.split(|letter: char| letter.is_control() || letter.is_whitespace());
    let line = line.filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ");
    match line.char_indices().nth(LONGEST_NAME) {
        Some((at, _)) => format!("{}…", &line[..at]),
        None => line,
    }
}

impl Engine {
    /// The accounts that need a person now. One that Rollcall is bringing back by itself doesn't yet.
    pub async fn needing(&self) -> Result<Vec<Needing>, EngineError> {
        let outlines = self.inner.store.account_outlines().await?.into_iter();
        let by_itself: HashSet<AccountId> = self.returning().await?.into_iter().map(|(id, _)| id).collect();
        Ok(outlines
            .filter(|outline| outline.status.needs_you() && !by_itself.contains(&outline.id))
            .map(|outline| Needing { kind: outline.status, id: outline.id, name: outline.name })
            .collect())
    }

    /// Links that wait for a person and aren't seen at any of these accounts: those of new accounts
    /// that ended without success, or that LinkedIn asks something of.
    pub fn links_needing(&self, accounts: &[Needing]) -> Result<u32, EngineError> {
        let waits = |task: &LinkTask| matches!(task.waiting, Waiting::Failed | Waiting::Checkpoint { .. });
        let is_seen = |task: &LinkTask| {
            task.is_refresh
                || task.account_id.as_ref().is_some_and(|id| accounts.iter().any(|one| one.id == *id))
        };
        let links = self.link_tasks()?.into_iter().filter(|task| waits(task) && !is_seen(task)).count();
        Ok(u32::try_from(links).unwrap_or(u32::MAX))
    }

    /// Whether notices are shown while nobody looks.
    pub async fn shows_notices(&self) -> Result<bool, EngineError> {
        Ok(self.inner.store.setting(SWITCH).await?.as_deref() != Some("off"))
    }

    /// Switches notices on or off.
    pub async fn show_notices(&self, on: bool) -> Result<(), EngineError> {
        Ok(self.inner.store.set_setting(SWITCH, if on { "on" } else { "off" }).await?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(seconds: i64) -> Timestamp {
        Timestamp::UNIX_EPOCH + TimeDelta::seconds(seconds)
    }

    fn needing(names: &[&str]) -> Vec<Needing> {
        let kind = StatusKind::SignInNeeded;
        names
            .iter()
            .map(|name| Needing { id: AccountId((*name).into()), name: (*name).into(), kind })
            .collect()
    }

    /// A digest that has had its first look, at second 0, and found this.
    fn after(names: &[&str]) -> Digest {
        let mut digest = Digest::default();
        digest.look(&needing(names), false, at(0));
        digest
    }

    #[test]
    fn what_was_there_at_the_start_is_no_news() {
        let mut digest = after(&["Dana Okafor"]);
        digest.look(&needing(&["Dana Okafor"]), false, at(5));
        assert_eq!(digest.due_at(), None);
        assert_eq!(digest.take(at(100)), None);
    }

    #[test]
    fn one_account_is_named_and_opened() {
        let mut digest = after(&[]);
        digest.look(&needing(&["Dana Okafor"]), false, at(1));
        assert_eq!(digest.take(at(10)), None, "too early");
        let notice = digest.take(at(11)).unwrap();
        assert_eq!(notice.title, "Dana Okafor needs you");
        assert_eq!(notice.opens, Opens::Account(AccountId("Dana Okafor".into())));
        assert_eq!(digest.take(at(100)), None, "told once");
    }

    #[test]
    fn many_become_one_notice_with_three_names() {
        for (names, title, body) in [
            (&["A", "B"][..], "2 accounts need you", "A and B"),
            (&["A", "B", "C"], "3 accounts need you", "A, B and C"),
            (&["A", "B", "C", "D"], "4 accounts need you", "A, B, C and 1 other"),
            (&["A", "B", "C", "D", "E"], "5 accounts need you", "A, B, C and 2 others"),
        ] {
            let mut digest = after(&[]);
            for (second, known) in (1..).zip(1..=names.len()) {
                digest.look(&needing(&names[..known]), false, at(second));
            }
            let notice = digest.take(at(30)).unwrap();
            assert_eq!((notice.title.as_str(), notice.body.as_str()), (title, body));
            assert_eq!(notice.opens, Opens::NeedYou);
        }
    }

    #[test]
    fn news_that_keeps_coming_is_told_after_a_minute_at_the_latest() {
        let names = ["A", "B", "C", "D", "E", "F", "G", "H", "I", "J"];
        let mut digest = after(&[]);
        for (count, second) in (1..=names.len()).zip((1..).step_by(9)) {
            let told = digest.take(at(second)).is_some();
            assert_eq!(told, second > 60, "second {second}");
            if told {
                return;
            }
            digest.look(&needing(&names[..count]), false, at(second));
        }
        panic!("it was never told");
    }

    #[test]
    fn who_comes_back_in_time_is_left_out() {
        let mut digest = after(&[]);
        digest.look(&needing(&["A", "B"]), false, at(1));
        digest.look(&needing(&["B"]), false, at(4));
        assert_eq!(digest.take(at(20)).unwrap().title, "B needs you");
        digest.look(&needing(&["B", "C"]), false, at(30));
        digest.look(&needing(&["B"]), false, at(31));
        assert_eq!(digest.due_at(), None);
    }

    #[test]
    fn what_the_person_looks_at_is_not_told() {
        let mut digest = after(&[]);
        digest.look(&needing(&["A"]), true, at(1));
        assert_eq!(digest.due_at(), None);
        digest.look(&needing(&["A", "B"]), false, at(2));
        digest.look(&needing(&["A", "B"]), true, at(3));
        assert_eq!(digest.take(at(100)), None);
    }

    #[test]
    fn another_need_of_the_same_account_is_news_but_not_within_the_hour() {
        let mut digest = after(&["A"]);
        let mut now = needing(&["A"]);
        now[0].kind = StatusKind::Checkpoint;
        digest.look(&now, false, at(1));
        assert!(digest.take(at(11)).is_some());
        for (second, news) in [(60, false), (3_000, false), (4_000, true)] {
            digest.look(&[], false, at(second - 1));
            digest.look(&now, false, at(second));
            assert_eq!(digest.due_at().is_some(), news, "second {second}");
        }
    }

    #[test]
    fn links_that_end_soon_share_the_notice() {
        let warned = |ends: &[&str], needs: &[&str]| {
            let mut digest = after(&["Z"]);
            for name in ends {
                digest.warn(AccountId((*name).into()), (*name).into(), at(1));
            }
            digest.look(&needing(needs), false, at(2));
            digest.take(at(20)).map(|notice| (notice.title, notice.opens))
        };
        let one = Opens::Account(AccountId("A".into()));
        for (ends, needs, title, opens) in [
            (&["A"][..], &["Z"][..], "A: the link ends soon", one.clone()),
            (&["A", "B"], &["Z"], "2 links end soon", Opens::ExpireSoon),
            (&["A"], &["Z", "C"], "2 accounts need you", Opens::NeedYou),
            (&["A"], &["Z", "A"], "A needs you", one),
        ] {
            assert_eq!(warned(ends, needs), Some((title.to_owned(), opens)), "{ends:?}, {needs:?}");
        }
        assert_eq!(warned(&["Z"], &["Z"]), None, "it needs somebody already");
    }

    #[test]
    fn a_clock_that_is_set_back_holds_nothing_back() {
        let mut digest = after(&[]);
        digest.look(&needing(&["A"]), false, at(100_000));
        assert!(digest.take(at(5)).is_some());
        digest.look(&[], false, at(6));
        digest.look(&needing(&["A"]), false, at(7));
        assert_eq!(digest.due_at(), None, "told a moment ago");
    }

    #[test]
    fn a_name_is_one_short_line() {
        let mut digest = after(&[]);
        digest.look(&needing(&[&format!("Dana\n\u{7} Okafor {}", "x".repeat(90))]), false, at(1));
        let title = digest.take(at(20)).unwrap().title;
        assert!(title.starts_with("Dana Okafor xxx") && title.ends_with("x… needs you"), "{title}");
        assert!(title.chars().count() < 80);
    }
}
