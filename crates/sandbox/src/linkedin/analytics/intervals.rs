//! Stretches of time in a query: `timeIntervals` of pages, `dateRange` of members.

use chrono::{DateTime, Datelike as _, Days, Months, NaiveDate, TimeDelta, Utc};
use serde_json::{Value, json};

use crate::linkedin::call::Call;
use crate::linkedin::errors::{ApiError, param_invalid};
use crate::linkedin::restli::Data;

/// Figures reach this far back.
const MONTHS: u32 = 12;

/// One stretch, from its first day up to (not including) its last.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stretch {
    pub from: NaiveDate,
    pub until: NaiveDate,
}

impl Stretch {
    /// `timeRange`, in milliseconds.
    pub fn range(self) -> Value {
        let at = |day: NaiveDate| day.and_time(chrono::NaiveTime::MIN).and_utc().timestamp_millis();
        json!({"start": at(self.from), "end": at(self.until)})
    }

    /// `dateRange`, in days.
    pub fn dates(self) -> Value {
        let date = |day: NaiveDate| json!({"day": day.day(), "month": day.month(), "year": day.year()});
        json!({"start": date(self.from), "end": date(self.until)})
    }

    pub fn days(self) -> impl Iterator<Item = NaiveDate> {
        self.from.iter_days().take_while(move |day| *day < self.until)
    }
}

/// What `timeIntervals` asks for, oldest first; `None` without it.
pub fn asked(call: &Call, now: DateTime<Utc>) -> Result<Option<Vec<Stretch>>, ApiError> {
    let wrong = || param_invalid("timeIntervals");
    let interval = match call.query.get("timeIntervals") {
        None => return Ok(None),
        Some(Data::List(several)) => several.first().ok_or_else(wrong)?,
        Some(one) => one,
    };
    let range = interval.get("timeRange").ok_or_else(wrong)?;
    let moment = |name: &str| -> Result<Option<NaiveDate>, ApiError> {
        let Some(data) = range.get(name) else {
            return Ok(None);
        };
        let millis = data.text().and_then(|text| text.parse().ok()).ok_or_else(wrong)?;
        DateTime::from_timestamp_millis(millis).map(|at| Some(at.date_naive())).ok_or_else(wrong)
    };
    let today = now.date_naive();
    let earliest = today.checked_sub_months(Months::new(MONTHS)).unwrap_or(today);
    let from = moment("start")?.ok_or_else(wrong)?.max(earliest);
    let until = moment("end")?.unwrap_or(today).min(today);
    let next: fn(NaiveDate) -> Option<NaiveDate> =
        match interval.get("timeGranularityType").and_then(Data::text) {
            Some("DAY") => |day| day.succ_opt(),
            Some("WEEK") => |day| day.checked_add_days(Days::new(7)),
            Some("MONTH") => |day| day.with_day(1)?.checked_add_months(Months::new(1)),
            _ => return Err(wrong()),
        };
    let mut stretches = Vec::new();
    let mut day = from;
    while day < until {
        let Some(end) = next(day) else { break };
        stretches.push(Stretch { from: day, until: end.min(until) });
        day = end;
    }
    Ok(Some(stretches))
}

/// What `dateRange=(start:(day:1,month:5,year:2026),end:(…))` asks for; `None` without it.
pub fn dates(call: &Call, now: DateTime<Utc>) -> Result<Option<Stretch>, ApiError> {
    let wrong = || param_invalid("dateRange");
    let Some(range) = call.query.get("dateRange") else {
        return Ok(None);
    };
    let date = |name: &str| -> Result<Option<NaiveDate>, ApiError> {
        let Some(data) = range.get(name) else {
            return Ok(None);
        };
        let number =
            |part: &str| data.get(part).and_then(Data::text).and_then(|text| text.parse::<u32>().ok());
        let (year, month, day) = (number("year"), number("month"), number("day"));
        let year = year.and_then(|year| i32::try_from(year).ok());
        match (year, month, day) {
            (Some(year), Some(month), Some(day)) => {
                NaiveDate::from_ymd_opt(year, month, day).map(Some).ok_or_else(wrong)
            }
            _ => Err(wrong()),
        }
    };
    let today = now.date_naive();
    let earliest = today - TimeDelta::days(365);
    let from = date("start")?.ok_or_else(wrong)?.max(earliest);
    let until = date("end")?.unwrap_or(today).min(today);
    if from > until { Err(wrong()) } else { Ok(Some(Stretch { from, until })) }
}
