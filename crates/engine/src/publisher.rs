//! Which interface a connection publishes through.

use rollcall_domain::{provider::Provider, publisher::Publisher};
use rollcall_store::ConnectionRow;

/// The interface a connection publishes through; `None` for a provider that publishes nothing.
pub(crate) fn publisher_of(connection: &ConnectionRow) -> Option<Publisher> {
    let setting = |name: &str| connection.settings.get(name);
    match connection.provider {
        Provider::Linkedin if setting("older_posts").is_some_and(|it| it == true) => {
            Some(Publisher::LinkedinOlder)
        }
        Provider::Linkedin => Some(Publisher::Linkedin),
        Provider::Unipile if setting("unipile_api").is_some_and(|it| it == "v1") => {
            Some(Publisher::UnipileV1)
        }
        Provider::Unipile => Some(Publisher::UnipileV2),
        Provider::Zernio => Some(Publisher::Zernio),
        Provider::Edges => None,
    }
}

#[cfg(test)]
mod tests {
    use chrono::{DateTime, Utc};
    use rollcall_domain::id::ConnectionId;
    use serde_json::json;

    use super::*;

    #[test]
    fn a_connection_says_which_interface_it_is() {
        let cases = [
            (Provider::Linkedin, json!({}), Some(Publisher::Linkedin)),
            (Provider::Linkedin, json!({"older_posts": true}), Some(Publisher::LinkedinOlder)),
            (Provider::Unipile, json!({"unipile_api": "v1"}), Some(Publisher::UnipileV1)),
            (Provider::Unipile, json!({"unipile_api": "v2"}), Some(Publisher::UnipileV2)),
            (Provider::Unipile, json!({}), Some(Publisher::UnipileV2)),
            (Provider::Zernio, json!({}), Some(Publisher::Zernio)),
            (Provider::Edges, json!({}), None),
        ];
        for (provider, settings, expected) in cases {
            let row = ConnectionRow {
                id: ConnectionId("it".into()),
                provider,
                name: "It".into(),
                settings,
                created_at: DateTime::<Utc>::UNIX_EPOCH,
            };
            assert_eq!(publisher_of(&row), expected, "{provider:?}");
        }
    }
}
