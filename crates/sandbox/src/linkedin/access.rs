//! The gateway's checks, in LinkedIn's order: token, version, permission.

use std::collections::BTreeSet;

use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, Uri, header};
use axum::response::{IntoResponse as _, Response};
use chrono::{DateTime, Datelike as _, TimeDelta, Utc};

use super::call::Call;
use super::errors::{ApiError, gateway, param_not_allowed, plain, version};
use super::parameters;
use super::restli::Method;
use crate::world::{Ctx, World};

/// Months LinkedIn keeps a version, before the present one.
const ACTIVE_MONTHS: i32 = 11;

/// Whose token it is and what it may do.
#[derive(Clone, Debug)]
pub struct Caller {
    pub person: String,
    pub urn: String,
    pub scopes: BTreeSet<String>,
}

impl Caller {
    pub fn may(&self, scope: &str) -> bool {
        self.scopes.contains(scope)
    }
}

/// A request that passed the gateway and has one of the scopes its resource wants.
pub struct Entered {
    pub caller: Caller,
    /// `YYYYMM`; `/v2` has none.
    pub version: Option<String>,
    /// `<resource>.<METHOD>`, as refusals name it.
    asked: String,
}

impl Entered {
    /// The refusal LinkedIn's gateway gives for this request.
    pub fn denied(&self) -> ApiError {
        match &self.version {
            Some(version) => denied(&self.asked, &format!("{version}01")),
            None => denied(&self.asked, "NO_VERSION"),
        }
    }
}

/// Checks token, version (under `/rest`), scopes and the names of query parameters; the resource's
/// method is the call's.
pub fn enter(
    world: &World,
    headers: &HeaderMap,
    call: &Call,
    resource: &str,
    scopes: &[&str],
) -> Result<Entered, ApiError> {
    let caller = caller(world, headers)?;
    let version = if call.path.starts_with("/rest/") { Some(active_version(world, headers)?) } else { None };
    let method = call.method.name();
    let asked = match call.text("q").or_else(|| call.text("action")) {
        Some(name) => format!("{resource}.{method}-{name}"),
        None => format!("{resource}.{method}"),
    };
    let entered = Entered { caller, version, asked };
    let batch_in_development = world.config.linkedin_development_tier && call.method == Method::BatchGet;
    if batch_in_development || !scopes.iter().any(|scope| entered.caller.may(scope)) {
        return Err(entered.denied());
    }
    match parameters::unknown(call) {
        Some(name) if world.config.strict => Err(param_not_allowed(name)),
        _ => Ok(entered),
    }
}

/// `Not enough permissions to access: <resource>.<METHOD>.<version>`.
pub fn denied(resource: &str, version: &str) -> ApiError {
    gateway(403, 100, "ACCESS_DENIED", &format!("Not enough permissions to access: {resource}.{version}"))
}

/// The token's member.
pub fn caller(world: &World, headers: &HeaderMap) -> Result<Caller, ApiError> {
    let empty = || gateway(401, 65_604, "EMPTY_ACCESS_TOKEN", "Empty oauth2 access token");
    let given = headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok()).ok_or_else(empty)?;
    let token = match given.split_once(' ') {
        Some((scheme, token)) if scheme.eq_ignore_ascii_case("bearer") => token.trim(),
        _ if given.eq_ignore_ascii_case("bearer") => return Err(empty()),
        _ => return Err(plain(401, "Unknown authentication schema")),
    };
    if token.is_empty() {
        return Err(empty());
    }
    let Some(known) = world.linkedin.tokens.get(token) else {
        return Err(gateway(401, 65_600, "INVALID_ACCESS_TOKEN", "Invalid access token"));
    };
    let now = world.now();
    let person = world.people.get(&known.person);
    let warming = now < known.issued + TimeDelta::seconds(world.config.token_warm_up_s);
    if known.revoked || warming || person.is_some_and(|person| person.restricted) {
        return Err(gateway(
            401,
            65_601,
            "REVOKED_ACCESS_TOKEN",
            "The token used in the request has been revoked by the user",
        ));
    }
    if now >= known.expires {
        return Err(gateway(
            401,
            65_602,
            "EXPIRED_ACCESS_TOKEN",
            "The token used in the request has expired",
        ));
    }
    Ok(Caller {
        person: known.person.clone(),
        urn: person.map(crate::world::Person::urn).unwrap_or_default(),
        scopes: known.scopes.clone(),
    })
}

/// The version asked for, as `YYYYMM`.
pub fn active_version(world: &World, headers: &HeaderMap) -> Result<String, ApiError> {
    let Some(asked) = headers
        .get("linkedin-version")
        .and_then(|value| value.to_str().ok())
        .map(str::trim)
        .filter(|value| !value.is_empty())
    else {
        return Err(version(
            400,
            "VERSION_MISSING",
            "A version must be present. Please specify a version by adding the LinkedIn-Version header.",
        ));
    };
    // A patch form such as 202601.01 means the same month.
    let month = match asked.split_once('.') {
        Some((month, patch)) if patch.len() == 2 && patch.bytes().all(|byte| byte.is_ascii_digit()) => month,
        _ => asked,
    };
    if active_versions(world).iter().any(|active| active == month) {
        return Ok(month.to_owned());
    }
    let (status, shown) = if month.len() == 6 && month.chars().all(|letter| letter.is_ascii_digit()) {
        (426, format!("{month}01"))
    } else {
        (world.config.linkedin_malformed_version_status, asked.to_owned())
    };
    Err(version(status, "NONEXISTENT_VERSION", &format!("Requested version {shown} is not active")))
}

fn active_versions(world: &World) -> Vec<String> {
    if world.config.active_versions.is_empty() {
        months_before(world.now())
    } else {
        world.config.active_versions.clone()
    }
}

/// The full months before this one, newest first.
fn months_before(now: DateTime<Utc>) -> Vec<String> {
    let present = now.year() * 12 + i32::try_from(now.month0()).unwrap_or_default();
    (1..=ACTIVE_MONTHS)
        .map(|back| {
            let month = present - back;
            format!("{}{:02}", month.div_euclid(12), month.rem_euclid(12) + 1)
        })
        .collect()
}

/// Anything else under the API host.
pub async fn unknown_resource(State(hub): State<Ctx>, headers: HeaderMap, uri: Uri) -> Response {
    let world = hub.world();
    let mut pieces = uri.path().split('/').skip(1);
    let base = pieces.next().unwrap_or_default();
    let resource = pieces.next().unwrap_or_default();
    let checked = caller(&world, &headers)
        .and_then(|_| if base == "rest" { active_version(&world, &headers).map(|_| ()) } else { Ok(()) });
    match checked {
        Err(refused) => refused.into_response(),
        Ok(()) => plain(404, format!("Resource {resource} does not exist")).into_response(),
    }
}

/// A resource that exists, asked with a verb it does not have.
pub async fn method_not_allowed(headers: HeaderMap) -> Response {
    let mut response =
        plain(405, "Resource method could not be resolved from request parameters.").into_response();
    if headers.contains_key("x-restli-method") {
        response.headers_mut().insert("x-restli-error-response", HeaderValue::from_static("true"));
    }
    response
}

#[cfg(test)]
mod tests {
    use super::months_before;
    use chrono::DateTime;

    #[test]
    fn a_version_lives_for_eleven_months_after_its_own() {
        let now = DateTime::parse_from_rfc3339("2026-11-22T00:00:00Z").unwrap().to_utc();
        let months = months_before(now);
        assert_eq!(months.first().map(String::as_str), Some("202610"));
        assert_eq!(months.last().map(String::as_str), Some("202512"));
    }
}
