//! Texts, comments, cards, polls and reshares.

use url::Url;

use super::number;
use crate::{
    limits::Limits,
    misfit::{Fix, Misfit},
    post::{PollDuration, PostText},
    text::{self, count},
};

pub(super) fn of_text(limits: &Limits, text: &PostText) -> Vec<Misfit> {
    let name = limits.publisher.name();
    let mut misfits = Vec::new();
    let (length, max) = (text.count(), limits.max_text_chars);
    if length > max {
        let over = length - max;
        let sentence = format!("The text has {length} characters; {name} takes {max}. Shorten it by {over}.");
        let misfit = Misfit::stops(sentence);
        // The rest has to fit the comment too.
        let splits = limits.max_comment_chars.is_some_and(|comment| over + 200 < comment);
        let to = number(max);
        misfits.push(match splits {
            true => misfit.with(Fix::SplitText { to }).with(Fix::ShortenText { to }),
            false => misfit.with(Fix::ShortenText { to }),
        });
    }
    misfits.extend(of_invisible(text));
    let unknown = text::sound(text).iter().filter(|mention| !can_mention(limits, &mention.urn)).count();
    if unknown > 0 {
        let who =
            if unknown == 1 { "One mention leads".to_owned() } else { format!("{unknown} mentions lead") };
        let sentence = format!("{who} nowhere through {name}; the name stays as words.");
        misfits.push(Misfit::hint(sentence).with(Fix::DropMentions));
    }
    misfits
}

fn can_mention(limits: &Limits, urn: &str) -> bool {
    let kind = urn.strip_prefix("urn:li:").and_then(|rest| rest.split_once(':'));
    kind.is_some_and(|(kind, id)| limits.mentions.contains(&kind) && !id.is_empty())
}

fn of_invisible(text: &PostText) -> Option<Misfit> {
    text.text.contains(text::turns_direction).then(|| {
        let sentence = "The text has invisible characters that turn the direction in which it is read.";
        Misfit::hint(sentence).with(Fix::DropInvisible)
    })
}

pub(super) fn of_comment(limits: &Limits, comment: &PostText) -> Vec<Misfit> {
    if comment.is_blank() {
        return Vec::new();
    }
    let name = limits.publisher.name();
    let Some(max) = limits.max_comment_chars else {
        let sentence = format!("Rollcall can't comment through {name}.");
        return vec![Misfit::stops(sentence).with(Fix::DropComment)];
    };
    let length = comment.count();
    let too_long = (length > max).then(|| {
        let sentence = format!("The first comment has {length} characters; LinkedIn takes {max}.");
        Misfit::stops(sentence).with(Fix::ShortenComment { to: number(max) })
    });
    too_long.into_iter().collect()
}

pub(super) fn of_article(limits: &Limits, url: &str, title: &str, description: &str) -> Vec<Misfit> {
    let name = limits.publisher.name();
    let mut misfits = Vec::new();
    let known = Url::parse(url.trim()).is_ok_and(|url| {
        matches!(url.scheme(), "http" | "https") && url.host_str().is_some_and(|host| !host.is_empty())
    });
    if !known {
        misfits.push(Misfit::stops("The card needs an address that begins with https:// or http://."));
    }
    if !limits.article.words {
        if !title.trim().is_empty() || !description.trim().is_empty() {
            let sentence =
                format!("{name} takes the card's address only; LinkedIn writes its title and text itself.");
            misfits.push(Misfit::hint(sentence));
        }
    } else if title.trim().is_empty() {
        misfits.push(Misfit::stops("The card needs a title: LinkedIn doesn't look it up by itself."));
    }
    misfits.extend(of_title(title, limits.article.max_title_chars, "The card's title"));
    misfits
}

/// A title that is too long.
pub(super) fn of_title(title: &str, max: usize, what: &str) -> Option<Misfit> {
    let length = count(title);
    (length > max).then(|| {
        Misfit::stops(format!("{what} has {length} characters; {max} are taken."))
            .with(Fix::ShortenTitle { to: number(max) })
    })
}

pub(super) fn of_poll(
    limits: &Limits,
    question: &str,
    options: &[String],
    duration: PollDuration,
) -> Vec<Misfit> {
    let poll = &limits.poll;
    let mut misfits = Vec::new();
    if text::is_blank(question) {
        misfits.push(Misfit::stops("The poll needs a question."));
    }
    let given: Vec<&String> = options.iter().filter(|option| !text::is_blank(option)).collect();
    if given.len() < poll.min_options || given.len() < options.len() {
        let sentence =
            format!("The poll needs at least {} answers, and none may be empty.", poll.min_options);
        misfits.push(Misfit::stops(sentence));
    }
    let mut seen = std::collections::HashSet::new();
    if !given.iter().all(|option| seen.insert(option.trim().to_lowercase())) {
        misfits.push(Misfit::stops("Two answers of the poll are the same."));
    }
    let fix = || Fix::ShortenPoll {
        question: number(poll.max_question_chars),
        option: number(poll.max_option_chars),
        options: number(poll.max_options),
    };
    if options.len() > poll.max_options {
        let sentence = format!("The poll has {} answers; {} are taken.", options.len(), poll.max_options);
        misfits.push(Misfit::stops(sentence).with(fix()));
    }
    let length = count(question);
    if length > poll.max_question_chars {
        let max = poll.max_question_chars;
        let sentence = format!("The poll's question has {length} characters; {max} are taken.");
        misfits.push(Misfit::stops(sentence).with(fix()));
    }
    if let Some(long) = options.iter().find(|option| count(option) > poll.max_option_chars) {
        let max = poll.max_option_chars;
        let sentence = format!("The answer “{long}” has {} characters; {max} are taken.", count(long));
        misfits.push(Misfit::stops(sentence).with(fix()));
    }
    if !poll.durations.contains(&duration) {
        misfits.push(Misfit::stops("The poll can't be open that long. Choose another time."));
    }
    misfits
}

