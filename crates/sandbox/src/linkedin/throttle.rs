//! LinkedIn's counters: per endpoint a day's calls of the app and of each member, from 00:00 UTC;
//! and the burst that clears by itself.

use std::collections::{HashMap, VecDeque};

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use serde::{Deserialize, Serialize};

use super::call::Call;
use super::errors::{ApiError, gateway, throttled};
use super::restli::Method;
use crate::world::World;

/// One log saw a burst clear after about this long.
const BURST_S: i64 = 35;

/// Known for the self-serve products: calls of the app and of one member, per endpoint and day.
const SELF_SERVE: (u32, u32) = (100_000, 150);
/// Known for the Development tier.
const DEVELOPMENT: (u32, u32) = (500, 100);

/// The calls of one endpoint in one day.
#[derive(Clone, Default, Serialize, Deserialize)]
pub struct Usage {
    day: NaiveDate,
    pub app: u32,
    /// By the member's slug.
    pub members: HashMap<String, u32>,
}

/// Everything counted.
#[derive(Clone, Default, Serialize, Deserialize)]
pub struct Usages {
    /// By endpoint, such as `rest/posts.CREATE`.
    pub endpoints: HashMap<String, Usage>,
    recent: VecDeque<DateTime<Utc>>,
}

/// Counts a call, or refuses it.
pub fn count(world: &mut World, call: &Call, person: &str) -> Result<(), ApiError> {
    let now = world.now();
    let (app, member) = limits(world, call);
    let burst = world.config.linkedin_burst;
    if burst > 0 {
        let recent = &mut world.linkedin.usage.recent;
        while recent.front().is_some_and(|&at| at + TimeDelta::seconds(BURST_S) <= now) {
            recent.pop_front();
        }
        if recent.len() >= burst as usize {
            return Err(throttled());
        }
        recent.push_back(now);
    }
    let usage = world.linkedin.usage.endpoints.entry(endpoint(call)).or_default();
    if usage.day != now.date_naive() {
        *usage = Usage { day: now.date_naive(), ..Usage::default() };
    }
    let own = usage.members.entry(person.to_owned()).or_default();
    let exceeded = |limit: u32, count: u32| limit > 0 && count >= limit;
    if exceeded(member, *own) {
        return Err(spent("APPLICATION_AND_MEMBER"));
    }
    if exceeded(app, usage.app) {
        return Err(spent("APPLICATION"));
    }
    *own += 1;
    usage.app += 1;
    Ok(())
}

fn spent(whose: &str) -> ApiError {
    gateway(
        429,
        101,
        "TOO_MANY_REQUESTS",
        &format!("Resource level throttle {whose} DAY limit for calls to this resource is reached."),
    )
}

/// Calls a day of the app and of one member; 0 never limits.
fn limits(world: &World, call: &Call) -> (u32, u32) {
    let config = &world.config;
    let (app, member) = if config.linkedin_development_tier {
        DEVELOPMENT
    } else if call.method == Method::Create {
        SELF_SERVE
    } else {
        // Unpublished.
        (0, 0)
    };
    (config.linkedin_app_daily_limit.unwrap_or(app), config.linkedin_member_daily_limit.unwrap_or(member))
}

/// The names in the path, without its keys, and the method.
fn endpoint(call: &Call) -> String {
    let mut segments = call.path.split('/').filter(|segment| !segment.is_empty());
    let base = segments.next().unwrap_or_default();
    let names: Vec<&str> = segments.step_by(2).collect();
    format!("{base}/{}.{}", names.join("/"), call.method.name())
}
