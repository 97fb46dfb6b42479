//! Who a token belongs to: `/v2/userinfo`, `/v2/me` and their siblings.

use axum::Json;
use axum::extract::{Path, State};
use axum::http::HeaderMap;
use serde_json::{Value, json};

use super::access::{Entered, enter};
use super::call::Call;
use super::errors::{ApiError, not_found, unresolved};
use super::restli::Method;
use crate::world::{Ctx, Person, World};

/// How the id of a profile picture begins; the member's id follows.
pub const PICTURE: &str = "C4D00AAA";

const PROFILE: &[&str] = &["r_basicprofile", "r_liteprofile"];

/// `GET /v2/userinfo`, and under `/rest` with a version.
pub async fn userinfo(
    State(hub): State<Ctx>,
    headers: HeaderMap,
    call: Call,
) -> Result<Json<Value>, ApiError> {
    let world = hub.world();
    // OpenID's endpoint has no method of Rest.li but GET.
    let call = Call { method: Method::Get, ..call };
    let caller = enter(&world, &headers, &call, "userinfo", &["openid"])?.caller;
    let person = world.people.get(&caller.person).ok_or_else(not_found)?;
    let mut json = json!({"sub": person.sub});
    if caller.may("profile") {
        json["name"] = json!(person.name());
        json["given_name"] = json!(person.first);
        json["family_name"] = json!(person.last);
        json["picture"] = json!(world.picture_url(&person.slug));
        json["locale"] = json!({"country": "US", "language": "en"});
    }
    if caller.may("email") {
        json["email"] = json!(person.email);
        json["email_verified"] = json!(true);
    }
    Ok(Json(json))
}

/// `GET /v2/me` and `/rest/me`: not for apps with OpenID Connect only.
pub async fn me(State(hub): State<Ctx>, headers: HeaderMap, call: Call) -> Result<Json<Value>, ApiError> {
    let world = hub.world();
    let call = Call { method: Method::Get, ..call };
    let entered = enter(&world, &headers, &call, "me", PROFILE)?;
    let person = world.people.get(&entered.caller.person).ok_or_else(not_found)?;
    Ok(Json(shown(&entered, person)))
}

/// `GET /rest/people/(id:{id})`: the token's own member, or another by name and headline.
pub async fn person(
    State(hub): State<Ctx>,
    headers: HeaderMap,
    Path(key): Path<String>,
    call: Call,
) -> Result<Json<Value>, ApiError> {
    let world = hub.world();
    let entered = enter(&world, &headers, &call, "people", PROFILE)?;
    one(&world, &entered, &key).map(Json)
}

/// `GET /rest/people?ids=List((id:{id}),…)`.
pub async fn people(State(hub): State<Ctx>, headers: HeaderMap, call: Call) -> Result<Json<Value>, ApiError> {
    let world = hub.world();
    let entered = enter(&world, &headers, &call, "people", PROFILE)?;
    if call.method != Method::BatchGet {
        return Err(unresolved());
    }
    call.batch(|key| one(&world, &entered, key)).map(Json)
}

/// `(id:abc)` in protocol 2, `id=abc` in protocol 1.
fn one(world: &World, entered: &Entered, key: &str) -> Result<Value, ApiError> {
    let id =
        key.strip_prefix("(id:").and_then(|key| key.strip_suffix(')')).or_else(|| key.strip_prefix("id="));
    let person = id.and_then(|id| world.people.by_sub(id)).ok_or_else(not_found)?;
    Ok(shown(entered, person))
}

/// What the profile scope at hand shows.
fn shown(entered: &Entered, person: &Person) -> Value {
    let mut json = profile(person);
    if !entered.caller.may("r_basicprofile")
        && let Some(fields) = json.as_object_mut()
    {
        fields.retain(|name, _| !matches!(name.as_str(), "vanityName" | "headline" | "localizedHeadline"));
    }
    json
}

/// A member's whole profile.
pub fn profile(person: &Person) -> Value {
    let localized = |text: &str| {
        json!({
            "localized": {"en_US": text},
            "preferredLocale": {"country": "US", "language": "en"},
        })
    };
    json!({
        "id": person.sub,
        "localizedFirstName": person.first,
        "localizedLastName": person.last,
        "localizedHeadline": person.headline,
        "vanityName": person.slug,
        "firstName": localized(&person.first),
        "lastName": localized(&person.last),
        "headline": localized(&person.headline),
        "profilePicture": {"displayImage": format!("urn:li:digitalmediaAsset:{PICTURE}{}", person.sub)},
    })
}

/// `GET /v2/emailAddress?q=members&projection=(elements*(handle~))`: how the address was asked for
/// before OpenID.
pub async fn email(State(hub): State<Ctx>, headers: HeaderMap, call: Call) -> Result<Json<Value>, ApiError> {
    let world = hub.world();
    let entered = enter(&world, &headers, &call, "emailAddress", &["r_emailaddress"])?;
    if call.text("q") != Some("members") {
        return Err(unresolved());
    }
    let person = world.people.get(&entered.caller.person).ok_or_else(not_found)?;
    Ok(Json(json!({"elements": [{
        "handle": format!("urn:li:emailAddress:{}", person.sub),
        "type": "EMAIL",
        "primary": true,
    }]})))
}

/// `GET /v2/connections/{urn}`: how many first-degree connections the member has.
pub async fn connections(
    State(hub): State<Ctx>,
    headers: HeaderMap,
    Path(urn): Path<String>,
    call: Call,
) -> Result<Json<Value>, ApiError> {
    let world = hub.world();
    let entered = enter(&world, &headers, &call, "connections", &["r_1st_connections_size"])?;
    if urn != entered.caller.urn {
        return Err(entered.denied());
    }
    Ok(Json(json!({"firstDegreeSize": super::figures::connections(&entered.caller.person)})))
}
