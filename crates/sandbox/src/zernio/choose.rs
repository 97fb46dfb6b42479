//! Whose name an account publishes in: the headless choice after a consent, and switching later.

use axum::Json;
use axum::extract::{Path, Query, State};
use axum::http::HeaderMap;
use bytes::Bytes;
use serde::Deserialize;
use serde_json::{Value, json};

use super::accounts::no_account;
use super::call::ZernioApi;
use super::connect::{connect, pages_of, success_address};
use super::errors::{Refusal, invalid, refusal};
use super::state::PendingChoice;
use super::{Keyed, body_of, mentions};
use crate::keyed::Api as _;
use crate::world::{Ctx, World};

#[derive(Deserialize)]
pub struct Token {
    #[serde(default)]
    token: String,
}

/// `GET /v1/connect/pending-data?token=`: may be read again until the choice is made.
pub async fn pending(State(hub): State<Ctx>, Query(query): Query<Token>) -> Result<Json<Value>, Refusal> {
    let world = hub.world();
    let now = world.now();
    let choice = world.zernio.choices.get(&query.token).filter(|choice| now < choice.until);
    let choice = choice.ok_or_else(|| {
        refusal(404, "not_found", "pending_data_not_found", "The token is not valid any more.")
    })?;
    let person = world.people.get(&choice.member);
    let organizations: Vec<Value> = pages_of(&world, &choice.member)
        .map(|page| {
            json!({
                "id": page.id.to_string(),
                "urn": format!("urn:li:organization:{}", page.id),
                "name": page.name,
                "vanityName": page.vanity,
            })
        })
        .collect();
    Ok(Json(json!({
        "platform": "linkedin",
        "profileId": choice.request.profile,
        "tempToken": choice.temp_token,
        "expiresIn": (choice.until - now).num_seconds(),
        "userProfile": {
            "id": person.map(|person| person.sub.as_str()),
            "username": choice.member,
            "displayName": person.map(crate::world::Person::name),
            "profilePicture": world.picture_url(&choice.member),
        },
        "selectionType": "organizations",
        "organizations": organizations,
    })))
}

