//! LinkedIn's official API: `www` (OAuth pages, uploads, the feed) and `api`.

mod access;
mod analytics;
mod authorize;
mod call;
mod decorate;
mod errors;
mod figures;
mod gateway;
mod identity;
mod media;
mod mentions;
mod openid;
mod organizations;
mod parameters;
mod posts;
pub mod restli;
mod schema;
mod scopes;
mod sign_in;
mod social;
mod state;
mod throttle;
mod token;
mod ugc;
mod webhooks;

use axum::Router;
use axum::extract::{Request, State};
use axum::http::{HeaderValue, header};
use axum::middleware::Next;
use axum::response::Response;
use axum::routing::{delete, get, post, put};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

pub use authorize::{callback, grant_code};
pub use media::Asset;
pub use posts::{in_feed, named};
pub use state::LinkedIn;
pub use webhooks::{Happened, PAGE_ACTIONS, check_again, checked, happened, next_check};

use media::{assets, documents, images, show, uploads, videos};
use social::{comments, likes, metadata, reactions};

use crate::feed;
use crate::world::Ctx;

const ROUTE: &str = "lidc=\"b=OB01:s=O:r=O:a=O:p=O:g=1:u=1\"; Path=/; SameSite=Lax";

/// `https://www.linkedin.com`.
pub fn www() -> Router<Ctx> {
    feed::router()
        .route("/oauth/v2/authorization", get(authorize::page))
        .route("/oauth/v2/authorization/cancelled", get(authorize::cancelled))
        .route("/oauth/v2/authorization/decision", post(authorize::decision))
        .route("/oauth/native-pkce/authorization", get(authorize::native_page))
        .route("/oauth/native-pkce/authorization/cancelled", get(authorize::cancelled))
        .route("/login", get(sign_in::page))
        .route("/uas/login", get(sign_in::page))
        .route("/checkpoint/lg/login", get(sign_in::page))
        .route("/checkpoint/lg/login-submit", post(sign_in::submit))
        .route("/checkpoint/challenge/{token}", get(sign_in::challenge).post(sign_in::answer))
        .route("/m/logout", get(sign_in::sign_out))
        .route("/oauth/v2/accessToken", post(token::exchange))
        .route("/oauth/v2/introspectToken", post(token::introspect))
        .route("/oauth/v2/revoke", post(token::revoke))
        .route("/oauth/.well-known/openid-configuration", get(openid::discovery))
        .route("/oauth/openid/jwks", get(openid::keys))
        .route("/dms-uploads/{id}/{artifact}/{number}", put(uploads::upload).post(uploads::upload))
}

/// `https://api.linkedin.com`.
pub fn api(hub: &Ctx) -> Router<Ctx> {
    gateway::behind(resources(), hub)
}

