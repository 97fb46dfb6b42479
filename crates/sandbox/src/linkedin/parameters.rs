//! Which query parameters the versioned resources take when they are read; they refuse any other by
//! name.

use super::call::Call;
use super::restli::Method;

/// Of every resource.
const COMMON: &[&str] = &["q", "ids", "start", "count", "fields", "projection"];

const OWN: &[(&str, &[&str])] = &[
    ("posts", &["author", "sortBy", "viewContext"]),
    ("organizationAcls", &["organization", "organizationTarget", "role", "roleAssignee", "state"]),
    ("organizations", &["parent", "vanityName"]),
    ("organizationsLookup", &[]),
    ("networkSizes", &["edgeType"]),
    ("images", &[]),
    ("videos", &[]),
    ("documents", &[]),
    ("reactions", &["sort"]),
    ("socialMetadata", &[]),
    ("eventSubscriptions", &["eventType"]),
    ("organizationalEntityNotifications", &["actions", "organizationalEntity", "timeRange"]),
    ("organizationalEntityFollowerStatistics", &["organizationalEntity", "timeIntervals"]),
    ("organizationalEntityShareStatistics", &["organizationalEntity", "shares", "timeIntervals", "ugcPosts"]),
    ("organizationPageStatistics", &["organization", "timeIntervals"]),
    ("memberCreatorPostAnalytics", &["aggregation", "dateRange", "entity", "queryType"]),
    ("memberCreatorVideoAnalytics", &["aggregation", "dateRange", "entity", "queryType"]),
    ("memberFollowersCount", &["dateRange"]),
    ("peopleTypeahead", &["keywords", "organization"]),
    ("vanityUrl", &["organization", "vanityUrl"]),
];

/// The first parameter of a reading call that its resource does not know.
pub fn unknown(call: &Call) -> Option<&str> {
    let resource = call.path.strip_prefix("/rest/")?.split('/').next()?;
    let (_, own) = OWN.iter().find(|(name, _)| *name == resource)?;
    let reads = matches!(
        call.method,
        Method::Get | Method::GetAll | Method::BatchGet | Method::Finder | Method::BatchFinder
    );
    call.query.names().filter(|_| reads).find(|name| !COMMON.contains(name) && !own.contains(name))
}
