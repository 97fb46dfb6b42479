//! The members of the sandbox's LinkedIn, the agency's clients and their pages.

use std::collections::HashMap;

use serde::{Deserialize, Serialize};

use super::ids::Ids;

/// One of the agency's customers.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct ClientGroup {
    pub name: String,
    pub color: String,
    /// The part of e-mail addresses after the @.
    pub domain: String,
}

/// A LinkedIn page.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Organization {
    pub id: u64,
    pub name: String,
    pub vanity: String,
    pub roles: Vec<PageRole>,
    pub followers: u64,
}

/// A member's role on a page, in LinkedIn's words.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PageRole {
    /// The member's slug.
    pub person: String,
    /// One of [`PageRole::ROLES`].
    pub role: String,
    /// One of [`PageRole::STATES`]; only an approved role lets anybody do anything.
    pub state: String,
}

impl PageRole {
    /// Documents and live answers spell the second one differently.
    pub const ROLES: &[&str] = &[
        "ADMINISTRATOR",
        "CONTENT_ADMINISTRATOR",
        "CONTENT_ADMIN",
        "DIRECT_SPONSORED_CONTENT_POSTER",
        "LEAD_GEN_FORMS_MANAGER",
        "ANALYST",
        "CURATOR",
        "RECRUITING_POSTER",
        "LEAD_CAPTURE_ADMINISTRATOR",
    ];
    pub const STATES: &[&str] = &["APPROVED", "REQUESTED", "REJECTED", "REVOKED"];
    /// The roles `w_organization_social` and `r_organization_social` are good for.
    const POSTING: &[&str] = &[
        "ADMINISTRATOR",
        "CONTENT_ADMINISTRATOR",
        "CONTENT_ADMIN",
        "DIRECT_SPONSORED_CONTENT_POSTER",
        "LEAD_GEN_FORMS_MANAGER",
    ];

    /// The role of whoever made the page.
    pub fn administrator(person: String) -> Self {
        Self { person, role: "ADMINISTRATOR".to_owned(), state: "APPROVED".to_owned() }
    }
}

impl Organization {
    /// Whether the member, by slug, sees the page's record and figures and gives out its roles.
    pub fn administered_by(&self, person: &str) -> bool {
        self.approved(person).any(|role| role == "ADMINISTRATOR")
    }

    /// Whether the member, by slug, writes and reads posts as the page.
    pub fn speaks_through(&self, person: &str) -> bool {
        self.approved(person).any(|role| PageRole::POSTING.contains(&role))
    }

    fn approved(&self, person: &str) -> impl Iterator<Item = &str> {
        self.roles
            .iter()
            .filter(move |one| one.person == person && one.state == "APPROVED")
            .map(|one| one.role.as_str())
    }
}

/// What LinkedIn does when this member signs in with the right password.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum LoginHabit {
    Plain,
    AuthenticatorCode,
    EmailCode,
    InAppApproval,
    Restricted,
}

/// A LinkedIn member.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Person {
    /// Names the member in the sandbox, in profile addresses and in cookies.
    pub slug: String,
    pub first: String,
    pub last: String,
    pub email: String,
    pub headline: String,
    /// The agency's client, for the agency's own accounts.
    pub client: Option<String>,
    /// The member's id towards the LinkedIn app: `sub`, and the end of `urn:li:person:`.
    pub sub: String,
    /// The member's id as session-based gateways see it: `ACoAA…`.
    pub profile_id: String,
    pub habit: LoginHabit,
    /// Paid products besides classic, in Unipile's words.
    pub subscriptions: Vec<String>,
    /// Restricted by LinkedIn: every gateway call is refused.
    pub restricted: bool,
}

impl Person {
    pub fn name(&self) -> String {
        format!("{} {}", self.first, self.last)
    }

    pub fn urn(&self) -> String {
        format!("urn:li:person:{}", self.sub)
    }
}

#[derive(Clone, Default, Serialize, Deserialize)]
pub struct People {
    members: Vec<Person>,
    by_slug: HashMap<String, usize>,
    by_email: HashMap<String, usize>,
    pub clients: Vec<ClientGroup>,
    pub organizations: Vec<Organization>,
}

