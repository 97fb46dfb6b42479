//! Projections: `fields=id,name:(localized)` and `projection=(elements*(role,owner~(name)))`.

use serde_json::{Map, Value};

use super::data::Malformed;

const DEEPEST: usize = 32;

/// The fields a client wants.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mask {
    items: Vec<Item>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct Item {
    name: String,
    /// `-name`: everything but this.
    unwanted: bool,
    /// `name~`: the entity behind the URN, as `"name~"`.
    expanded: bool,
    inner: Option<Mask>,
}

impl Mask {
    /// Reads a mask; the parentheses around a whole `projection` may be there.
    ///
    /// # Errors
    ///
    /// When parentheses or names are missing.
    pub fn parse(text: &str) -> Result<Self, Malformed> {
        let text = text.trim();
        let whole = text.strip_prefix('(').and_then(|text| text.strip_suffix(')'));
        let mut reader = Reader { rest: whole.unwrap_or(text) };
        let mask = reader.mask(0)?;
        if reader.rest.is_empty() { Ok(mask) } else { Err(Malformed) }
    }

    /// Leaves of `value` what the mask names. `entity` answers what a URN stands for.
    pub fn apply(&self, value: Value, entity: &dyn Fn(&str) -> Option<Value>) -> Value {
        match value {
            Value::Object(record) => Value::Object(self.record(record, entity)),
            Value::Array(items) => {
                // `$*` and `*` name every item; a mask without them means the same.
                let inner = self.every().unwrap_or(Some(self));
                let masked = |item| match inner {
                    Some(mask) => mask.apply(item, entity),
                    None => item,
                };
                Value::Array(items.into_iter().map(masked).collect())
            }
            other => other,
        }
    }

    /// The mask for each entry: `$*:(…)`. `Some(None)`: entries whole.
    fn every(&self) -> Option<Option<&Self>> {
        self.items.iter().find(|item| item.name == "$*").map(|item| item.inner.as_ref())
    }

    fn record(
        &self,
        mut record: Map<String, Value>,
        entity: &dyn Fn(&str) -> Option<Value>,
    ) -> Map<String, Value> {
        if self.items.iter().all(|item| item.unwanted) {
            record.retain(|name, _| !self.items.iter().any(|item| item.name == *name));
            return record;
        }
        if let Some(inner) = self.every() {
            let masked = |(name, value)| match inner {
                Some(mask) => (name, mask.apply(value, entity)),
                None => (name, value),
            };
            return record.into_iter().map(masked).collect();
        }
        // `(*,owner~(name))`: everything, and more about the owner.
        let all = self.items.iter().any(|item| item.name == "*");
        let mut kept = if all { record.clone() } else { Map::new() };
        for item in self.items.iter().filter(|item| !item.unwanted) {
            let Some(value) = record.get(&item.name).cloned() else {
                continue;
            };
            let masked = |value| match &item.inner {
                Some(inner) => inner.apply(value, entity),
                None => value,
            };
            if item.expanded {
                if let Some(found) = value.as_str().and_then(entity) {
                    kept.insert(format!("{}~", item.name), masked(found));
                }
                kept.insert(item.name.clone(), value);
            } else {
                kept.insert(item.name.clone(), masked(value));
            }
        }
        kept
    }
}

struct Reader<'a> {
    rest: &'a str,
}

