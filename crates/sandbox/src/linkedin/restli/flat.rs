//! Queries of protocol 1: `ids=1&ids=2`, `ids[0]=1`, `timeIntervals.timeRange.start=1`.

use std::collections::BTreeMap;

use super::data::{Data, Malformed};

/// Larger list places than this are a mistake.
const LONGEST: usize = 10_000;
const DEEPEST: usize = 32;

/// Builds the values that flattened names describe. `pairs` are decoded already.
pub fn unflattened(pairs: &[(String, String)]) -> Result<BTreeMap<String, Data>, Malformed> {
    let mut roots: BTreeMap<String, Node> = BTreeMap::new();
    for (name, value) in pairs {
        let (root, steps) = steps(name)?;
        roots.entry(root).or_default().place(&steps, value)?;
    }
    Ok(roots.into_iter().map(|(name, node)| (name, node.data())).collect())
}

enum Step {
    Field(String),
    Place(usize),
}

/// `a.b[2].c` is the root `a` and three steps.
fn steps(name: &str) -> Result<(String, Vec<Step>), Malformed> {
    let mut steps = Vec::new();
    for (number, piece) in name.split('.').enumerate() {
        let (field, mut places) = match piece.split_once('[') {
            Some((field, places)) => (field, Some(places)),
            None => (piece, None),
        };
        if field.is_empty() {
            return Err(Malformed);
        }
        if number > 0 {
            steps.push(Step::Field(field.to_owned()));
        }
        while let Some(text) = places {
            let (place, rest) = text.split_once(']').ok_or(Malformed)?;
            let place = place.parse().ok().filter(|&place| place < LONGEST).ok_or(Malformed)?;
            steps.push(Step::Place(place));
            places = match rest {
                "" => None,
                rest => Some(rest.strip_prefix('[').ok_or(Malformed)?),
            };
        }
    }
    let root = name.split(['.', '[']).next().unwrap_or_default().to_owned();
    if steps.len() > DEEPEST { Err(Malformed) } else { Ok((root, steps)) }
}

#[derive(Default)]
struct Node {
    texts: Vec<String>,
    fields: BTreeMap<String, Node>,
    places: BTreeMap<usize, Node>,
}

impl Node {
    fn place(&mut self, steps: &[Step], value: &str) -> Result<(), Malformed> {
        let inner = match steps.split_first() {
            None => {
                self.texts.push(value.to_owned());
                return self.of_one_kind();
            }
            Some((Step::Field(field), rest)) => (self.fields.entry(field.clone()).or_default(), rest),
            Some((Step::Place(place), rest)) => (self.places.entry(*place).or_default(), rest),
        };
        inner.0.place(inner.1, value)?;
        self.of_one_kind()
    }

    /// A name is a text, a record or a list, and not two of them.
    fn of_one_kind(&self) -> Result<(), Malformed> {
        let kinds = [self.texts.is_empty(), self.fields.is_empty(), self.places.is_empty()];
        if kinds.iter().filter(|&&empty| !empty).count() > 1 { Err(Malformed) } else { Ok(()) }
    }

    fn data(self) -> Data {
        if !self.fields.is_empty() {
            return Data::Map(self.fields.into_iter().map(|(name, node)| (name, node.data())).collect());
        }
        if !self.places.is_empty() {
            return Data::List(self.places.into_values().map(Self::data).collect());
        }
        let mut texts = self.texts.into_iter().map(Data::Text);
        match (texts.next(), texts.len()) {
            (Some(only), 0) => only,
            (first, _) => Data::List(first.into_iter().chain(texts).collect()),
        }
    }
}