impl People {
    /// Adds a member, making the slug unique.
    pub fn add(&mut self, mut person: Person) -> String {
        let wanted = person.slug.clone();
        let mut count = 1;
        while self.by_slug.contains_key(&person.slug) {
            count += 1;
            person.slug = format!("{wanted}-{count}");
        }
        let slug = person.slug.clone();
        let place = self.members.len();
        self.by_slug.insert(slug.clone(), place);
        self.by_email.entry(person.email.to_lowercase()).or_insert(place);
        self.members.push(person);
        slug
    }

    pub fn all(&self) -> &[Person] {
        &self.members
    }

    pub fn get(&self, slug: &str) -> Option<&Person> {
        self.by_slug.get(slug).map(|&place| &self.members[place])
    }

    pub fn get_mut(&mut self, slug: &str) -> Option<&mut Person> {
        let place = *self.by_slug.get(slug)?;
        self.members.get_mut(place)
    }

    pub fn by_email(&self, email: &str) -> Option<&Person> {
        self.by_email.get(&email.trim().to_lowercase()).map(|&place| &self.members[place])
    }

    pub fn by_sub(&self, sub: &str) -> Option<&Person> {
        self.members.iter().find(|person| person.sub == sub)
    }

    /// By slug, e-mail address, `sub` or person URN: whatever a script has at hand.
    pub fn resolve(&self, what: &str) -> Option<&Person> {
        self.get(what)
            .or_else(|| self.by_email(what))
            .or_else(|| self.by_sub(what.trim_start_matches("urn:li:person:")))
            .or_else(|| self.members.iter().find(|person| person.name() == what))
    }

    /// The colour the agency gave a client.
    pub fn client_color(&self, client: &str) -> Option<&str> {
        self.clients.iter().find(|group| group.name == client).map(|group| group.color.as_str())
    }

    pub fn organization(&self, urn_or_id: &str) -> Option<&Organization> {
        let id: u64 = urn_or_id.trim_start_matches("urn:li:organization:").parse().ok()?;
        self.organizations.iter().find(|page| page.id == id)
    }

    /// A member nobody seeded, known by e-mail address from now on.
    pub fn newcomer(&mut self, ids: &mut Ids, first: &str, last: &str, email: &str) -> String {
        self.add(Person {
            slug: ascii_slug(&format!("{first} {last}")),
            first: first.to_owned(),
            last: last.to_owned(),
            email: email.to_owned(),
            headline: "Member of the sandbox".to_owned(),
            client: None,
            sub: ids.url_safe(10),
            profile_id: format!("ACoAA{}", ids.url_safe(34)),
            habit: LoginHabit::Plain,
            subscriptions: Vec::new(),
            restricted: false,
        })
    }
}

/// A name in the letters of addresses: `Tomás O'Brandt` becomes `tomas-o-brandt`.
pub fn ascii_slug(name: &str) -> String {
    let mut slug = String::with_capacity(name.len());
    for letter in name.chars().flat_map(char::to_lowercase) {
        let plain = match letter {
            'a'..='z' | '0'..='9' => letter,
            'á' | 'à' | 'â' | 'ã' | 'ä' | 'å' | 'ą' => 'a',
            'ç' | 'ć' | 'č' => 'c',
            'é' | 'è' | 'ê' | 'ë' | 'ę' => 'e',
            'í' | 'ì' | 'î' | 'ï' => 'i',
            'ł' => 'l',
            'ñ' | 'ń' => 'n',
            'ó' | 'ò' | 'ô' | 'õ' | 'ö' | 'ø' => 'o',
            'ś' | 'š' => 's',
            'ú' | 'ù' | 'û' | 'ü' => 'u',
            'ý' => 'y',
            'ž' | 'ź' | 'ż' => 'z',
            '\'' | '’' => continue,
            _ => '-',
        };
        if plain != '-' || !slug.ends_with('-') {
            slug.push(plain);
        }
    }
    slug.trim_matches('-').to_owned()
}
