//! `/v1/queue`: weekly slots per profile, in local wall time.

use axum::Json;
use axum::extract::Query;
use bytes::Bytes;
use chrono::{DateTime, Datelike as _, Days, NaiveTime, SecondsFormat, Utc};
use chrono_tz::Tz;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::draft::in_zone;
use super::errors::{Refusal, invalid, refusal};
use super::publish::enqueue;
use super::{Keyed, body_of};
use crate::world::{World, iso_millis};

/// Slots shown beside a schedule.
const SHOWN: usize = 10;
const MOST_PREVIEWED: usize = 100;
/// A slot that is free lies within this many weeks, or there is none.
const WEEKS_AHEAD: u64 = 60;

/// A schedule of one profile.
#[derive(Clone, Serialize, Deserialize)]
pub struct Queue {
    pub id: String,
    pub profile: String,
    pub name: String,
    pub timezone: Tz,
    pub slots: Vec<Slot>,
    pub active: bool,
    pub is_default: bool,
    pub created_at: DateTime<Utc>,
    pub updated_at: DateTime<Utc>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Slot {
    /// 0 is Sunday.
    pub day_of_week: u32,
    /// `HH:mm`.
    pub time: String,
}

impl Queue {
    fn json(&self) -> Value {
        json!({
            "_id": self.id,
            "profileId": self.profile,
            "name": self.name,
            "timezone": self.timezone.name(),
            "slots": self.slots,
            "active": self.active,
            "isDefault": self.is_default,
            "createdAt": iso_millis(self.created_at),
            "updatedAt": iso_millis(self.updated_at),
        })
    }

    /// The instants of its slots after `now`, in order.
    pub fn upcoming(&self, now: DateTime<Utc>) -> impl Iterator<Item = DateTime<Utc>> + '_ {
        let today = now.with_timezone(&self.timezone).date_naive();
        let mut slots: Vec<(u32, NaiveTime)> =
            self.slots.iter().filter_map(|slot| Some((slot.day_of_week, time_of(&slot.time)?))).collect();
        slots.sort_unstable();
        slots.dedup();
        (0..WEEKS_AHEAD * 7)
            .filter_map(move |ahead| today.checked_add_days(Days::new(ahead)))
            .flat_map(move |day| {
                let weekday = day.weekday().num_days_from_sunday();
                let of_day: Vec<_> = slots
                    .iter()
                    .filter(|(wanted, _)| *wanted == weekday)
                    .map(|(_, time)| in_zone(day.and_time(*time), self.timezone))
                    .collect();
                of_day
            })
            .filter(move |at| self.active && *at > now)
    }

    fn shown(&self, now: DateTime<Utc>, count: usize) -> Vec<String> {
        self.upcoming(now).take(count).map(|at| self.local(at)).collect()
    }

    /// Wall time with its offset.
    fn local(&self, at: DateTime<Utc>) -> String {
        at.with_timezone(&self.timezone).to_rfc3339_opts(SecondsFormat::Secs, false)
    }
}

fn time_of(text: &str) -> Option<NaiveTime> {
    NaiveTime::parse_from_str(text, "%H:%M").ok().filter(|_| text.len() == 5)
}

/// The profile's queue of this id, or its default one.
fn find<'a>(world: &'a World, profile: &str, id: Option<&str>) -> Option<&'a Queue> {
    let mut own = world.zernio.queues.values().filter(|queue| queue.profile == profile);
    match id {
        Some(id) => own.find(|queue| queue.id == id),
        None => own.find(|queue| queue.is_default),
    }
}

/// The first slot of a queue that no scheduled post has.
fn free_slot(world: &World, queue: &Queue) -> Option<DateTime<Utc>> {
    let taken: Vec<DateTime<Utc>> = world
        .zernio
        .posts
        .values()
        .filter(|post| post.queue.as_ref() == Some(&queue.id) && post.status == "scheduled")
        .filter_map(|post| post.scheduled_for)
        .collect();
    queue.upcoming(world.now()).find(|at| !taken.contains(at))
}

/// A queue's id and its next free slot, for a post.
pub fn take_slot(world: &World, profile: &str, id: Option<&str>) -> Result<(String, DateTime<Utc>), Refusal> {
    let queue = find(world, profile, id)
        .ok_or_else(|| invalid("queuedFromProfile", "The profile has no such queue."))?;
    let at =
        free_slot(world, queue).ok_or_else(|| invalid("queuedFromProfile", "The queue has no free slot."))?;
    Ok((queue.id.clone(), at))
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Which {
    profile_id: Option<String>,
    queue_id: Option<String>,
    all: Option<String>,
    count: Option<usize>,
}

impl Which {
    fn profile<'a>(&'a self, world: &World) -> Result<&'a str, Refusal> {
        known_profile(world, self.profile_id.as_deref())
    }
}

