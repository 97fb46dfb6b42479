//! The body of a post: reading it, and everything LinkedIn or Zernio would refuse about it.

use chrono::{DateTime, Datelike as _, NaiveDateTime, TimeDelta, TimeZone as _, Utc};
use chrono_tz::Tz;
use serde::Deserialize;
use serde_json::{Map, Value};

use super::errors::{Refusal, invalid, refusal};
use super::mentions;
use super::stored::{MediaItem, Target};
use crate::world::World;

const LONGEST_TEXT: usize = 3_000;
const MOST_IMAGES: usize = 20;
const LARGEST_DOCUMENT: u64 = 100 * 1024 * 1024;

#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Body {
    pub content: Option<String>,
    pub media_items: Option<Vec<MediaItem>>,
    pub platforms: Option<Vec<TargetBody>>,
    pub scheduled_for: Option<String>,
    pub timezone: Option<String>,
    pub publish_now: bool,
    pub is_draft: Option<bool>,
    pub requires_approval: bool,
    pub queued_from_profile: Option<String>,
    pub queue_id: Option<String>,
    pub metadata: Option<Value>,
    #[serde(flatten)]
    rest: Map<String, Value>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct TargetBody {
    pub platform: String,
    #[serde(default)]
    account_id: Value,
    custom_content: Option<String>,
    custom_media: Option<Vec<MediaItem>>,
    scheduled_for: Option<String>,
    #[serde(default)]
    platform_specific_data: Map<String, Value>,
}

/// What is kept for the caller without being read.
const LABELS: [&str; 6] = ["title", "tags", "hashtags", "mentions", "visibility", "crosspostingEnabled"];

impl Body {
    pub fn labels(&self) -> Map<String, Value> {
        let kept = self.rest.iter().filter(|(name, _)| LABELS.contains(&name.as_str()));
        kept.map(|(name, value)| (name.clone(), value.clone())).collect()
    }

    /// The time zone of times without an offset.
    pub fn zone(&self) -> Result<Tz, Refusal> {
        self.timezone
            .as_deref()
            .unwrap_or("UTC")
            .parse()
            .map_err(|_| invalid("timezone", "timezone must be an IANA name such as Europe/Madrid."))
    }

    pub fn time(&self) -> Result<Option<DateTime<Utc>>, Refusal> {
        let text = self.scheduled_for.as_deref().filter(|text| !text.is_empty());
        text.map(|text| instant(text, self.zone()?)).transpose()
    }

    pub fn targets(&self) -> Result<Option<Vec<Target>>, Refusal> {
        let Some(bodies) = &self.platforms else {
            return Ok(None);
        };
        let zone = || self.zone();
        bodies.iter().map(|body| body.target(&zone)).collect::<Result<_, _>>().map(Some)
    }
}

impl TargetBody {
    /// An id, or a whole account object.
    pub fn account(&self) -> &str {
        self.account_id.as_str().or_else(|| self.account_id.get("_id")?.as_str()).unwrap_or_default()
    }

    fn target(&self, zone: &dyn Fn() -> Result<Tz, Refusal>) -> Result<Target, Refusal> {
        if self.platform != "linkedin" {
            return Err(invalid("platforms", "This sandbox knows the linkedin platform only."));
        }
        let scheduled_for = match &self.scheduled_for {
            Some(text) => Some(instant(text, zone()?)?),
            None => None,
        };
        Ok(Target {
            account: self.account().to_owned(),
            custom_content: self.custom_content.clone(),
            custom_media: self.custom_media.clone().map(with_address),
            scheduled_for,
            specific: self.platform_specific_data.clone(),
            status: "pending".to_owned(),
            urn: None,
            url: None,
            published_at: None,
            retry_at: None,
            failure: None,
            attempts: 0,
        })
    }
}

/// Entries without an address are dropped.
pub fn with_address(items: Vec<MediaItem>) -> Vec<MediaItem> {
    items.into_iter().filter(|item| !item.url.is_empty()).collect()
}

