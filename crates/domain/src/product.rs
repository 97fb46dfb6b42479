//! What a member pays LinkedIn for, and what is enabled here.

use serde::{Deserialize, Serialize};

use crate::provider::Provider;

/// A LinkedIn product. Open: names that no version of Rollcall knows are kept.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, specta::Type)]
#[serde(from = "String", into = "String")]
#[specta(type = String)]
pub enum Product {
    /// The free core.
    Classic,
    /// Premium career features.
    Premium,
    /// Sales Navigator.
    SalesNavigator,
    /// Recruiter.
    Recruiter,
    /// Company pages.
    Pages,
    /// A product that the provider named and Rollcall doesn't know.
    Other(String),
}

impl From<String> for Product {
    fn from(word: String) -> Self {
        Product::parse(&word)
    }
}

impl From<Product> for String {
    fn from(product: Product) -> Self {
        product.as_str().to_owned()
    }
}

impl Product {
    /// The word kept in the database.
    pub fn as_str(&self) -> &str {
        match self {
            Product::Classic => "classic",
            Product::Premium => "premium",
            Product::SalesNavigator => "sales_navigator",
            Product::Recruiter => "recruiter",
            Product::Pages => "pages",
            Product::Other(raw) => raw,
        }
    }

    /// The product with this word; Unipile says `company` for pages.
    pub fn parse(word: &str) -> Product {
        match word {
            "classic" => Product::Classic,
            "premium" => Product::Premium,
            "sales_navigator" => Product::SalesNavigator,
            "recruiter" => Product::Recruiter,
            "pages" | "company" => Product::Pages,
            other => Product::Other(other.to_owned()),
        }
    }

    /// The name shown to people.
    pub fn name(&self) -> &str {
        match self {
            Product::Classic => "Classic",
            Product::Premium => "Premium",
            Product::SalesNavigator => "Sales Navigator",
            Product::Recruiter => "Recruiter",
            Product::Pages => "Pages",
            Product::Other(raw) => raw,
        }
    }
}

impl Product {
    /// What a link or a refresh through this provider can switch on and off. Premium belongs to
    /// classic everywhere.
    pub fn switches(provider: Provider) -> &'static [Product] {
        match provider {
            Provider::Unipile => &[Product::SalesNavigator, Product::Recruiter, Product::Pages],
            Provider::Linkedin | Provider::Edges | Provider::Zernio => &[],
        }
    }
}

/// One product of one account.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
pub struct ProductState {
    /// Which product.
    pub product: Product,
    /// Whether the member pays for it, where the provider tells.
    pub subscribed: Option<bool>,
    /// Whether it was ticked when the account was linked or refreshed.
    pub enabled: bool,
}

impl ProductState {
    /// The sentence that follows from *subscribed?* and *enabled here?*.
    pub fn sentence(&self, first_name: &str) -> String {
        let name = self.product.name();
        match (self.subscribed, self.enabled) {
            (Some(true), true) => format!("{name} works."),
            (Some(false), true) => {
                format!("{first_name} has no {name} licence, so what is enabled here can't be used.")
            }
            (Some(false), false) => format!("{first_name} has no {name} licence."),
            (Some(true), false) => format!("Enable {name} by refreshing with {name} ticked."),
            (None, true) => {
                format!("{name} is enabled. The provider doesn't say whether {first_name} pays for it.")
            }
            (None, false) => format!("{name} isn't enabled here. Refresh with {name} ticked to use it."),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_paid_for_and_what_is_enabled_make_one_sentence() {
        let cases = [
            (Some(true), true, "Recruiter works."),
            (Some(true), false, "Enable Recruiter by refreshing with Recruiter ticked."),
            (Some(false), true, "Dana has no Recruiter licence, so what is enabled here can't be used."),
            (Some(false), false, "Dana has no Recruiter licence."),
            (None, true, "Recruiter is enabled. The provider doesn't say whether Dana pays for it."),
            (None, false, "Recruiter isn't enabled here. Refresh with Recruiter ticked to use it."),
        ];
        for (subscribed, enabled, sentence) in cases {
            let state = ProductState { product: Product::Recruiter, subscribed, enabled };
            assert_eq!(state.sentence("Dana"), sentence);
        }
    }
}
