//! The way to LinkedIn's consent page and back.

use oauth2::{CsrfToken, PkceCodeChallenge};
use rollcall_domain::secret::Secret;
use url::Url;

use super::LinkedinClient;
use crate::error::{ErrorKind, Outcome, ProviderError};

/// A proof that the one who asked for a code is the one who exchanges it (RFC 7636, S256).
#[derive(Debug, Clone)]
pub struct Pkce {
    /// Kept until the exchange.
    pub verifier: Secret,
    /// Sent with the authorization request.
    pub challenge: String,
}

impl Pkce {
    /// A fresh proof.
    pub fn new() -> Pkce {
        let (challenge, verifier) = PkceCodeChallenge::new_random_sha256();
        Pkce { verifier: Secret::new(verifier.into_secret()), challenge: challenge.as_str().to_owned() }
    }
}

impl Default for Pkce {
    fn default() -> Self {
        Pkce::new()
    }
}

/// A fresh `state`: it has to come back unchanged.
pub fn new_state() -> String {
    CsrfToken::new_random().into_secret()
}

impl LinkedinClient {
    /// The address of the consent page, for the system browser.
    ///
    /// With a challenge and an app that LinkedIn enabled for it this is the native flow; the
    /// standard flow knows no challenge, so it is left out there.
    pub fn authorization_url(
        &self,
        redirect_uri: &str,
        scopes: &[&str],
        state: &str,
        pkce_challenge: Option<&str>,
    ) -> Url {
        let challenge = pkce_challenge.filter(|_| self.config.native_pkce);
        let path =
            if challenge.is_some() { "/oauth/native-pkce/authorization" } else { "/oauth/v2/authorization" };
        let mut url = self.www(path);
        url.query_pairs_mut()
            .append_pair("response_type", "code")
            .append_pair("client_id", &self.config.client_id)
            .append_pair("redirect_uri", redirect_uri)
            .append_pair("state", state)
            .append_pair("scope", &scopes.join(" "));
        if let Some(challenge) = challenge {
            url.query_pairs_mut()
                .append_pair("code_challenge", challenge)
                .append_pair("code_challenge_method", "S256");
        }
        // LinkedIn's documents write the spaces between scopes this way.
        let query = url.query().unwrap_or_default().replace('+', "%20");
        url.set_query(Some(&query));
        url
    }
}

/// What the `error` that comes back instead of a code means. The description is LinkedIn's own and
/// isn't shown: it came through a browser's address bar.
pub fn callback_refusal(error: &str) -> ProviderError {
    let (kind, sentence) = match error {
        "user_cancelled_login" | "user_cancelled_authorize" | "access_denied" => {
            (ErrorKind::Cancelled, "Access wasn't allowed on LinkedIn's page. Nothing was changed.")
        }
        "unauthorized_scope_error" | "invalid_scope_error" | "invalid_scope" => (
            ErrorKind::PermissionMissing,
            "The connection's LinkedIn app isn't allowed to ask for this. Add the missing product to it in LinkedIn's developer portal.",
        ),
        "server_error" | "temporarily_unavailable" => {
            (ErrorKind::Unreachable, "LinkedIn is out of order at the moment. Try again in some minutes.")
        }
        _ => (ErrorKind::UnexpectedAnswer, "LinkedIn ended the sign-in in a way Rollcall doesn't know."),
    };
    let code: String = error.chars().filter(|c| c.is_ascii_alphanumeric() || *c == '_').take(64).collect();
    ProviderError { provider_code: Some(code), ..ProviderError::new(kind, Outcome::Definite, sentence) }
}
