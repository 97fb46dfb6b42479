//! Polls.

use serde_json::Value;

use super::text::too_long;
use crate::linkedin::errors::{ApiError, input};

const DURATIONS: &[&str] = &["ONE_DAY", "THREE_DAYS", "SEVEN_DAYS", "FOURTEEN_DAYS"];
const LONGEST_QUESTION: usize = 140;
const LONGEST_OPTION: usize = 30;

/// What the schema cannot say about a poll.
pub fn check(poll: &Value) -> Result<(), ApiError> {
    let question = poll.get("question").and_then(Value::as_str).unwrap_or_default();
    if question.trim().is_empty() {
        return Err(input(
            400,
            "INVALID_VALUE_BLANK_FIELD",
            "question can't be blank",
            "content.poll.question",
        ));
    }
    let length = question.chars().count();
    if length > LONGEST_QUESTION {
        return Err(too_long("question", length, LONGEST_QUESTION, "content.poll.question"));
    }
    let options = poll.get("options").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    if !(2..=4).contains(&options.len()) {
        return Err(input(
            400,
            "INVALID_VALUE_FOR_FIELD",
            &format!("options can't be set to {} options", options.len()),
            "content.poll.options",
        ));
    }
    for option in options {
        let text = option.get("text").and_then(Value::as_str).unwrap_or_default();
        if text.trim().is_empty() {
            return Err(input(
                400,
                "INVALID_VALUE_BLANK_FIELD",
                "text can't be blank",
                "content.poll.options",
            ));
        }
        let length = text.chars().count();
        if length > LONGEST_OPTION {
            return Err(too_long("text", length, LONGEST_OPTION, "content.poll.options"));
        }
    }
    let duration = poll.pointer("/settings/duration").and_then(Value::as_str).unwrap_or_default();
    if !DURATIONS.contains(&duration) {
        return Err(input(
            400,
            "INVALID_VALUE_FOR_FIELD",
            &format!("duration can't be set to {duration}"),
            "content.poll.settings.duration",
        ));
    }
    Ok(())
}

/// A poll as it is read back, with its votes.
pub fn shown(poll: &Value) -> Value {
    let mut poll = poll.clone();
    poll["uniqueVotersCount"] = 0.into();
    for option in poll.get_mut("options").and_then(Value::as_array_mut).into_iter().flatten() {
        option["voteCount"] = 0.into();
        option["isVotedByViewer"] = false.into();
    }
    poll
}
