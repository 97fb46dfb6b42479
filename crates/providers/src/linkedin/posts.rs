//! Posts, through the Posts API and through the older UGC Posts API.

use reqwest::Method;
use rollcall_domain::{
    post::{PostText, Visibility},
    secret::Secret,
    text,
};
use serde_json::{Value, json};

use super::{Content, LinkedinClient, attributes};
use crate::{
    error::{ErrorKind, Outcome, ProviderError, Result},
    refusal::During,
};

/// A post to publish.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewPost {
    /// `urn:li:person:…` or `urn:li:organization:…`
    pub author_urn: String,
    /// The text as people read it. It is escaped for LinkedIn here.
    pub text: PostText,
    /// Who can see it.
    pub visibility: Visibility,
    /// What goes with it.
    pub content: Content,
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
    ///
    /// Errors: [`ErrorKind::ContentRefused`] for what the older API, where the connection speaks
    /// it, can't publish.
    pub fn body(&self, post: &NewPost) -> Result<Value> {
        if self.config.older_posts { older_body(post) } else { Ok(body(post)) }
    }

    /// Publishes a post. Sent once: LinkedIn has no key that would make a second try harmless.
    ///
    /// Errors: with [`Outcome::Unknown`] the post may exist; [`ErrorKind::Duplicate`] names the
    /// post that exists.
    pub async fn create_post(&self, token: &Secret, post: &NewPost) -> Result<Published> {
        let body = self.body(post)?;
        let call = if self.config.older_posts {
            self.unversioned(Method::POST, self.api("/v2/ugcPosts"), token)
        } else {
            self.change(Method::POST, self.api("/rest/posts"), token)
        };
        let answer = self.send(call.headers_suffice().json(&body), During::Publishing).await?;
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

fn visibility(visibility: Visibility) -> &'static str {
    match visibility {
        Visibility::Public => "PUBLIC",
        Visibility::Connections => "CONNECTIONS",
    }
}

fn body(post: &NewPost) -> Value {
    let mut body = json!({
        "author": post.author_urn,
        "commentary": text::to_little_text(&post.text),
        "visibility": visibility(post.visibility),
        "distribution": {
            "feedDistribution": "MAIN_FEED",
            "targetEntities": [],
            "thirdPartyDistributionChannels": [],
        },
        "lifecycleState": "PUBLISHED",
        "isReshareDisabledByAuthor": false,
    });
    post.content.write(&mut body);
    body
}

/// The older API takes plain text, with the mentions beside it.
fn older_body(post: &NewPost) -> Result<Value> {
    let Some((category, media)) = post.content.older() else {
        return Err(ProviderError::new(
            ErrorKind::ContentRefused,
            Outcome::NotSent,
            "LinkedIn's older interface, which is set for this connection, takes neither documents nor polls nor reshares. Choose the newer one in the connection's settings.",
        ));
    };
    let mut share = json!({
        "shareCommentary": attributes::with_attributes(&post.text),
        "shareMediaCategory": category,
    });
    if !media.is_empty() {
        share["media"] = json!(media);
    }
    Ok(json!({
        "author": post.author_urn,
        "lifecycleState": "PUBLISHED",
        "specificContent": { "com.linkedin.ugc.ShareContent": share },
        "visibility": { "com.linkedin.ugc.MemberNetworkVisibility": visibility(post.visibility) },
    }))
}