/// An ISO 8601 time; without an offset it is local time in `zone`.
pub fn instant(text: &str, zone: Tz) -> Result<DateTime<Utc>, Refusal> {
    if let Ok(at) = DateTime::parse_from_rfc3339(text) {
        return Ok(at.with_timezone(&Utc));
    }
    ["%Y-%m-%dT%H:%M:%S%.f", "%Y-%m-%d %H:%M:%S", "%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M"]
        .iter()
        .find_map(|form| NaiveDateTime::parse_from_str(text, form).ok())
        // Years of five digits lead beyond what a calendar can add to.
        .filter(|local| (1_000..10_000).contains(&local.year()))
        .map(|local| in_zone(local, zone))
        .ok_or_else(|| invalid("scheduledFor", "scheduledFor must be an ISO 8601 time."))
}

/// Local time as an instant: the first of two where clocks go back, an hour later where they skip it.
pub fn in_zone(local: NaiveDateTime, zone: Tz) -> DateTime<Utc> {
    let found = zone.from_local_datetime(&local).earliest();
    let found = found.or_else(|| zone.from_local_datetime(&(local + TimeDelta::hours(1))).earliest());
    found.map_or_else(|| local.and_utc(), |at| at.with_timezone(&Utc))
}

/// One reason why LinkedIn would not take a post.
pub struct Problem {
    pub param: &'static str,
    pub code: &'static str,
    pub message: String,
}

fn problem(param: &'static str, message: impl Into<String>) -> Problem {
    Problem { param, code: "invalid_field_value", message: message.into() }
}

impl From<Problem> for Refusal {
    fn from(problem: Problem) -> Self {
        refusal(400, "invalid_request_error", problem.code, problem.message).about(problem.param)
    }
}

/// Everything wrong with what one LinkedIn account is to publish.
pub fn problems(
    world: &World,
    text: &str,
    media: &[MediaItem],
    specific: &Map<String, Value>,
    is_page: bool,
) -> Vec<Problem> {
    let mut found = Vec::new();
    let reshare = specific.get("reshareUrl").and_then(Value::as_str);
    let length = text.chars().count();
    if length > LONGEST_TEXT {
        found.push(problem("content", format!("LinkedIn takes 3000 characters; this has {length}.")));
    }
    if text.trim().is_empty() && media.is_empty() && reshare.is_none() {
        found.push(problem("content", "content is required when there is no media."));
    }
    if let Err(mention) = mentions::render(world, text) {
        found.push(Problem {
            param: "content",
            code: "linkedin_mentions_invalid",
            message: format!("{mention} names nobody on LinkedIn."),
        });
    }
    media_problems(media, &mut found);
    if let Some(poll) = specific.get("poll") {
        poll_problems(poll, &mut found);
        if !media.is_empty() || reshare.is_some() {
            found.push(problem("poll", "A poll cannot be combined with media or reshareUrl."));
        }
    }
    if let Some(reshare) = reshare {
        if reshared(reshare).is_none() {
            found.push(problem("reshareUrl", "reshareUrl must be a LinkedIn post link or URN."));
        }
        if !media.is_empty() {
            found.push(problem("reshareUrl", "reshareUrl cannot be combined with media."));
        }
    }
    if specific.contains_key("audience") && !is_page {
        found.push(problem("audience", "audience works on organization pages only."));
    }
    found
}

fn media_problems(media: &[MediaItem], found: &mut Vec<Problem>) {
    let mut counts = [0_usize; 3];
    for item in media {
        let read = kind_in(&item.url);
        let said = item.kind.as_deref();
        let agrees = match (said, read) {
            (Some(said), Some(read)) => said == read || (said, read) == ("image", "gif"),
            _ => true,
        };
        if !agrees {
            found.push(problem("mediaItems", "type contradicts the extension of the url."));
        }
        match said.or(read) {
            Some("video") => counts[1] += 1,
            Some("document") => counts[2] += 1,
            Some("image" | "gif") | None => counts[0] += 1,
            Some(_) => found.push(problem("mediaItems", "type takes image, video, gif and document.")),
        }
        if said.or(read) == Some("document") && item.size.is_some_and(|size| size > LARGEST_DOCUMENT) {
            found.push(problem("mediaItems", "LinkedIn takes documents of up to 100 MB."));
        }
    }
    let [images, videos, documents] = counts;
    if [images > 0, videos > 0, documents > 0].iter().filter(|&&some| some).count() > 1 {
        found.push(problem("mediaItems", "LinkedIn takes images, a video or a document, not a mixture."));
    }
    for (count, most, what) in
        [(images, MOST_IMAGES, "images"), (videos, 1, "video"), (documents, 1, "document")]
    {
        if count > most {
            found.push(problem("mediaItems", format!("LinkedIn takes {most} {what} per post.")));
        }
    }
}