fn resources() -> Router<Ctx> {
    Router::new()
        .merge(analytics::router())
        .merge(webhooks::router())
        .route("/v2/userinfo", get(identity::userinfo))
        .route("/rest/userinfo", get(identity::userinfo))
        .route("/v2/me", get(identity::me))
        .route("/rest/images", post(images::initialize).get(show::images))
        .route("/rest/images/{urn}", get(show::image))
        .route("/rest/videos", post(videos::act).get(show::videos))
        .route("/rest/videos/{urn}", get(show::video))
        .route("/rest/documents", post(documents::initialize).get(show::documents))
        .route("/rest/documents/{urn}", get(show::document))
        .route("/rest/posts", post(posts::create).get(posts::collection))
        .route("/rest/me", get(identity::me))
        .route("/v2/people", get(identity::people))
        .route("/v2/people/{key}", get(identity::person))
        .route("/rest/people", get(identity::people))
        .route("/rest/people/{key}", get(identity::person))
        .route("/v2/emailAddress", get(identity::email))
        .route("/v2/connections/{urn}", get(identity::connections))
        .route("/rest/connections/{urn}", get(identity::connections))
        .route("/rest/posts/{urn}", get(posts::show).post(posts::update).delete(posts::remove))
        .route("/rest/socialActions", get(metadata::summaries))
        .route("/rest/socialActions/{urn}", get(metadata::summary))
        .route("/rest/socialActions/{urn}/likes", get(likes::list).post(likes::create))
        .route("/rest/socialActions/{urn}/likes/{actor}", get(likes::show).delete(likes::remove))
        .route("/rest/socialActions/{urn}/comments", get(comments::list).post(comments::create))
        .route(
            "/rest/socialActions/{urn}/comments/{id}",
            get(comments::show).post(comments::update).delete(comments::remove),
        )
        .route("/v2/socialActions", get(metadata::summaries))
        .route("/v2/socialActions/{urn}", get(metadata::summary))
        .route("/v2/socialActions/{urn}/likes", get(likes::list).post(likes::create))
        .route("/v2/socialActions/{urn}/likes/{actor}", get(likes::show).delete(likes::remove))
        .route("/v2/socialActions/{urn}/comments", get(comments::list).post(comments::create))
        .route(
            "/v2/socialActions/{urn}/comments/{id}",
            get(comments::show).post(comments::update).delete(comments::remove),
        )
        .route("/rest/peopleTypeahead", get(mentions::typeahead))
        .route("/rest/vanityUrl", get(mentions::by_address))
        .route("/rest/reactions", post(reactions::create))
        .route("/rest/reactions/{key}", get(reactions::show).delete(reactions::remove))
        .route("/rest/socialMetadata", get(metadata::several))
        .route("/rest/socialMetadata/{urn}", get(metadata::show).post(metadata::update))
        .route("/v2/ugcPosts", post(ugc::create).get(ugc::collection))
        .route("/v2/ugcPosts/{urn}", get(ugc::one).delete(ugc::remove))
        .route("/v2/shares/{id}", delete(ugc::remove_share))
        .route("/v2/assets", post(assets::act))
        .route("/v2/assets/{id}", get(assets::show))
        .route("/mediaUpload/{id}/{artifact}/{number}", put(uploads::upload).post(uploads::upload))
        .route("/rest/organizationAcls", get(organizations::acls))
        .route("/rest/organizations", get(organizations::finder))
        .route("/rest/organizations/{id}", get(organizations::show))
        .route("/rest/organizationsLookup", get(organizations::lookup_several))
        .route("/rest/organizationsLookup/{id}", get(organizations::lookup))
        .route("/rest/networkSizes/{urn}", get(organizations::network_size))
        .route("/v2/organizationAcls", get(organizations::acls))
        .route("/v2/organizationalEntityAcls", get(organizations::entity_acls))
        .route("/v2/organizations", get(organizations::finder))
        .route("/v2/organizations/{id}", get(organizations::show))
        .route("/v2/organizationsLookup", get(organizations::lookup_several))
        .route("/v2/networkSizes/{urn}", get(organizations::network_size))
        .fallback(access::unknown_resource)
        .method_not_allowed_fallback(access::method_not_allowed)
}

/// The headers every answer of LinkedIn carries.
pub async fn stamp(State(hub): State<Ctx>, request: Request, next: Next) -> Response {
    let spoken = request.headers().get("x-restli-protocol-version").and_then(|value| value.to_str().ok());
    let protocol = restli::Protocol::of(spoken).name();
    let resource = ["/rest/", "/v2/"].iter().any(|base| request.uri().path().starts_with(base));
    let mut response = next.run(request).await;
    let (uuid, id) = {
        let mut world = hub.world();
        (STANDARD.encode(world.ids.bytes()), world.ids.hex(24))
    };
    let headers = response.headers_mut();
    for (name, value) in [
        ("x-li-fabric", "prod-lor1"),
        ("x-li-source-fabric", "prod-lor1"),
        ("x-li-pop", "afd-prod-lor1-x"),
        ("x-li-proto", "http/1.1"),
        ("server", "Play"),
        ("x-restli-protocol-version", protocol),
    ] {
        headers.insert(name, HeaderValue::from_static(value));
    }
    for (name, value) in [("x-li-uuid", uuid), ("x-li-request-id", id)] {
        if let Ok(value) = HeaderValue::try_from(value) {
            headers.insert(name, value);
        }
    }
    if resource {
        // Which data centre answered; nothing depends on it.
        headers.append(header::SET_COOKIE, HeaderValue::from_static(ROUTE));
    }
    response
}
