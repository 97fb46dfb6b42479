//! Who may do what with a LinkedIn page.

use axum::extract::State;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::told::Told;
use super::{Answer, Control, Refused, done};
use crate::world::PageRole;

/// A role on a LinkedIn page given, asked for, refused or taken away.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PageRoleChange {
    /// The page: URN, id or vanity name.
    pub page: String,
    /// The member: slug, e-mail address, name or `sub`.
    pub person: String,
    /// `ADMINISTRATOR`, `CONTENT_ADMINISTRATOR`, `ANALYST` and so on.
    pub role: String,
    /// `APPROVED` (left out), `REQUESTED`, `REJECTED` or `REVOKED`.
    #[serde(default = "approved")]
    pub state: String,
}

fn approved() -> String {
    "APPROVED".to_owned()
}

impl Control {
    /// Gives a member a role on a LinkedIn page, or changes its state. A member may have several.
    ///
    /// # Errors
    /// When there is no such page, member, role or state.
    pub fn page_role(&self, change: &PageRoleChange) -> Result<(), Refused> {
        let PageRoleChange { page, person, role, state } = change;
        for (name, known) in [(role, PageRole::ROLES), (state, PageRole::STATES)] {
            if !known.contains(&name.as_str()) {
                return Err(Refused::Invalid(format!("{name} is none of {}.", known.join(", "))));
            }
        }
        let mut world = self.hub.world();
        let person = world.people.resolve(person).map(|person| person.slug.clone());
        let person = person.ok_or_else(|| Refused::unknown("No such member."))?;
        let named = page.trim_start_matches("urn:li:organization:");
        let pages = &mut world.people.organizations;
        let page = pages.iter_mut().find(|one| one.vanity == named || one.id.to_string() == named);
        let roles = &mut page.ok_or_else(|| Refused::unknown("No such page."))?.roles;
        match roles.iter_mut().find(|one| one.person == person && one.role == *role) {
            Some(known) => known.state.clone_from(state),
            None => roles.push(PageRole { person, role: role.clone(), state: state.clone() }),
        }
        Ok(())
    }
}

/// `POST /page-role`.
pub async fn give(State(control): State<Control>, Told(body): Told<PageRoleChange>) -> Answer<Value> {
    control.page_role(&body)?;
    Ok(done())
}