fn poll_problems(poll: &Value, found: &mut Vec<Problem>) {
    let question = poll.get("question").and_then(Value::as_str).unwrap_or_default();
    if question.is_empty() || question.chars().count() > 140 {
        found.push(problem("poll", "question takes 1 to 140 characters."));
    }
    let options: Vec<&str> = poll
        .get("options")
        .and_then(Value::as_array)
        .into_iter()
        .flatten()
        .filter_map(Value::as_str)
        .collect();
    let fits = |option: &&str| !option.is_empty() && option.chars().count() <= 30;
    if !(2..=4).contains(&options.len()) || !options.iter().all(fits) {
        found.push(problem("poll", "options takes 2 to 4 choices of up to 30 characters."));
    }
    let duration = poll.get("duration").and_then(Value::as_str).unwrap_or("SEVEN_DAYS");
    if !["ONE_DAY", "THREE_DAYS", "SEVEN_DAYS", "FOURTEEN_DAYS"].contains(&duration) {
        found.push(problem("poll", "duration takes ONE_DAY, THREE_DAYS, SEVEN_DAYS and FOURTEEN_DAYS."));
    }
}

/// The kind of file an address ends in.
pub fn kind_in(url: &str) -> Option<&'static str> {
    let path = url.split(['?', '#']).next().unwrap_or(url);
    let (_, extension) = path.rsplit('/').next().unwrap_or(path).rsplit_once('.')?;
    match extension.to_lowercase().as_str() {
        "jpg" | "jpeg" | "png" | "webp" => Some("image"),
        "gif" => Some("gif"),
        "mp4" | "mov" | "webm" | "m4v" | "avi" | "mpeg" | "mpg" => Some("video"),
        "pdf" => Some("document"),
        _ => None,
    }
}

/// The URN in a post's link, or the URN itself.
pub fn reshared(link: &str) -> Option<String> {
    let start = link.find("urn:li:")?;
    let urn: String =
        link[start..].chars().take_while(|letter| letter.is_alphanumeric() || *letter == ':').collect();
    let kind = urn.strip_prefix("urn:li:")?.split(':').next()?;
    ["share", "ugcPost", "activity", "groupPost"].contains(&kind).then_some(urn)
}

#[cfg(test)]
mod tests {
    use chrono_tz::Europe::Madrid;

    use super::{instant, kind_in, reshared};
    use crate::world::iso_millis;

    #[test]
    fn a_time_without_an_offset_is_local() {
        for (text, expected) in [
            ("2026-01-15T10:00:00Z", "2026-01-15T10:00:00.000Z"),
            ("2026-01-15T11:00:00+01:00", "2026-01-15T10:00:00.000Z"),
            ("2026-01-15T11:00:00", "2026-01-15T10:00:00.000Z"),
            ("2026-07-15 12:00", "2026-07-15T10:00:00.000Z"),
            // Skipped when the clocks went forward, and passed twice when they went back.
            ("2026-03-29T02:30", "2026-03-29T01:30:00.000Z"),
            ("2026-10-25T02:30", "2026-10-25T00:30:00.000Z"),
        ] {
            assert_eq!(instant(text, Madrid).ok().map(iso_millis).as_deref(), Some(expected), "{text}");
        }
        assert!(instant("tomorrow", Madrid).is_err());
    }

    #[test]
    fn kinds_and_links() {
        assert_eq!(kind_in("https://media.example/a/deck.PDF?x=1"), Some("document"));
        assert_eq!(kind_in("https://media.example/a.b/clip"), None);
        let link = "https://www.linkedin.com/feed/update/urn:li:share:71/?utm=1";
        assert_eq!(reshared(link).as_deref(), Some("urn:li:share:71"));
        assert_eq!(reshared("https://www.linkedin.com/in/jane"), None);
    }
}