fn known_profile<'a>(world: &World, id: Option<&'a str>) -> Result<&'a str, Refusal> {
    let id = id.ok_or_else(|| invalid("profileId", "profileId is required."))?;
    world.zernio.profile(id).map(|_| id).ok_or_else(super::profiles::no_profile)
}

/// `GET /v1/queue/slots`.
pub async fn list(keyed: Keyed, Query(which): Query<Which>) -> Result<Json<Value>, Refusal> {
    let world = keyed.world();
    let profile = which.profile(&world)?;
    if which.all.as_deref() == Some("true") {
        let queues: Vec<Value> =
            world.zernio.queues.values().filter(|queue| queue.profile == profile).map(Queue::json).collect();
        return Ok(Json(json!({"count": queues.len(), "queues": queues})));
    }
    Ok(Json(match find(&world, profile, which.queue_id.as_deref()) {
        Some(queue) => json!({
            "exists": true,
            "schedule": queue.json(),
            "nextSlots": queue.shown(world.now(), SHOWN),
        }),
        None => json!({"exists": false, "schedule": null, "nextSlots": []}),
    }))
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Schedule {
    profile_id: Option<String>,
    queue_id: Option<String>,
    name: Option<String>,
    timezone: Option<String>,
    slots: Option<Vec<Slot>>,
    active: Option<bool>,
    #[serde(default)]
    set_as_default: bool,
    #[serde(default)]
    reshuffle_existing: bool,
}

impl Schedule {
    fn zone(&self) -> Result<Tz, Refusal> {
        let name = self.timezone.as_deref().ok_or_else(|| invalid("timezone", "timezone is required."))?;
        name.parse().map_err(|_| invalid("timezone", "timezone must be an IANA name."))
    }

    fn slots(&self) -> Result<Vec<Slot>, Refusal> {
        let slots = self.slots.clone().ok_or_else(|| invalid("slots", "slots is required."))?;
        let fits = |slot: &Slot| slot.day_of_week <= 6 && time_of(&slot.time).is_some();
        if slots.iter().all(fits) {
            Ok(slots)
        } else {
            Err(invalid("slots", "A slot has a dayOfWeek of 0 to 6 and a time of HH:mm."))
        }
    }
}

/// `POST /v1/queue/slots`: one more queue; a profile's first is its default.
pub async fn create(keyed: Keyed, bytes: Bytes) -> Result<Json<Value>, Refusal> {
    let mut world = keyed.world();
    let schedule: Schedule = body_of(&bytes)?;
    let profile = known_profile(&world, schedule.profile_id.as_deref())?.to_owned();
    if schedule.name.is_none() {
        return Err(invalid("name", "name is required."));
    }
    let queue = made(&mut world, &profile, &schedule)?;
    let now = world.now();
    let json = json!({"success": true, "schedule": queue.json(), "nextSlots": queue.shown(now, SHOWN)});
    world.zernio.queues.insert(queue.id.clone(), queue);
    Ok(Json(json))
}

fn made(world: &mut World, profile: &str, schedule: &Schedule) -> Result<Queue, Refusal> {
    let (timezone, slots) = (schedule.zone()?, schedule.slots()?);
    let now = world.now();
    Ok(Queue {
        id: world.ids.hex(24),
        profile: profile.to_owned(),
        name: schedule.name.clone().unwrap_or_else(|| "Default Queue".to_owned()),
        timezone,
        slots,
        active: schedule.active.unwrap_or(true),
        is_default: find(world, profile, None).is_none(),
        created_at: now,
        updated_at: now,
    })
}

/// `PUT /v1/queue/slots`: changes a queue; without a `queueId` the default one, made when missing.
pub async fn update(keyed: Keyed, bytes: Bytes) -> Result<Json<Value>, Refusal> {
    let mut world = keyed.world();
    let schedule: Schedule = body_of(&bytes)?;
    let profile = known_profile(&world, schedule.profile_id.as_deref())?.to_owned();
    let found = find(&world, &profile, schedule.queue_id.as_deref()).cloned();
    let is_new = found.is_none();
    let mut queue = match found {
        Some(mut queue) => {
            (queue.timezone, queue.slots) = (schedule.zone()?, schedule.slots()?);
            queue.active = schedule.active.unwrap_or(queue.active);
            if let Some(name) = &schedule.name {
                queue.name.clone_from(name);
            }
            queue.updated_at = world.now();
            queue
        }
        None if schedule.queue_id.is_some() => return Err(no_queue()),
        None => made(&mut world, &profile, &schedule)?,
    };
    if schedule.set_as_default {
        for other in world.zernio.queues.values_mut().filter(|other| other.profile == profile) {
            other.is_default = false;
        }
        queue.is_default = true;
    }
    world.zernio.queues.insert(queue.id.clone(), queue.clone());
    let reshuffled = if schedule.reshuffle_existing { reshuffle(&mut world, &queue) } else { 0 };
    Ok(Json(json!({
        "success": true,
        "schedule": queue.json(),
        "nextSlots": queue.shown(world.now(), SHOWN),
        "reshuffledCount": reshuffled,
        "skippedDailyLimit": 0,
        "isNewQueue": is_new,
    })))
}

/// Gives the queue's waiting posts its new slots, in their old order.
fn reshuffle(world: &mut World, queue: &Queue) -> usize {
    let mut waiting: Vec<(DateTime<Utc>, String)> = world
        .zernio
        .posts
        .values()
        .filter(|post| post.queue.as_ref() == Some(&queue.id) && post.status == "scheduled")
        .filter_map(|post| Some((post.scheduled_for?, post.id.clone())))
        .collect();
    waiting.sort();
    let slots: Vec<DateTime<Utc>> = queue.upcoming(world.now()).take(waiting.len()).collect();
    let mut moved = 0;
    for ((_, id), at) in waiting.into_iter().zip(slots) {
        let Some(post) = world.zernio.posts.get_mut(&id) else {
            continue;
        };
        post.scheduled_for = Some(at);
        let post = post.clone();
        enqueue(world, &post);
        moved += 1;
    }
    moved
}

/// `DELETE /v1/queue/slots`: one queue, or all of the profile's.
pub async fn remove(keyed: Keyed, Query(which): Query<Which>) -> Result<Json<Value>, Refusal> {
    let mut world = keyed.world();
    let profile = which.profile(&world)?.to_owned();
    let before = world.zernio.queues.len();
    world.zernio.queues.retain(|id, queue| {
        queue.profile != profile || which.queue_id.as_ref().is_some_and(|wanted| wanted != id)
    });
    let deleted = before - world.zernio.queues.len();
    if find(&world, &profile, None).is_none()
        && let Some(next) = world.zernio.queues.values_mut().find(|queue| queue.profile == profile)
    {
        next.is_default = true;
    }
    Ok(Json(json!({
        "success": true,
        "deleted": deleted > 0,
        "deletedCount": deleted,
        "message": format!("{deleted} queue(s) deleted"),
    })))
}

/// `GET /v1/queue/preview`: the slots to come, taken or not.
pub async fn preview(keyed: Keyed, Query(which): Query<Which>) -> Result<Json<Value>, Refusal> {
    let world = keyed.world();
    let profile = which.profile(&world)?;
    let queue = find(&world, profile, which.queue_id.as_deref()).ok_or_else(no_queue)?;
    let count = which.count.unwrap_or(20);
    if !(1..=MOST_PREVIEWED).contains(&count) {
        return Err(invalid("count", "count takes 1 to 100."));
    }
    let slots = queue.shown(world.now(), count);
    Ok(Json(json!({
        "profileId": profile,
        "queueId": queue.id,
        "queueName": queue.name,
        "count": slots.len(),
        "slots": slots,
    })))
}

/// `GET /v1/queue/next-slot`: the first that no post has.
pub async fn next_slot(keyed: Keyed, Query(which): Query<Which>) -> Result<Json<Value>, Refusal> {
    let world = keyed.world();
    let profile = which.profile(&world)?;
    let queue = find(&world, profile, which.queue_id.as_deref()).ok_or_else(no_queue)?;
    let at = free_slot(&world, queue)
        .ok_or_else(|| refusal(404, "not_found", "no_slot_available", "The queue has no free slot."))?;
    Ok(Json(json!({
        "profileId": profile,
        "nextSlot": queue.local(at),
        "timezone": queue.timezone.name(),
        "queueId": queue.id,
        "queueName": queue.name,
    })))
}

fn no_queue() -> Refusal {
    refusal(404, "not_found", "queue_not_found", "Queue not found.")
}
