//! Codes and refresh tokens become access tokens.
//!
//! The bodies are written and read here rather than by the `oauth2` crate: LinkedIn wants the
//! secret in the body, sends scopes with commas, and its `expires_in` is a number or text, none of
//! which the crate's types take.

use chrono::TimeDelta;
use reqwest::Method;
use rollcall_domain::{Timestamp, provider::Provider, secret::Secret};
use serde::Deserialize;

use super::LinkedinClient;
use crate::{
    error::{ErrorKind, Result},
    lenient,
    refusal::{self, During, Envelope, Row, row, says},
    transport::{Answer, Call},
};

/// What LinkedIn grants.
#[derive(Debug, Clone)]
pub struct Tokens {
    /// Sent with every call, for about 60 days.
    pub access_token: Secret,
    /// When the access token ends.
    pub expires_at: Timestamp,
    /// Only for apps in LinkedIn's partner programmes. Renewing keeps it.
    pub refresh_token: Option<Secret>,
    /// When the refresh token ends: a year after the owner agreed, whatever happens in between.
    /// `None` after a renewal whose answer leaves it out: the end is the one known before.
    pub refresh_expires_at: Option<Timestamp>,
    /// What the owner agreed to.
    pub scopes: Vec<String>,
}

/// The life of an access token when LinkedIn doesn't say: 60 days.
const USUAL_LIFE_S: i64 = 5_184_000;

/// The life of a refresh token when LinkedIn doesn't say: 365 days.
const USUAL_REFRESH_DAYS: i64 = 365;

#[derive(Deserialize)]
struct Grant {
    access_token: Option<Secret>,
    #[serde(default, deserialize_with = "lenient::integer")]
    expires_in: Option<i64>,
    #[serde(default)]
    refresh_token: Option<Secret>,
    #[serde(default, deserialize_with = "lenient::integer")]
    refresh_token_expires_in: Option<i64>,
    #[serde(default, deserialize_with = "lenient::text")]
    scope: Option<String>,
}

const APP_SECRET: &str =
    "LinkedIn doesn't know this app or its secret. Check both in the connection's settings.";
const CODE_TOO_OLD: &str = "LinkedIn didn't accept the sign-in: it took too long, was used already, or the app's redirect address is another one. Start again.";
const RENEWAL_ENDED: &str = "LinkedIn no longer renews this account's access. Refresh the account.";

/// Refusals of the token endpoint (LinkedIn, "Authorization code flow", errors). The codes alone
/// don't tell a wrong secret from an old code. First match wins.
static TABLE: &[Row] = &[
    row("invalid_client", ErrorKind::ConnectionKey, APP_SECRET),
    row("invalid_client_id", ErrorKind::ConnectionKey, APP_SECRET),
    row("unauthorized_client", ErrorKind::ConnectionKey, APP_SECRET),
    says("", "\"client_", ErrorKind::ConnectionKey, APP_SECRET),
    says("", "refresh token is invalid", ErrorKind::SignInNeeded, RENEWAL_ENDED),
    says("", "authorization code", ErrorKind::LinkExpired, CODE_TOO_OLD),
    row("invalid_redirect_uri", ErrorKind::LinkExpired, CODE_TOO_OLD),
    row("invalid_grant", ErrorKind::LinkExpired, CODE_TOO_OLD),
    row(
        "access_denied",
        ErrorKind::ConnectionKey,
        "LinkedIn doesn't let the connection's app do this{detail}.",
    ),
    row("invalid_request", ErrorKind::UnexpectedAnswer, "LinkedIn refused the sign-in{detail}."),
];

pub(super) fn accept(answer: Answer) -> Result<Answer> {
    if answer.is_success() {
        return Ok(answer);
    }
    let body = answer.refusal_body().unwrap_or_default();
    let field = |name: &str| body.get(name).and_then(lenient::text_of);
    let envelope = Envelope {
        codes: field("error").into_iter().collect(),
        message: field("error_description").unwrap_or_default(),
        request_id: None,
    };
    Err(refusal::classify(Provider::Linkedin, TABLE, &answer, envelope, During::SignIn))
}

