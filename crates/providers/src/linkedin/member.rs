//! Who a token belongs to.

use rollcall_domain::{provider::Provider, secret::Secret};
use serde::Deserialize;

use super::LinkedinClient;
use crate::{error::Result, lenient, refusal::During, transport::Call};

/// The member a token belongs to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Member {
    /// LinkedIn's id of the member, different for each developer app.
    pub sub: String,
    /// The member's name.
    pub name: String,
    /// With the scope `email` only.
    pub email: Option<String>,
    /// The address of the member's picture, if there is one.
    pub picture: Option<String>,
}

impl Member {
    /// The member as the author of a post.
    pub fn urn(&self) -> String {
        format!("urn:li:person:{}", self.sub)
    }
}

#[derive(Deserialize)]
struct UserInfo {
    #[serde(default, deserialize_with = "lenient::text")]
    sub: Option<String>,
    #[serde(default, deserialize_with = "lenient::text")]
    name: Option<String>,
    #[serde(default, deserialize_with = "lenient::text")]
    given_name: Option<String>,
    #[serde(default, deserialize_with = "lenient::text")]
    family_name: Option<String>,
    #[serde(default, deserialize_with = "lenient::text")]
    email: Option<String>,
    #[serde(default, deserialize_with = "lenient::text")]
    picture: Option<String>,
}

impl LinkedinClient {
    /// Asks who the token belongs to. Needs the scopes `openid` and `profile`.
    ///
    /// Errors: [`crate::error::ErrorKind::SignInNeeded`] for a token that ended.
    pub async fn member(&self, token: &Secret) -> Result<Member> {
        let call = Call::get(Provider::Linkedin, self.api("/v2/userinfo")).bearer(token);
        let answer = self.send(call, During::Reading).await?;
        let info: UserInfo = answer.json()?;
        let sub = info.sub.ok_or_else(|| answer.unusable("answered without saying who the member is."))?;
        let parts = [info.given_name, info.family_name].into_iter().flatten().collect::<Vec<_>>().join(" ");
        Ok(Member { sub, name: info.name.unwrap_or(parts), email: info.email, picture: info.picture })
    }
}
