//! One member linked through one connection.

use std::collections::HashSet;

use crate::{
    Timestamp,
    id::{AccountId, ClientId, ConnectionId},
    product::{Product, ProductState},
    provider::Provider,
    setup_source::SetupSource,
    status::Status,
};

/// One LinkedIn member linked through one connection. One row for ever: a refresh never makes a
/// second one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Account {
    /// Rollcall's own id.
    pub id: AccountId,
    /// The connection it was linked through.
    pub connection_id: ConnectionId,
    /// The system behind that connection.
    pub provider: Provider,
    /// The id that the provider gave it (Unipile account, Edges identity, Zernio account, LinkedIn
    /// `sub`).
    pub remote_id: String,
    /// LinkedIn's own id of the member, where the provider tells it.
    pub linkedin_id: Option<String>,
    /// The member's name.
    pub name: String,
    /// The member's headline, where the provider tells it.
    pub headline: Option<String>,
    /// The member's profile on LinkedIn, where the provider tells it.
    pub profile_url: Option<String>,
    /// The agency's customer it belongs to.
    pub client_id: Option<ClientId>,
    /// How it was linked.
    pub setup_source: SetupSource,
    /// What the last call said.
    pub status: Status,
    /// Why it has that status, in words.
    pub cause: String,
    /// Since when it has that status.
    pub status_since: Timestamp,
    /// When a real call last succeeded or failed with a definite answer.
    pub checked_at: Option<Timestamp>,
    /// When its token ends, for accounts that have one.
    pub expires_at: Option<Timestamp>,
    /// Products it pays for and products enabled here.
    pub products: Vec<ProductState>,
    /// When it was first linked.
    pub linked_at: Timestamp,
    /// Since when the person has it switched off.
    pub paused_at: Option<Timestamp>,
}

impl Account {
    /// Its products as they are known, and those of which nothing is known that a refresh could
    /// enable.
    pub fn product_matrix(&self) -> Vec<ProductState> {
        let known = |product: &Product| self.products.iter().any(|state| state.product == *product);
        let others = Product::switches(self.provider).iter().filter(|product| !known(product));
        let others =
            others.map(|product| ProductState { product: product.clone(), subscribed: None, enabled: false });
        self.products.iter().cloned().chain(others).collect()
    }
}

/// What a provider tells about one account. The engine folds it into the row it belongs to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RemoteAccount {
    /// The id that the provider gave it.
    pub remote_id: String,
    /// LinkedIn's own id of the member.
    pub linkedin_id: Option<String>,
    /// The member's name.
    pub name: String,
    /// The member's headline.
    pub headline: Option<String>,
    /// The member's profile on LinkedIn.
    pub profile_url: Option<String>,
    /// The name of the client it belongs to, where the provider groups accounts.
    pub client_name: Option<String>,
    /// How it was linked, where the provider tells it.
    pub setup_source: Option<SetupSource>,
    /// Its status, mapped to Rollcall's words.
    pub status: Status,
    /// Why, in words: the provider's own where it gives some.
    pub cause: String,
    /// When its token ends.
    pub expires_at: Option<Timestamp>,
    /// Its products.
    pub products: Vec<ProductState>,
    /// The pages it may post as, where the provider tells them together with the account.
    pub pages: Option<Vec<RemotePage>>,
    /// When it was linked at the provider.
    pub linked_at: Option<Timestamp>,
}

/// A page, as a provider names it together with an account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RemotePage {
    /// `urn:li:organization:…`.
    pub urn: String,
    /// Its name.
    pub name: String,
}

/// The first of a member's names, for sentences.
pub fn first_name(name: &str) -> &str {
    name.split_whitespace().next().unwrap_or(name)
}

/// Whether two names may be one person's: all words of the shorter one are in the other, whatever
/// their order and case. People leave out a middle name, and LinkedIn adds titles.
pub fn may_be_one_name(one: &str, other: &str) -> bool {
    let words = |name: &str| -> HashSet<String> {
        let words = name.split(|letter: char| !letter.is_alphanumeric() && letter != '\'');
        words.filter(|word| !word.is_empty()).map(str::to_lowercase).collect()
    };
    let (one, other) = (words(one), words(other));
    one.is_subset(&other) || other.is_subset(&one)
}

#[cfg(test)]
mod tests {
    use super::may_be_one_name;

    #[test]
    fn a_name_is_the_same_with_less_or_more_of_it() {
        let table = [
            ("Olga Owner", "olga  OWNER", true),
            ("Olga", "Olga Owner", true),
            ("Owner, Olga", "Dr. Olga Maria Owner", true),
            ("Tomás O'Connell", "Tomás O'Connell", true),
            ("", "Olga Owner", true),
            ("Olga Owner", "Olive Kent", false),
            ("Olga Owner", "Olga Kent", false),
        ];
        for (given, found, same) in table {
            assert_eq!(may_be_one_name(given, found), same, "{given:?} and {found:?}");
            assert_eq!(may_be_one_name(found, given), same, "{found:?} and {given:?}");
        }
    }
}
