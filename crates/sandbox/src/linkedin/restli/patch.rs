//! Partial updates: `{"patch":{"$set":{…},"$delete":[…],"field":{"$set":…}}}`.

use serde_json::{Map, Value};

/// Applies a patch to a record. Names below a field lead deeper into it.
pub fn apply_patch(record: &mut Map<String, Value>, patch: &Map<String, Value>) {
    if let Some(set) = patch.get("$set").and_then(Value::as_object) {
        for (name, value) in set {
            record.insert(name.clone(), value.clone());
        }
    }
    for name in patch.get("$delete").and_then(Value::as_array).into_iter().flatten() {
        if let Some(name) = name.as_str() {
            record.remove(name);
        }
    }
    for (name, inner) in patch.iter().filter(|(name, _)| !name.starts_with('$')) {
        if let Some(inner) = inner.as_object() {
            let field = record.entry(name.clone()).or_insert_with(|| Value::Object(Map::new()));
            if let Some(field) = field.as_object_mut() {
                apply_patch(field, inner);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::apply_patch;

    #[test]
    fn set_delete_and_deeper() {
        let (Value::Object(mut record), Value::Object(patch)) = (
            json!({"a": 1, "b": 2, "message": {"text": "old", "attributes": []}}),
            json!({"$set": {"a": 3, "c": 4}, "$delete": ["b"], "message": {"$set": {"text": "new"}}}),
        ) else {
            unreachable!()
        };
        apply_patch(&mut record, &patch);
        assert_eq!(json!(record), json!({"a": 3, "c": 4, "message": {"text": "new", "attributes": []}}));
    }
}
