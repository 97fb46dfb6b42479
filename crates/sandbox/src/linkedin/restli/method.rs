//! Which resource method a request means.

use super::query::Query;

/// A Rest.li resource method.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Method {
    /// One entity.
    Get,
    /// `ids=`.
    BatchGet,
    /// `q=`.
    Finder,
    /// `bq=`.
    BatchFinder,
    /// A collection, without a question.
    GetAll,
    /// `POST` to a collection.
    Create,
    /// Several at once; only by header.
    BatchCreate,
    /// `POST` to an entity.
    PartialUpdate,
    /// Several at once; only by header.
    BatchPartialUpdate,
    /// `PUT`.
    Update,
    /// `PUT` with `ids=`.
    BatchUpdate,
    /// `DELETE`.
    Delete,
    /// `DELETE` with `ids=`.
    BatchDelete,
    /// `POST` with `action=`.
    Action,
}

const NAMES: &[(&str, Method)] = &[
    ("GET", Method::Get),
    ("BATCH_GET", Method::BatchGet),
    ("FINDER", Method::Finder),
    ("BATCH_FINDER", Method::BatchFinder),
    ("GET_ALL", Method::GetAll),
    ("CREATE", Method::Create),
    ("BATCH_CREATE", Method::BatchCreate),
    ("PARTIAL_UPDATE", Method::PartialUpdate),
    ("BATCH_PARTIAL_UPDATE", Method::BatchPartialUpdate),
    ("UPDATE", Method::Update),
    ("BATCH_UPDATE", Method::BatchUpdate),
    ("DELETE", Method::Delete),
    ("BATCH_DELETE", Method::BatchDelete),
    ("ACTION", Method::Action),
];

/// Verb, query and `X-RestLi-Method` contradict each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Unresolved;

impl Method {
    /// The name `X-RestLi-Method` and LinkedIn's messages use.
    #[must_use]
    pub fn name(self) -> &'static str {
        NAMES.iter().find(|(_, method)| *method == self).map_or("", |(name, _)| name)
    }

    /// Resolves a request by its verb, its path, its query and, where given, `X-RestLi-Method`
    /// (compared without case). `path` starts with the API's base, such as `/rest`.
    ///
    /// # Errors
    ///
    /// When they contradict each other, or the header names no method.
    pub fn resolve(verb: &str, path: &str, query: &Query, header: Option<&str>) -> Result<Self, Unresolved> {
        let inferred = Self::inferred(verb, is_entity(path), query);
        let Some(header) = header else {
            return inferred.ok_or(Unresolved);
        };
        let named = NAMES.iter().find(|(name, _)| name.eq_ignore_ascii_case(header.trim()));
        let named = named.map(|(_, method)| *method).ok_or(Unresolved)?;
        let agrees = match (named, inferred) {
            (named, Some(inferred)) if named == inferred => true,
            // A resource without keys, such as `me`, looks like a collection.
            (Self::Get, Some(Self::GetAll)) | (Self::BatchCreate, Some(Self::Create)) => true,
            (Self::BatchPartialUpdate, None) => verb == "POST" && query.has("ids"),
            _ => false,
        };
        if agrees { Ok(named) } else { Err(Unresolved) }
    }

    fn inferred(verb: &str, entity: bool, query: &Query) -> Option<Self> {
        let batch = query.has("ids");
        if query.has("action") {
            return (verb == "POST").then_some(Self::Action);
        }
        let finder = query.has("q");
        match verb {
            "GET" if query.has("bq") => Some(Self::BatchFinder),
            // A partial compound key in the path leaves a finder a finder.
            "GET" if finder => (!batch).then_some(Self::Finder),
            "GET" if batch => (!entity).then_some(Self::BatchGet),
            "GET" | "HEAD" => Some(if entity { Self::Get } else { Self::GetAll }),
            "POST" if batch => None,
            "POST" => Some(if entity { Self::PartialUpdate } else { Self::Create }),
            "PUT" => Some(if batch { Self::BatchUpdate } else { Self::Update }),
            "DELETE" => Some(if batch { Self::BatchDelete } else { Self::Delete }),
            _ => None,
        }
    }
}

/// Names and keys take turns after the base: `/rest/posts/{key}/comments/{key}`.
fn is_entity(path: &str) -> bool {
    path.split('/').filter(|segment| !segment.is_empty()).count() % 2 == 1
}

#[cfg(test)]
mod tests {
    use super::super::Protocol;
    use super::{Method, Query};

    #[test]
    fn methods_and_their_contradictions() {
        for (verb, path, query, header, expected) in [
            ("GET", "/rest/posts/a", "", None, Some(Method::Get)),
            ("GET", "/rest/posts/a", "", Some("get"), Some(Method::Get)),
            ("GET", "/rest/posts", "ids=List(a)", None, Some(Method::BatchGet)),
            ("GET", "/rest/posts", "ids=List(a)", Some("batch_get"), Some(Method::BatchGet)),
            ("GET", "/rest/posts", "q=author", Some("FINDER"), Some(Method::Finder)),
            ("GET", "/rest/reactions/(entity:a)", "q=entity", None, Some(Method::Finder)),
            ("GET", "/rest/ads", "bq=criteria", None, Some(Method::BatchFinder)),
            ("GET", "/rest/posts", "", None, Some(Method::GetAll)),
            ("GET", "/v2/me", "", Some("GET"), Some(Method::Get)),
            ("POST", "/rest/posts", "", Some("create"), Some(Method::Create)),
            ("POST", "/rest/posts", "", Some("BATCH_CREATE"), Some(Method::BatchCreate)),
            ("POST", "/rest/posts/a", "", None, Some(Method::PartialUpdate)),
            ("POST", "/rest/posts/a", "", Some("PARTIAL_UPDATE"), Some(Method::PartialUpdate)),
            (
                "POST",
                "/rest/posts",
                "ids=List(a)",
                Some("BATCH_PARTIAL_UPDATE"),
                Some(Method::BatchPartialUpdate),
            ),
            ("POST", "/rest/images", "action=initializeUpload", None, Some(Method::Action)),
            ("POST", "/rest/images", "action=initializeUpload", Some("action"), Some(Method::Action)),
            ("PUT", "/rest/eventSubscriptions/(a:b)", "", None, Some(Method::Update)),
            ("DELETE", "/rest/posts/a", "", Some("DELETE"), Some(Method::Delete)),
            ("GET", "/rest/posts/a", "", Some("BATCH_GET"), None),
            ("GET", "/rest/posts", "q=author", Some("GET"), None),
            ("GET", "/rest/posts", "ids=List(a)&q=author", None, None),
            ("GET", "/rest/images", "action=initializeUpload", None, None),
            ("POST", "/rest/posts", "", Some("PARTIAL_UPDATE"), None),
            ("POST", "/rest/posts/a", "", Some("CREATE"), None),
            ("POST", "/rest/posts", "ids=List(a)", None, None),
            ("POST", "/rest/posts", "", Some("UPSERT"), None),
            ("DELETE", "/rest/posts/a", "", Some("PARTIAL_UPDATE"), None),
        ] {
            let parsed = Query::parse(query, Protocol::Two).unwrap();
            let resolved = Method::resolve(verb, path, &parsed, header).ok();
            assert_eq!(resolved, expected, "{verb} {path}?{query} {header:?}");
        }
    }
}