impl LinkedinClient {
    /// Exchanges the code of the consent page. `redirect_uri` is the one the code was asked with.
    /// The standard flow needs the app's secret, the native flow the verifier instead.
    ///
    /// Errors: [`ErrorKind::LinkExpired`] for a code that is too old or used,
    /// [`ErrorKind::ConnectionKey`] for a wrong secret.
    pub async fn exchange_code(
        &self,
        code: &Secret,
        redirect_uri: &str,
        client_secret: Option<&Secret>,
        pkce_verifier: Option<&Secret>,
        now: Timestamp,
    ) -> Result<Tokens> {
        let verifier = pkce_verifier.filter(|_| self.config.native_pkce);
        let mut form = vec![
            ("grant_type", Secret::new("authorization_code")),
            ("code", code.clone()),
            ("redirect_uri", Secret::new(redirect_uri)),
        ];
        if let Some(verifier) = verifier {
            form.push(("code_verifier", verifier.clone()));
        } else if let Some(secret) = client_secret {
            form.push(("client_secret", secret.clone()));
        }
        let mut tokens = self.grant(form, now).await?;
        if tokens.refresh_token.is_some() && tokens.refresh_expires_at.is_none() {
            tokens.refresh_expires_at = now.checked_add_signed(TimeDelta::days(USUAL_REFRESH_DAYS));
        }
        Ok(tokens)
    }

    /// Renews the access with a refresh token.
    ///
    /// Errors: [`ErrorKind::SignInNeeded`] when LinkedIn no longer renews it.
    pub async fn refresh(
        &self,
        refresh_token: &Secret,
        client_secret: &Secret,
        now: Timestamp,
    ) -> Result<Tokens> {
        let form = vec![
            ("grant_type", Secret::new("refresh_token")),
            ("refresh_token", refresh_token.clone()),
            ("client_secret", client_secret.clone()),
        ];
        let mut tokens = self.grant(form, now).await?;
        tokens.refresh_token.get_or_insert_with(|| refresh_token.clone());
        Ok(tokens)
    }

    async fn grant(&self, mut form: Vec<(&'static str, Secret)>, now: Timestamp) -> Result<Tokens> {
        form.push(("client_id", Secret::new(self.config.client_id.as_str())));
        let url = self.www("/oauth/v2/accessToken");
        let call = Call::change(Provider::Linkedin, Method::POST, url).form(form);
        let answer = accept(self.transport.send(call).await?)?;
        let grant: Grant = answer.json()?;
        let access_token = grant
            .access_token
            .filter(|token| !token.is_empty())
            .ok_or_else(|| answer.unusable("answered without a token."))?;
        let after =
            |seconds: i64| TimeDelta::try_seconds(seconds).and_then(|life| now.checked_add_signed(life));
        Ok(Tokens {
            access_token,
            expires_at: after(grant.expires_in.unwrap_or(USUAL_LIFE_S)).unwrap_or(now),
            refresh_token: grant.refresh_token.filter(|token| !token.is_empty()),
            refresh_expires_at: grant.refresh_token_expires_in.and_then(after),
            scopes: split_scopes(grant.scope.as_deref().unwrap_or_default()),
        })
    }
}

/// Documented with spaces, sent with commas, sometimes still encoded.
fn split_scopes(scope: &str) -> Vec<String> {
    let scope = scope.replace("%20", " ").replace("%2C", ",").replace('+', " ");
    scope.split([',', ' ']).map(str::trim).filter(|scope| !scope.is_empty()).map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scopes_are_split_however_they_are_joined() {
        for joined in [
            "email,openid,profile",
            "email openid profile",
            "email%20openid%20profile",
            "email, openid ,profile,",
        ] {
            assert_eq!(split_scopes(joined), ["email", "openid", "profile"], "{joined}");
        }
        assert!(split_scopes("").is_empty());
    }
}