impl Reader<'_> {
    fn takes(&mut self, expected: char) -> bool {
        match self.rest.strip_prefix(expected) {
            Some(rest) => {
                self.rest = rest;
                true
            }
            None => false,
        }
    }

    fn mask(&mut self, depth: usize) -> Result<Mask, Malformed> {
        if depth > DEEPEST {
            return Err(Malformed);
        }
        let mut items = Vec::new();
        loop {
            items.push(self.item(depth)?);
            if !self.takes(',') {
                return Ok(Mask { items });
            }
        }
    }

    fn item(&mut self, depth: usize) -> Result<Item, Malformed> {
        let unwanted = self.takes('-');
        let name = self.name()?;
        // `elements*(…)`: the list's items, which a mask reaches anyway.
        self.takes('*');
        let expanded = self.takes('~');
        let mut inner = None;
        let named = self.takes(':');
        if self.takes('(') {
            inner = Some(self.mask(depth + 1)?);
            if !self.takes(')') {
                return Err(Malformed);
            }
        } else if named {
            // `~:playableStreams` names how the entity is to be shown; there is one way here.
            self.name()?;
            if self.takes('(') {
                inner = Some(self.mask(depth + 1)?);
                if !self.takes(')') {
                    return Err(Malformed);
                }
            }
        }
        Ok(Item { name, unwanted, expanded, inner })
    }

    fn name(&mut self) -> Result<String, Malformed> {
        for whole in ["$*", "*"] {
            if let Some(rest) = self.rest.strip_prefix(whole) {
                self.rest = rest;
                return Ok(whole.to_owned());
            }
        }
        let end = self.rest.find(['(', ')', ',', ':', '~', '*']).unwrap_or(self.rest.len());
        let (name, rest) = self.rest.split_at(end);
        if name.is_empty() {
            return Err(Malformed);
        }
        self.rest = rest;
        Ok(name.trim().to_owned())
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::{Value, json};

    use super::Mask;

    fn masked(mask: &str, value: Value) -> Value {
        let entity = |urn: &str| (urn == "urn:li:organization:1").then(|| json!({"name": "N", "id": 1}));
        Mask::parse(mask).unwrap().apply(value, &entity)
    }

    #[test]
    fn masks() {
        let post = || json!({"id": 1, "name": {"localized": {"en_US": "x", "fr_FR": "y"}, "p": 1}, "tags": [{"a": 1, "b": 2}]});
        let acl = || json!({"elements": [{"role": "A", "state": "B", "owner": "urn:li:organization:1"}], "paging": {}});
        for (mask, value, expected) in [
            ("id", post(), json!({"id": 1})),
            ("id,nothing", post(), json!({"id": 1})),
            ("-name,-tags", post(), json!({"id": 1})),
            ("name:(localized)", post(), json!({"name": {"localized": {"en_US": "x", "fr_FR": "y"}}})),
            ("name:(localized:(en_US))", post(), json!({"name": {"localized": {"en_US": "x"}}})),
            ("name:(localized:($*))", post(), json!({"name": {"localized": {"en_US": "x", "fr_FR": "y"}}})),
            ("tags:($*:(a))", post(), json!({"tags": [{"a": 1}]})),
            ("(elements*(role))", acl(), json!({"elements": [{"role": "A"}]})),
            (
                "(elements*(role,owner~(name)))",
                acl(),
                json!({"elements": [{"role": "A", "owner": "urn:li:organization:1", "owner~": {"name": "N"}}]}),
            ),
            (
                "(elements*(*,owner~(name)))",
                acl(),
                json!({"elements": [
                    {"role": "A", "state": "B", "owner": "urn:li:organization:1", "owner~": {"name": "N"}},
                ]}),
            ),
            (
                "elements*(owner~:playableStreams)",
                acl(),
                json!({"elements": [{"owner": "urn:li:organization:1", "owner~": {"name": "N", "id": 1}}]}),
            ),
        ] {
            assert_eq!(masked(mask, value), expected, "{mask}");
        }
    }

    #[test]
    fn broken_masks() {
        for mask in ["", "a,", "a:(b", "a)", "a:", "()", "a~:(", ","] {
            assert!(Mask::parse(mask).is_err(), "{mask}");
        }
        assert!(Mask::parse(&"a:(".repeat(100_000)).is_err(), "nesting has an end");
    }

    proptest! {
        #[test]
        fn anything_is_read_or_refused(mask in any::<String>()) {
            let _ = Mask::parse(&mask);
        }
    }
}
