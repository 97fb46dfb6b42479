//! Comments below posts (LinkedIn API documentation, "Comments API"; the fallback and the refusal
//! right after publishing as public clients report them of the live API).

use reqwest::Method;
use rollcall_domain::{post::PostText, secret::Secret};
use serde_json::json;

use super::{LinkedinClient, attributes, encoded};
use crate::{
    error::{ErrorKind, Result},
    refusal::During,
};

impl LinkedinClient {
    /// Comments a post as the author `actor_urn`. Sent once.
    ///
    /// A token that may only publish is refused by the versioned resource; nothing was made then,
    /// and the older one takes it.
    ///
    /// Errors: [`ErrorKind::NotYet`] when LinkedIn doesn't know the post yet: try again in some
    /// seconds. With [`crate::error::Outcome::Unknown`] the comment may exist.
    pub async fn create_comment(
        &self,
        token: &Secret,
        actor_urn: &str,
        post_urn: &str,
        text: &PostText,
    ) -> Result<()> {
        let path = format!("socialActions/{}/comments", encoded(post_urn));
        let body = json!({
            "actor": actor_urn,
            "object": post_urn,
            "message": attributes::with_attributes(text),
        });
        if !self.config.older_posts {
            let call = self.change(Method::POST, self.api(&format!("/rest/{path}")), token);
            match self.send(call.headers_suffice().json(&body), During::Publishing).await {
                Err(error) if error.kind == ErrorKind::PermissionMissing => {}
                result => return result.map(|_| ()),
            }
        }
        let call = self.unversioned(Method::POST, self.api(&format!("/v2/{path}")), token);
        self.send(call.headers_suffice().json(&body), During::Publishing).await.map(|_| ())
    }
}
