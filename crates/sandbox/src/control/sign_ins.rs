//! What a member does on a phone or on a page, done from here.

use axum::Json;
use axum::extract::State;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::accounts::id_of;
use super::told::Told;
use super::{Answer, Control, Refused, done};
use crate::linkedin;
use crate::provider::Provider;
use crate::world::Challenges;

/// What a member consents to, as if Allow had been pressed on LinkedIn's page.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Consent {
    /// Slug, e-mail address, name or `sub`.
    pub person: String,
    /// The app's first registered one when left out.
    #[serde(default)]
    pub redirect_uri: Option<String>,
    /// `openid profile email w_member_social` when left out.
    #[serde(default)]
    pub scope: Option<String>,
    /// Given back on the redirect.
    #[serde(default)]
    pub state: String,
    /// Of the native PKCE flow.
    #[serde(default)]
    pub code_challenge: Option<String>,
}

/// Where the browser goes after a consent.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Consented {
    /// To be exchanged within 30 minutes, once.
    pub code: String,
    /// The redirect URL with code and state.
    pub redirect: String,
}

impl Control {
    /// The owner tapped *Yes* in the LinkedIn app. `account` is as in [`Control::expire`], or the
    /// id of a sign-in that links a new account.
    ///
    /// # Errors
    /// When no checkpoint is open there.
    pub fn approve(&self, provider: Provider, account: &str) -> Result<(), Refused> {
        let mut world = self.hub.world();
        let person = world.people.resolve(account).map(|person| person.slug.clone());
        // An account being linked for the first time is not listed yet; its sign-in is.
        let id = id_of(&world, provider, account).unwrap_or_else(|| account.to_owned());
        let open = match provider {
            Provider::Unipile => {
                world.unipile.intent_of(&id, person.as_deref()).map(|intent| &mut intent.challenges)
            }
            Provider::Edges => world
                .edges
                .identity_mut(&id)
                .and_then(|identity| identity.integration.as_mut())
                .and_then(|integration| integration.checkpoint.as_mut()),
            Provider::LinkedIn => world
                .linkedin
                .sign_ins
                .values_mut()
                .find(|sign_in| Some(&sign_in.person) == person.as_ref())
                .map(|sign_in| &mut sign_in.challenges),
            Provider::Zernio => None,
        };
        open.map(Challenges::approve).ok_or_else(|| Refused::unknown("No checkpoint is open there."))
    }

    /// The member presses Allow on LinkedIn's page; the code still has to be exchanged.
    ///
    /// # Errors
    /// When there is no such member.
    pub fn consent(&self, consent: Consent) -> Result<Consented, Refused> {
        let mut world = self.hub.world();
        let person = world.people.resolve(&consent.person).map(|person| person.slug.clone());
        let person = person.ok_or_else(|| Refused::unknown("No such member."))?;
        let redirect_uri = consent
            .redirect_uri
            .or_else(|| world.endpoints.linkedin.redirect_uris.first().cloned())
            .unwrap_or_default();
        let scope = consent.scope.unwrap_or_else(|| "openid profile email w_member_social".to_owned());
        let code = linkedin::grant_code(&mut world, &person, &redirect_uri, &scope, consent.code_challenge);
        let redirect = linkedin::callback(&redirect_uri, &[("code", &code), ("state", &consent.state)]);
        Ok(Consented { code, redirect })
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Approve {
    provider: Provider,
    account: String,
}

/// `POST /approve {"provider","account"}`.
pub async fn approve(State(control): State<Control>, Told(body): Told<Approve>) -> Answer<Value> {
    control.approve(body.provider, &body.account)?;
    Ok(done())
}

/// `POST /consent`.
pub async fn consent(State(control): State<Control>, Told(body): Told<Consent>) -> Answer<Consented> {
    control.consent(body).map(Json)
}
