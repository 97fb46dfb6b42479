//! Whom a text can name, as LinkedIn and Unipile tell it.

use rollcall_domain::{secret::Secret, unipile_api::UnipileApi};
use rollcall_providers::{linkedin::Mentioned, unipile::UnipileClient};
use serde_json::json;

use crate::wire::{self, KEY, always, at, patient, reply, requests, targets, token, transport};

#[tokio::test]
async fn a_page_is_found_by_its_name_in_addresses() {
    let body =
        json!({"elements": [{"id": 1337, "localizedName": "Alder & Finch", "vanityName": "alder-finch"}]});
    let server = always(reply(200, body)).await;
    let found = wire::linkedin(&server.uri()).page_called(&token(), "alder-finch").await.unwrap();
    let urn = "urn:li:organization:1337".into();
    assert_eq!(found, Some(Mentioned { urn, name: "Alder & Finch".into(), headline: None }));
    assert_eq!(
        targets(&requests(&server).await),
        ["GET /rest/organizations?q=vanityName&vanityName=alder-finch"]
    );
}

#[tokio::test]
async fn followers_of_a_page_are_found_by_their_names() {
    let body = json!({"elements": [
        {"member": "urn:li:person:782bbtaQ", "firstName": "Hana", "lastName": "Lindqvist", "headline": "Recruiter"},
        {"member": "urn:li:person:nameless"},
    ]});
    let server = always(reply(200, body)).await;
    let found = wire::linkedin(&server.uri())
        .followers(&token(), "urn:li:organization:1337", "hana l")
        .await
        .unwrap();
    assert_eq!(
        found,
        [Mentioned {
            urn: "urn:li:person:782bbtaQ".into(),
            name: "Hana Lindqvist".into(),
            headline: Some("Recruiter".into()),
        }]
    );
}

#[tokio::test]
async fn what_a_token_may_not_ask_is_nobody_found() {
    let body = json!({"status": 403, "code": "ACCESS_DENIED", "serviceErrorCode": 100,
        "message": "Not enough permissions to access: organizations.FINDER-vanityName.20261001"});
    let server = always(reply(403, body)).await;
    let client = wire::linkedin(&server.uri());
    assert_eq!(client.page_called(&token(), "alder-finch").await.unwrap(), None);
    let followers = client.followers(&token(), "urn:li:organization:1337", "hana").await.unwrap();
    assert!(followers.is_empty());
}

#[tokio::test]
async fn a_member_is_found_through_both_of_unipiles_apis() {
    let cases = [
        (
            UnipileApi::V1,
            json!({"object": "UserProfile", "provider_id": "ACoAAHana", "first_name": "Hana", "last_name": "Lindqvist"}),
            "GET /api/v1/users/hana-lindqvist?account_id=acc_1",
        ),
        (
            UnipileApi::V2,
            json!({"object": "User", "id": "ACoAAHana", "display_name": "Hana Lindqvist"}),
            "GET /v2/acc_1/users/hana-lindqvist",
        ),
    ];
    for (api, body, target) in cases {
        let server = always(reply(200, body)).await;
        let client = UnipileClient::new(transport(), at(&server.uri()), Secret::new(KEY), api);
        let found = client.member("acc_1", "hana-lindqvist").await.unwrap().unwrap();
        assert_eq!(
            (found.urn.as_str(), found.name.as_str()),
            ("urn:li:fsd_profile:ACoAAHana", "Hana Lindqvist")
        );
        assert_eq!(targets(&requests(&server).await), [target]);
    }
    let server = always(reply(404, json!({"object": "Error", "type": "provider/resource_not_found"}))).await;
    assert_eq!(wire::unipile(&server.uri(), patient()).member("acc_1", "nobody").await.unwrap(), None);
}

#[tokio::test]
async fn zernio_tells_who_has_an_address() {
    let body =
        json!({"urn": "urn:li:organization:1337", "type": "organization", "displayName": "Alder & Finch"});
    let server = always(reply(200, body)).await;
    let found = wire::zernio(&server.uri())
        .mention("acc_1", "https://www.linkedin.com/company/alder-finch")
        .await
        .unwrap();
    let urn = "urn:li:organization:1337".into();
    assert_eq!(found, Some(Mentioned { urn, name: "Alder & Finch".into(), headline: None }));
    assert_eq!(
        targets(&requests(&server).await),
        [
            "GET /api/v1/accounts/acc_1/linkedin-mentions?url=https%3A%2F%2Fwww.linkedin.com%2Fcompany%2Falder-finch"
        ]
    );
}

#[tokio::test]
async fn linkedin_tells_through_a_page_who_has_an_address() {
    let body = json!({"elements": [{"vanityUrl": "https://www.linkedin.com/in/hana", "member": "urn:li:person:782bbtaQ"}]});
    let server = always(reply(200, body)).await;
    let page = "urn:li:organization:1337";
    let found = wire::linkedin(&server.uri()).member_called(&token(), page, "hana").await.unwrap();
    assert_eq!(found.as_deref(), Some("urn:li:person:782bbtaQ"));
    assert_eq!(
        targets(&requests(&server).await),
        [
            "GET /rest/vanityUrl?q=vanityUrlAsOrganization&vanityUrl=https%3A%2F%2Fwww.linkedin.com%2Fin%2Fhana&organization=urn%3Ali%3Aorganization%3A1337"
        ]
    );
}
