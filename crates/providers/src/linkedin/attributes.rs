//! Text that isn't little text: plain words, and beside them whom some of the words name. Comments
//! and the older posts take it (LinkedIn API documentation, "Comments API", "UGC Posts API").

use rollcall_domain::{post::PostText, text};
use serde_json::{Value, json};

/// `{"text", "attributes"}`.
pub(super) fn with_attributes(text: &PostText) -> Value {
    let attributes = text::attributes(text).into_iter().map(|attribute| {
        let value = if attribute.urn.starts_with("urn:li:organization:") {
            json!({ "com.linkedin.common.CompanyAttributedEntity": { "company": attribute.urn } })
        } else {
            json!({ "com.linkedin.common.MemberAttributedEntity": { "member": attribute.urn } })
        };
        json!({ "start": attribute.start, "length": attribute.length, "value": value })
    });
    json!({ "text": text.text, "attributes": attributes.collect::<Vec<_>>() })
}

#[cfg(test)]
mod tests {
    use rollcall_domain::post::Mention;

    use super::*;

    #[test]
    fn members_and_pages_are_named_in_words_of_their_own() {
        let mentions = vec![
            Mention { start: 7, length: 3, urn: "urn:li:person:abc".into() },
            Mention { start: 15, length: 4, urn: "urn:li:organization:7".into() },
        ];
        let text = PostText { text: "Thanks Ada and Acme!".into(), mentions };
        assert_eq!(
            with_attributes(&text),
            json!({ "text": "Thanks Ada and Acme!", "attributes": [
                { "start": 7, "length": 3,
                  "value": { "com.linkedin.common.MemberAttributedEntity": { "member": "urn:li:person:abc" } } },
                { "start": 15, "length": 4,
                  "value": { "com.linkedin.common.CompanyAttributedEntity": { "company": "urn:li:organization:7" } } },
            ] })
        );
    }
}
