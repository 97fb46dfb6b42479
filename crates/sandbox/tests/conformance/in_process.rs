//! The control surface without HTTP.

use chrono::{TimeDelta, TimeZone as _, Utc};
use reqwest::Method;
use rollcall_sandbox::{AccountQuery, Consent, Fault, PostQuery, Provider, Refused, RequestQuery};
use serde_json::{Value, json};

use crate::desk::{Desk, MEMBER_SCOPES, check, row};

#[tokio::test]
async fn a_test_drives_the_sandbox_it_started() {
    let desk = Desk::open().await;
    let control = desk.sandbox.control();

    control.stop_clock();
    control.set_clock(Utc.with_ymd_and_hms(2027, 5, 1, 9, 0, 0).unwrap());
    assert_eq!(
        control.advance_clock(TimeDelta::hours(1)),
        Utc.with_ymd_and_hms(2027, 5, 1, 10, 0, 0).unwrap()
    );
    control.run_clock();

    assert!(control.configure(|config| config.partner = true).partner);
    let consent = Consent { person: "amara-sithole".to_owned(), ..Consent::default() };
    let code = control.consent(consent).unwrap().code;
    let tokens = desk.ask(desk.www(Method::POST, "/oauth/v2/accessToken").form(&desk.exchange(&code))).await;
    assert!(tokens.json()["refresh_token"].is_string(), "{}", tokens.text);

    let unipile = AccountQuery { provider: Some(Provider::Unipile) };
    let running = control.accounts(&unipile).into_iter().find(|account| account.status == "running").unwrap();
    let ended = control.expire(Provider::Unipile, &running.id, None).unwrap();
    assert_eq!((ended.id, ended.status.as_str()), (running.id, "disconnected"));
    assert_eq!(control.restrict("Elif Watanabe", true).unwrap(), "elif-watanabe");
    assert!(matches!(control.expire(Provider::Edges, "nobody", None), Err(Refused::Unknown(_))));
    assert!(control.approve(Provider::Edges, "hana-lindqvist").is_ok());
    assert!(control.links().iter().any(|link| link.kind == "shared"));

    let before = control.snapshot().unwrap();
    control.keep_snapshot("here");
    control.reset();
    assert!(!control.config().partner);
    control.restore(before).unwrap();
    assert!(control.config().partner);
    control.reset();
    control.return_to_snapshot("here").unwrap();
    assert!(control.config().partner);
    assert_eq!(control.snapshots(), ["here"]);
}

#[tokio::test]
async fn what_was_published_and_asked_is_read_as_values() {
    let desk = Desk::open().await;
    let control = desk.sandbox.control();
    let (token, urn) = desk.signed_in("amara-sithole", MEMBER_SCOPES).await;
    control
        .fault(Fault { reply_lost: true, ..Fault::of(Provider::LinkedIn).on("POST", "/rest/posts") })
        .unwrap();
    let post = desk.api(Method::POST, "/rest/posts", &token).json(&json!({
        "author": urn,
        "commentary": "Nobody heard",
        "visibility": "PUBLIC",
        "distribution": {"feedDistribution": "MAIN_FEED"},
        "lifecycleState": "PUBLISHED",
    }));
    assert!(post.send().await.is_err());
    let posts = control.posts(&PostQuery::default());
    assert_eq!(
        (posts.len(), posts[0].text.as_str(), posts[0].provider),
        (1, "Nobody heard", Provider::LinkedIn)
    );
    let asked =
        control.requests(&RequestQuery { path: Some("/rest/posts".to_owned()), ..RequestQuery::default() });
    assert_eq!((asked.len(), asked[0].status, asked[0].faulted), (1, None, true));
    assert!(control.faults().is_empty());
}

#[tokio::test]
async fn an_answer_that_cannot_be_sent_is_not_scripted() {
    let desk = Desk::open().await;
    let control = desk.sandbox.control();
    let wrong = [
        Fault { status: Some(99), ..Fault::of(Provider::Edges) },
        Fault { headers: [("a b".to_owned(), String::new())].into(), ..Fault::of(Provider::Edges) },
        Fault { trickle_bytes: 0, ..Fault::of(Provider::Edges) },
    ];
    for fault in wrong {
        assert!(matches!(control.fault(fault.clone()), Err(Refused::Invalid(_))), "{fault:?}");
    }
    check(vec![row("as before", desk.edges(Method::GET, "/identities"), 200, Value::Null)]).await;
}
