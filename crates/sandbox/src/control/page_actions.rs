//! What readers do with a page's posts, for LinkedIn's webhooks.

use axum::extract::State;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::told::Told;
use super::{Answer, Control, Refused, done};
use crate::linkedin;

/// Something a reader does to a post of a page.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PageAction {
    /// `LIKE`, `COMMENT`, `SHARE`, `SHARE_MENTION`, `ADMIN_COMMENT`, `COMMENT_EDIT` or
    /// `COMMENT_DELETE`.
    pub action: String,
    /// The post's URN.
    pub post: String,
    /// The reader: slug, e-mail address, name or `sub`.
    pub person: String,
    /// What a comment says.
    #[serde(default)]
    pub text: String,
}

impl Control {
    /// A reader does something to a page's post; the page's LinkedIn webhooks are told.
    ///
    /// # Errors
    /// When there is no such action, post of a page or member.
    pub fn page_action(&self, action: &PageAction) -> Result<(), Refused> {
        let mut world = self.hub.world();
        if !linkedin::PAGE_ACTIONS.contains(&action.action.as_str()) {
            return Err(Refused::Invalid(format!("There is no action {}.", action.action)));
        }
        let person = world.people.resolve(&action.person).map(crate::world::Person::urn);
        let actor = person.ok_or_else(|| Refused::unknown("No such member."))?;
        let post = world.posts.find(&action.post).filter(|post| !post.deleted);
        let post = post.filter(|post| world.people.organization(&post.author_urn).is_some());
        let post = post.ok_or_else(|| Refused::unknown("No page has published this post."))?;
        let (urn, activity) = (post.urn.clone(), post.activity_urn());
        let generated = match action.action.as_str() {
            "LIKE" => format!("urn:li:reaction:({actor},{activity})"),
            "SHARE" | "SHARE_MENTION" => format!("urn:li:share:{}", world.ids.snowflake()),
            _ => format!("urn:li:comment:({activity},{})", world.ids.snowflake()),
        };
        linkedin::happened(
            &mut world,
            &linkedin::Happened {
                action: &action.action,
                post: &urn,
                actor: &actor,
                generated: &generated,
                text: &action.text,
            },
        );
        Ok(())
    }
}

/// `POST /page-action`.
pub async fn act(State(control): State<Control>, Told(body): Told<PageAction>) -> Answer<Value> {
    control.page_action(&body)?;
    Ok(done())
}

#[cfg(test)]
mod tests {
    use super::PageAction;

    #[test]
    fn the_text_may_be_left_out() {
        let action = r#"{"action": "LIKE", "post": "urn:li:share:1", "person": "wei-zhang"}"#;
        assert_eq!(serde_json::from_str::<PageAction>(action).unwrap().text, "");
    }
}