/// A choice nobody made yet, by the temporary LinkedIn token.
fn by_temp_token<'a>(world: &'a World, token: &str) -> Result<(&'a String, &'a PendingChoice), Refusal> {
    let now = world.now();
    let found =
        world.zernio.choices.iter().find(|(_, choice)| choice.temp_token == token && now < choice.until);
    found.ok_or_else(|| {
        refusal(401, "authentication_error", "invalid_credentials", "tempToken is not valid any more.")
    })
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct OrganizationQuery {
    temp_token: Option<String>,
    org_ids: Option<String>,
}

/// `GET /v1/connect/linkedin/organizations?tempToken=&orgIds=`: no key, the token is enough.
pub async fn organizations(
    State(hub): State<Ctx>,
    Query(query): Query<OrganizationQuery>,
) -> Result<Json<Value>, Refusal> {
    let world = hub.world();
    let token = query.temp_token.ok_or_else(|| invalid("tempToken", "tempToken is required."))?;
    let (_, choice) = by_temp_token(&world, &token)?;
    let wanted: Option<Vec<&str>> = query.org_ids.as_deref().map(|ids| ids.split(',').collect());
    let organizations: Vec<Value> = pages_of(&world, &choice.member)
        .filter(|page| wanted.as_ref().is_none_or(|wanted| wanted.contains(&page.id.to_string().as_str())))
        .map(|page| {
            json!({
                "id": page.id.to_string(),
                "logoUrl": world.picture_url(&page.vanity),
                "vanityName": page.vanity,
                "website": format!("https://{}.example", page.vanity),
                "industry": "Staffing and Recruiting",
                "description": format!("{} on LinkedIn.", page.name),
            })
        })
        .collect();
    Ok(Json(json!({"organizations": organizations})))
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Selection {
    profile_id: Option<String>,
    temp_token: Option<String>,
    account_type: Option<String>,
    selected_organization: Option<Value>,
    #[serde(rename = "redirect_url")]
    redirect_url: Option<String>,
}

impl Selection {
    /// The page's number; nothing for the member's own profile.
    fn page(&self, world: &World, member: &str) -> Result<Option<u64>, Refusal> {
        match self.account_type.as_deref() {
            Some("personal") => Ok(None),
            Some("organization") => {
                let field = |name: &str| self.selected_organization.as_ref()?.get(name);
                let id = field("id").or_else(|| field("urn")).map(|id| match id {
                    Value::String(text) => text.rsplit(':').next().unwrap_or(text).to_owned(),
                    other => other.to_string(),
                });
                let id =
                    id.ok_or_else(|| invalid("selectedOrganization", "selectedOrganization is required."))?;
                let page = pages_of(world, member).find(|page| page.id.to_string() == id).map(|page| page.id);
                page.map(Some).ok_or_else(|| {
                    refusal(
                        403,
                        "permission_error",
                        "access_denied",
                        "The member does not administer this page.",
                    )
                })
            }
            _ => Err(invalid("accountType", "accountType takes personal and organization.")),
        }
    }
}

/// `POST /v1/connect/linkedin/select-organization`: with the API key, or with the connect token.
pub async fn select(
    State(hub): State<Ctx>,
    headers: HeaderMap,
    bytes: Bytes,
) -> Result<Json<Value>, Refusal> {
    let mut world = hub.world();
    let now = world.now();
    let by_token = headers.get("x-connect-token").and_then(|token| token.to_str().ok());
    let holds = by_token.is_some_and(|token| {
        world
            .zernio
            .choices
            .values()
            .any(|choice| choice.connect_token == token && now < choice.connect_until)
    });
    if !holds {
        ZernioApi::admits(&world, &headers)?;
    }
    let body: Selection = body_of(&bytes)?;
    let token = body.temp_token.as_deref().ok_or_else(|| invalid("tempToken", "tempToken is required."))?;
    let (key, choice) = by_temp_token(&world, token)?;
    let (key, mut choice) = (key.clone(), choice.clone());
    if let Some(profile) = &body.profile_id {
        if world.zernio.profile(profile).is_none() {
            return Err(super::profiles::no_profile());
        }
        choice.request.profile.clone_from(profile);
    }
    let page = body.page(&world, &choice.member)?;
    let account = connect(&mut world, &choice.request, &choice.member, page).ok_or_else(no_account)?;
    world.zernio.choices.shift_remove(&key);
    let picture = world.picture_url(&account.username);
    let mut json = json!({
        "message": "LinkedIn account connected successfully",
        "account": {
            "accountId": account.id,
            "platform": "linkedin",
            "username": account.username,
            "displayName": account.display_name,
            "profilePicture": picture,
            "isActive": account.is_active,
            "accountType": account.kind(),
        },
        "bulkRefresh": {"updatedCount": 0, "errors": 0},
    });
    if let Some(address) = success_address(body.redirect_url.as_deref(), &account) {
        json["redirect_url"] = json!(address);
    }
    Ok(Json(json))
}

/// `GET /v1/accounts/{id}/linkedin-organizations`.
pub async fn of_account(keyed: Keyed, Path(id): Path<String>) -> Result<Json<Value>, Refusal> {
    let world = keyed.world();
    let account = world.zernio.account(&id).ok_or_else(no_account)?;
    let organizations: Vec<Value> = pages_of(&world, &account.person)
        .map(|page| {
            json!({
                "id": page.id.to_string(),
                "name": page.name,
                "vanityName": page.vanity,
                "localizedName": page.name,
            })
        })
        .collect();
    Ok(Json(json!({"organizations": organizations})))
}

/// `PUT /v1/accounts/{id}/linkedin-organization`: from now on in this name.
pub async fn switch(keyed: Keyed, Path(id): Path<String>, bytes: Bytes) -> Result<Json<Value>, Refusal> {
    let mut world = keyed.world();
    let body: Selection = body_of(&bytes)?;
    let mut account = world.zernio.account(&id).ok_or_else(no_account)?.clone();
    let person = world.people.get(&account.person).cloned().ok_or_else(no_account)?;
    let page = body.page(&world, &account.person)?;
    let page = page.and_then(|id| world.people.organization(&id.to_string()));
    account.represent(page.map(|page| (page.id, page.name.as_str(), page.vanity.as_str())), &person);
    let json = json!({
        "message": "LinkedIn account type updated",
        "accountType": account.kind(),
        "accountName": account.display_name,
    });
    world.zernio.accounts.insert(id, account);
    Ok(Json(json))
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct MentionQuery {
    url: Option<String>,
    display_name: Option<String>,
}

/// `GET /v1/accounts/{id}/linkedin-mentions?url=&displayName=`.
pub async fn mention(
    keyed: Keyed,
    Path(id): Path<String>,
    Query(query): Query<MentionQuery>,
) -> Result<Json<Value>, Refusal> {
    let world = keyed.world();
    let account = world.zernio.account(&id).ok_or_else(no_account)?;
    let url = query.url.ok_or_else(|| invalid("url", "url is required."))?;
    let found = mentions::resolve(&world, &url);
    let (name, urn) =
        found.ok_or_else(|| refusal(404, "not_found", "mention_not_found", "Nobody was found there."))?;
    let is_person = urn.starts_with("urn:li:person:");
    // LinkedIn resolves members only for who administers a page.
    if is_person && pages_of(&world, &account.person).next().is_none() {
        return Err(refusal(
            403,
            "permission_error",
            "organization_required",
            "Resolving people needs an account that administers a page.",
        ));
    }
    let shown = query.display_name.clone().unwrap_or(name);
    let mut json = json!({
        "urn": urn,
        "type": if is_person { "person" } else { "organization" },
        "displayName": shown,
        "mentionFormat": format!("@[{shown}]({urn})"),
    });
    if !is_person {
        json["vanityName"] = json!(url.trim_end_matches('/').rsplit('/').next());
    } else if query.display_name.is_none() {
        json["warning"] = json!("Give displayName exactly as on LinkedIn, or the mention is not clickable.");
    }
    Ok(Json(json))
}
