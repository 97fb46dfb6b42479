//! What arrived, what was published, and which links still work.

use axum::Json;
use axum::extract::State;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize, Serializer};
use serde_json::{Value, json};

use super::Control;
use super::told::Asking;
use crate::provider::Provider;
use crate::world::{Outcome, Post, Received, World, iso_millis};

/// Which requests to read; all of them by default.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct RequestQuery {
    /// Only what arrived at this provider.
    pub provider: Option<Provider>,
    /// Only this method, in any case.
    pub method: Option<String>,
    /// The beginning of the path.
    pub path: Option<String>,
}

/// Which posts to read; by default all but the agency's past.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct PostQuery {
    /// Only what was published through this provider.
    pub provider: Option<Provider>,
    /// Also what the agency had published before the sandbox started.
    #[serde(default)]
    pub seeded: bool,
}

/// Which webhooks to read; all of them by default.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct DeliveryQuery {
    /// Only this provider's.
    pub provider: Option<Provider>,
}

/// A post on the board, whoever published it.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Published {
    /// The provider's own id; at LinkedIn the URN.
    pub id: String,
    /// `urn:li:share:…` or `urn:li:ugcPost:…`.
    pub urn: String,
    /// Through whom.
    pub provider: Provider,
    /// Whose it is: `urn`, `name`, `slug`.
    pub author: Value,
    /// What a reader sees.
    pub text: String,
    /// What the client sent.
    pub commentary: String,
    /// What LinkedIn stored: hashtags in template form, cut where it was cut.
    pub stored: String,
    /// `PUBLIC`, `CONNECTIONS` or `LOGGED_IN`.
    pub visibility: String,
    /// LinkedIn's `content`.
    pub content: Value,
    /// Pictures, videos and documents.
    pub media: Vec<PublishedMedia>,
    /// By the sandbox's clock.
    #[serde(serialize_with = "millis")]
    pub created_at: DateTime<Utc>,
    /// Whether it was edited since.
    pub edited: bool,
    /// Whether it was deleted since.
    pub deleted: bool,
    /// Its page in the sandbox's feed.
    pub permalink: String,
}

/// A picture, video or document of a post.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct PublishedMedia {
    /// LinkedIn's id.
    pub id: String,
    /// Of the bytes, lower-case hex.
    pub sha256: String,
    /// How many bytes.
    pub bytes: u64,
    /// MIME type.
    pub mime: String,
    /// The alternative text.
    pub alt: String,
}

/// A link that still lets an owner sign in.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct OpenLink {
    /// Whose page it opens.
    pub provider: Provider,
    /// `hosted`, `login` or `shared`.
    pub kind: String,
    /// The account it refreshes, if any.
    pub account: Option<String>,
    /// Missing when it does not expire.
    #[serde(serialize_with = "maybe_millis")]
    pub expires_at: Option<DateTime<Utc>>,
    /// To be opened in a browser.
    pub url: String,
}

fn millis<S: Serializer>(at: &DateTime<Utc>, to: S) -> Result<S::Ok, S::Error> {
    to.serialize_str(&iso_millis(*at))
}

fn maybe_millis<S: Serializer>(at: &Option<DateTime<Utc>>, to: S) -> Result<S::Ok, S::Error> {
    at.map(iso_millis).serialize(to)
}

impl Control {
    /// Everything received, oldest first, with headers and bodies; at most the last 10,000 requests
    /// or 64 MiB.
    #[must_use]
    pub fn requests(&self, query: &RequestQuery) -> Vec<Received> {
        let journal = self.hub.world().journal.clone();
        journal
            .entries()
            .filter(|entry| {
                query.provider.is_none_or(|provider| entry.provider == provider)
                    && query.method.as_deref().is_none_or(|method| entry.method.eq_ignore_ascii_case(method))
                    && query.path.as_deref().is_none_or(|path| entry.path.starts_with(path))
            })
            .collect()
    }

