//! Posts through the Posts API.

use reqwest::Method;
use rollcall_domain::{
    post::{PostText, Visibility},
    secret::Secret,
    text,
};
use serde_json::{Value, json};

use super::LinkedinClient;
use crate::{error::Result, refusal::During};

/// A post to publish.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewPost {
    /// `urn:li:person:…` or `urn:li:organization:…`
    pub author_urn: String,
    /// The text as people read it. It is escaped for LinkedIn here.
    pub text: PostText,
    /// Who can see it.
    pub visibility: Visibility,
    /// The URN of an uploaded image and its alternative text, empty for none.
    pub image: Option<(String, String)>,
}

/// A post that exists.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Published {
    /// What the provider calls it: for LinkedIn the URN, kept as it came. Missing when the
    /// provider made it without saying so.
    pub urn: Option<String>,
    /// Where it can be seen.
    pub permalink: Option<String>,
}

impl LinkedinClient {
    /// The body that [`LinkedinClient::create_post`] sends. The same post has the same bytes: keys
    /// are in alphabetical order, and what is missing is left out, as LinkedIn refuses `null`.
    pub fn body(&self, post: &NewPost) -> Value {
        let visibility = match post.visibility {
            Visibility::Public => "PUBLIC",
            Visibility::Connections => "CONNECTIONS",
        };
        let mut body = json!({
            "author": post.author_urn,
            "commentary": text::to_little_text(&post.text),
            "visibility": visibility,
            "distribution": {
                "feedDistribution": "MAIN_FEED",
                "targetEntities": [],
                "thirdPartyDistributionChannels": [],
            },
            "lifecycleState": "PUBLISHED",
            "isReshareDisabledByAuthor": false,
        });
        if let Some((urn, alt)) = &post.image {
            let mut media = json!({ "id": urn });
            if !alt.is_empty() {
                media["altText"] = json!(alt);
            }
            body["content"] = json!({ "media": media });
        }
        body
    }

    /// Publishes a post. Sent once: LinkedIn has no key that would make a second try harmless.
    ///
    /// Errors: with [`crate::error::Outcome::Unknown`] the post may exist;
    /// [`crate::error::ErrorKind::Duplicate`] names the post that exists.
    pub async fn create_post(&self, token: &Secret, post: &NewPost) -> Result<Published> {
        let call = self
            .change(Method::POST, self.api("/rest/posts"), token)
            .headers_suffice()
            .json(&self.body(post));
        let answer = self.send(call, During::Publishing).await?;
        let urn = ["x-restli-id", "x-linkedin-id"].into_iter().find_map(|name| answer.header(name));
        if urn.is_none() && answer.status() != 201 {
            return Err(answer.unusable("answered in a way that doesn't say whether the post was made."));
        }
        Ok(Published { permalink: urn.map(|urn| self.permalink(urn)), urn: urn.map(str::to_owned) })
    }

    /// Where a post with this URN can be seen.
    pub fn permalink(&self, urn: &str) -> String {
        self.www(&format!("/feed/update/{urn}/")).into()
    }
}
