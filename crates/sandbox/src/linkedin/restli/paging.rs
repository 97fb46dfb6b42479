//! Pages of a collection: `start`, `count`, and links to the neighbours.

use serde_json::{Value, json};

use super::query::Query;

/// Elements per page unless asked for.
const COUNT: usize = 10;

/// The part of a collection a client asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Page {
    /// Elements left out at the beginning.
    pub start: usize,
    /// Elements wanted.
    pub count: usize,
}

impl Page {
    /// What the query asks for; at most `most` elements.
    ///
    /// # Errors
    ///
    /// The name of the parameter that is no number.
    pub fn asked(query: &Query, most: usize) -> Result<Self, &'static str> {
        let number = |name: &'static str, otherwise: usize| match query.get(name) {
            None => Ok(otherwise),
            Some(data) => data.text().and_then(|text| text.parse().ok()).ok_or(name),
        };
        Ok(Self { start: number("start", 0)?, count: number("count", COUNT)?.min(most) })
    }

    /// A collection's answer: this page of `all`, with links. `path` and `raw_query` are the
    /// request's own.
    #[must_use]
    pub fn of(self, all: Vec<Value>, path: &str, raw_query: &str) -> Value {
        let total = all.len();
        let elements: Vec<Value> = all.into_iter().skip(self.start).take(self.count).collect();
        json!({"paging": self.paging(total, path, raw_query), "elements": elements})
    }

    /// The `paging` of a collection of `total` elements.
    #[must_use]
    pub fn paging(self, total: usize, path: &str, raw_query: &str) -> Value {
        let mut links = Vec::new();
        if self.start > 0 {
            links.push(self.link("prev", self.start.saturating_sub(self.count), path, raw_query));
        }
        let next = self.start.saturating_add(self.count);
        if next < total && self.count > 0 {
            links.push(self.link("next", next, path, raw_query));
        }
        json!({"start": self.start, "count": self.count, "links": links, "total": total})
    }

    /// Host-relative, as clients have seen them.
    fn link(self, rel: &str, start: usize, path: &str, raw_query: &str) -> Value {
        let mut query: Vec<String> = raw_query
            .split('&')
            .filter(|pair| !pair.is_empty() && !pair.starts_with("start=") && !pair.starts_with("count="))
            .map(ToOwned::to_owned)
            .collect();
        query.push(format!("count={}", self.count));
        query.push(format!("start={start}"));
        json!({"rel": rel, "type": "application/json", "href": format!("{path}?{}", query.join("&"))})
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::{Protocol, Query};
    use super::Page;

    #[test]
    fn a_page_in_the_middle_links_both_ways() {
        let raw = "q=author&author=urn%3Aa&start=2&count=2";
        let page = Page::asked(&Query::parse(raw, Protocol::Two).unwrap(), 100).unwrap();
        let answer = page.of((0..5).map(|n| json!(n)).collect(), "/rest/posts", raw);
        assert_eq!(answer["elements"], json!([2, 3]));
        let links = |start: usize, rel: &str| {
            json!({
                "rel": rel,
                "type": "application/json",
                "href": format!("/rest/posts?q=author&author=urn%3Aa&count=2&start={start}"),
            })
        };
        assert_eq!(
            answer["paging"],
            json!({"start": 2, "count": 2, "total": 5, "links": [links(0, "prev"), links(4, "next")]})
        );
    }

    #[test]
    fn the_defaults_the_most_and_the_mistakes() {
        let asked = |raw: &str| Page::asked(&Query::parse(raw, Protocol::Two).unwrap(), 100);
        assert_eq!(asked(""), Ok(Page { start: 0, count: 10 }));
        assert_eq!(asked("count=500"), Ok(Page { start: 0, count: 100 }));
        assert_eq!(asked("count=-1"), Err("count"));
        assert_eq!(asked("start=List(1)"), Err("start"));
    }
}