    /// What was published, oldest first.
    #[must_use]
    pub fn posts(&self, query: &PostQuery) -> Vec<Published> {
        let world = self.hub.world();
        world
            .posts
            .all()
            .iter()
            .filter(|post| query.seeded || !post.seeded)
            .filter(|post| query.provider.is_none_or(|provider| post.provider == provider.name()))
            .filter_map(|post| published(&world, post))
            .collect()
    }

    /// Every webhook that was tried, oldest first, and what its subscriber answered; at most the
    /// last 2,000.
    #[must_use]
    pub fn deliveries(&self, query: &DeliveryQuery) -> Vec<Outcome> {
        let world = self.hub.world();
        let wanted = |outcome: &&Outcome| {
            query.provider.is_none_or(|provider| outcome.delivery.provider == provider.name())
        };
        world.deliveries.log().filter(wanted).cloned().collect()
    }

    /// Hosted, login and shared links that still work.
    #[must_use]
    pub fn links(&self) -> Vec<OpenLink> {
        let world = self.hub.world();
        let now = world.now();
        let hosted =
            world.unipile.links.values().filter(|link| link.is_usable(&world.config, now)).map(|link| {
                OpenLink {
                    provider: Provider::Unipile,
                    kind: "hosted".to_owned(),
                    account: link.account_id.clone(),
                    expires_at: Some(link.expires),
                    url: format!("{}/hosted/{}", world.endpoints.unipile.dsn, link.token),
                }
            });
        let login = world.edges.login_links.values().filter(|link| now < link.expires).map(|link| OpenLink {
            provider: Provider::Edges,
            kind: "login".to_owned(),
            account: Some(link.identity.clone()),
            expires_at: Some(link.expires),
            url: world.edges.login_url(&world.endpoints, &link.token),
        });
        let shared = world.edges.shared_links.iter().map(|(token, identity)| OpenLink {
            provider: Provider::Edges,
            kind: "shared".to_owned(),
            account: Some(identity.clone()),
            expires_at: None,
            url: world.edges.shared_url(&world.endpoints, token),
        });
        hosted.chain(login).chain(shared).collect()
    }
}

fn published(world: &World, post: &Post) -> Option<Published> {
    let media = post.media.iter().map(|media| PublishedMedia {
        id: media.id.clone(),
        sha256: media.bytes.sha256().to_owned(),
        bytes: media.bytes.len(),
        mime: media.mime.clone(),
        alt: media.alt.clone(),
    });
    Some(Published {
        id: post.provider_id.clone(),
        urn: post.urn.clone(),
        provider: post.provider.parse().ok()?,
        author: json!({"urn": post.author_urn, "name": post.author_name, "slug": post.author_slug}),
        text: post.text.clone(),
        commentary: post.commentary.clone(),
        stored: post.stored.clone(),
        visibility: post.visibility.clone(),
        content: post.content.clone(),
        media: media.collect(),
        created_at: post.created_at,
        edited: post.edited,
        deleted: post.deleted,
        permalink: format!("{}/feed/update/{}/", world.endpoints.linkedin.www, post.urn),
    })
}

/// `GET /requests?provider=&method=&path=`.
pub async fn requests(
    State(control): State<Control>,
    Asking(query): Asking<RequestQuery>,
) -> Json<Vec<Received>> {
    Json(control.requests(&query))
}

/// `GET /posts?provider=&seeded=true`.
pub async fn posts(State(control): State<Control>, Asking(query): Asking<PostQuery>) -> Json<Vec<Published>> {
    Json(control.posts(&query))
}

/// `GET /links`.
pub async fn links(State(control): State<Control>) -> Json<Vec<OpenLink>> {
    Json(control.links())
}

/// `GET /deliveries?provider=`.
pub async fn deliveries(
    State(control): State<Control>,
    Asking(query): Asking<DeliveryQuery>,
) -> Json<Vec<Outcome>> {
    Json(control.deliveries(&query))
}