pub(super) fn of_reshare(urn: &str) -> Vec<Misfit> {
    let known = ["share", "ugcPost", "activity"].into_iter().any(|kind| {
        urn.strip_prefix(&format!("urn:li:{kind}:"))
            .is_some_and(|id| !id.is_empty() && id.bytes().all(|byte| byte.is_ascii_digit()))
    });
    if known {
        return Vec::new();
    }
    vec![Misfit::stops("Paste the link of the post to reshare: Copy link to post, in its menu on LinkedIn.")]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{limits, post::Mention, publisher::Publisher};

    fn sentences(misfits: &[Misfit]) -> Vec<&str> {
        misfits.iter().map(|misfit| misfit.sentence.as_str()).collect()
    }

    #[test]
    fn text_is_refused_from_3001_characters_on() {
        let limits = limits::of(Publisher::Linkedin);
        assert!(of_text(limits, &"é".repeat(3_000).as_str().into()).is_empty());
        let misfits = of_text(limits, &"é".repeat(3_001).as_str().into());
        assert_eq!(
            sentences(&misfits),
            ["The text has 3001 characters; LinkedIn takes 3000. Shorten it by 1."]
        );
        assert!(misfits[0].stops && misfits[0].fixes.contains(&Fix::ShortenText { to: 3_000 }));
        let much_longer = of_text(limits, &"é".repeat(4_500).as_str().into());
        assert_eq!(much_longer[0].fixes, [Fix::ShortenText { to: 3_000 }], "no comment would hold the rest");
    }

    #[test]
    fn whom_a_mention_can_name_depends_on_the_provider() {
        let named = |urn: &str| PostText {
            text: "Dana".into(),
            mentions: vec![Mention { start: 0, length: 4, urn: urn.into() }],
        };
        let cases = [
            (Publisher::Linkedin, "urn:li:person:1", true),
            (Publisher::Linkedin, "urn:li:fsd_profile:ACoAA", false),
            (Publisher::UnipileV1, "urn:li:person:1", false),
            (Publisher::UnipileV2, "urn:li:fsd_profile:ACoAA", true),
            (Publisher::Zernio, "urn:li:organization:1337", true),
            (Publisher::Zernio, "1337", false),
        ];
        for (publisher, urn, fits) in cases {
            let misfits = of_text(limits::of(publisher), &named(urn));
            assert_eq!(misfits.is_empty(), fits, "{publisher:?} {urn}");
            assert!(misfits.iter().all(|misfit| !misfit.stops), "it is published, as a name");
        }
    }

    #[test]
    fn a_poll_needs_a_question_and_two_to_four_answers() {
        let limits = limits::of(Publisher::Linkedin);
        let check = |question: &str, options: &[&str]| {
            let options: Vec<String> = options.iter().map(|option| (*option).to_owned()).collect();
            let misfits = of_poll(limits, question, &options, PollDuration::OneWeek);
            misfits.into_iter().map(|misfit| misfit.sentence).collect::<Vec<_>>().join(" ")
        };
        assert_eq!(check("Which?", &["One", "Two"]), "");
        for (question, options, says) in [
            (" ", &["One", "Two"][..], "needs a question"),
            ("Which?", &["One"], "at least 2 answers"),
            ("Which?", &["One", " "], "none may be empty"),
            ("Which?", &["One", "one "], "are the same"),
            ("Which?", &["1", "2", "3", "4", "5"], "has 5 answers"),
            (&"é".repeat(141), &["One", "Two"], "141 characters; 140"),
            ("Which?", &["One", &"é".repeat(31)], "31 characters; 30"),
        ] {
            assert!(check(question, options).contains(says), "{question} {options:?}");
        }
    }

    #[test]
    fn a_card_and_a_reshare_need_an_address() {
        let limits = limits::of(Publisher::Linkedin);
        assert!(of_article(limits, "https://a.example/b", "Title", "").is_empty());
        for url in ["", "a.example", "ftp://a.example", "javascript:alert(1)", "https://"] {
            assert!(of_article(limits, url, "Title", "")[0].sentence.contains("https://"), "{url}");
        }
        assert!(of_article(limits, "https://a.example", " ", "")[0].sentence.contains("needs a title"));
        let older = of_article(limits::of(Publisher::UnipileV1), "https://a.example", "", "");
        assert!(older.is_empty(), "where only the address is taken");
        for (urn, fits) in [
            ("urn:li:share:7141138937766391808", true),
            ("urn:li:activity:1", true),
            ("urn:li:share:x", false),
            ("urn:li:person:1", false),
            ("", false),
        ] {
            assert_eq!(of_reshare(urn).is_empty(), fits, "{urn}");
        }
    }
}
