//! `/v2/userinfo` and `/v2/me`.

use axum::Json;
use axum::extract::State;
use axum::http::HeaderMap;
use serde_json::{Value, json};

use super::access::unversioned;
use super::errors::{ApiError, not_found};
use crate::world::{Ctx, Person};

/// How the id of a profile picture begins; the member's id follows.
pub const PICTURE: &str = "C4D00AAA";

/// `GET /v2/userinfo`.
pub async fn userinfo(State(hub): State<Ctx>, headers: HeaderMap) -> Result<Json<Value>, ApiError> {
    let world = hub.world();
    let caller = unversioned(&world, &headers, "userinfo.GET", &["openid"])?;
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

/// `GET /v2/me`: not for apps with OpenID Connect only.
pub async fn me(State(hub): State<Ctx>, headers: HeaderMap) -> Result<Json<Value>, ApiError> {
    let world = hub.world();
    let caller = unversioned(&world, &headers, "me.GET", &["r_basicprofile", "r_liteprofile"])?;
    let person = world.people.get(&caller.person).ok_or_else(not_found)?;
    Ok(Json(profile(person)))
}

/// A member as `/v2/me` and decorations show them.
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
