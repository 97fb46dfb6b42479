//! How each API is told which products to use.

use rollcall_domain::product::Product;

/// What the new API is to use. The reference's prose lists Premium too, but the vendor's own
/// validator knows these four only: Premium belongs to Classic there and has no switch.
pub(super) fn to_enable(products: &[Product]) -> Vec<&str> {
    let names = products.iter().filter_map(|product| match product {
        Product::Classic => Some("classic"),
        Product::SalesNavigator => Some("sales_navigator"),
        Product::Recruiter => Some("recruiter"),
        Product::Pages => Some("company"),
        Product::Premium => None,
        Product::Other(raw) => Some(raw.as_str()),
    });
    let names: Vec<&str> = names.collect();
    if names.is_empty() { vec!["classic"] } else { names }
}

/// What the old API, which uses whatever the member pays for, is to leave alone.
pub(super) fn to_disable(products: &[Product]) -> Vec<&'static str> {
    let switches = [
        (Product::Recruiter, "linkedin_recruiter"),
        (Product::SalesNavigator, "linkedin_sales_navigator"),
        (Product::Pages, "linkedin_organizations_mailboxes"),
    ];
    let off = switches.into_iter().filter(|(product, _)| !products.contains(product));
    off.map(|(_, name)| name).collect()
}
