//! OpenID Connect: the signed `id_token`, and where its key is published.

use std::sync::LazyLock;

use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::rsa::{KeyPair, KeySize};
use aws_lc_rs::signature::RSA_PKCS1_SHA256;
use axum::Json;
use axum::extract::State;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::TimeDelta;
use serde_json::{Value, json};

use crate::world::{Ctx, World};

const KEY_ID: &str = "sandbox-1";
const HOURS: i64 = 1;

/// One key per process, made when first needed: it takes a noticeable moment.
static KEY: LazyLock<Option<KeyPair>> = LazyLock::new(|| KeyPair::generate(KeySize::Rsa2048).ok());

/// `GET /oauth/.well-known/openid-configuration`.
pub async fn discovery(State(hub): State<Ctx>) -> Json<Value> {
    let world = hub.world();
    let www = &world.endpoints.linkedin.www;
    Json(json!({
        "issuer": format!("{www}/oauth"),
        "authorization_endpoint": format!("{www}/oauth/v2/authorization"),
        "token_endpoint": format!("{www}/oauth/v2/accessToken"),
        "userinfo_endpoint": format!("{}/v2/userinfo", world.endpoints.linkedin.api),
        "jwks_uri": format!("{www}/oauth/openid/jwks"),
        "response_types_supported": ["code"],
        "subject_types_supported": ["pairwise"],
        "id_token_signing_alg_values_supported": ["RS256"],
        "scopes_supported": ["openid", "profile", "email"],
        "claims_supported": [
            "iss", "aud", "iat", "exp", "sub", "name", "given_name", "family_name", "picture",
            "email", "email_verified", "locale",
        ],
    }))
}

/// `GET /oauth/openid/jwks`.
pub async fn keys() -> Json<Value> {
    let keys: Vec<Value> = KEY.as_ref().and_then(public_key).into_iter().collect();
    Json(json!({"keys": keys}))
}

fn public_key(key: &KeyPair) -> Option<Value> {
    let public = aws_lc_rs::signature::KeyPair::public_key(key);
    // RFC 8017, A.1.1: RSAPublicKey ::= SEQUENCE { modulus INTEGER, publicExponent INTEGER }
    let (sequence, _) = der_value(0x30, public.as_ref())?;
    let (modulus, rest) = der_value(0x02, sequence)?;
    let (exponent, _) = der_value(0x02, rest)?;
    // DER puts a zero before numbers whose first bit is set; a JWK does not.
    let modulus = modulus.strip_prefix(&[0]).unwrap_or(modulus);
    Some(json!({
        "kty": "RSA",
        "use": "sig",
        "alg": "RS256",
        "kid": KEY_ID,
        "n": URL_SAFE_NO_PAD.encode(modulus),
        "e": URL_SAFE_NO_PAD.encode(exponent),
    }))
}

/// The content of the DER element with this tag, and what follows it.
fn der_value(tag: u8, der: &[u8]) -> Option<(&[u8], &[u8])> {
    let (&[found, first], rest) = der.split_first_chunk::<2>()?;
    if found != tag {
        return None;
    }
    if first < 0x80 {
        return rest.split_at_checked(usize::from(first));
    }
    let (length, rest) = rest.split_at_checked(usize::from(first & 0x7f))?;
    let length = length.iter().fold(0, |length, &byte| length << 8 | usize::from(byte));
    rest.split_at_checked(length)
}

/// The discovery document's issuer; the documents disagree on the token's.
fn issuer(world: &World) -> String {
    let www = &world.endpoints.linkedin.www;
    if world.config.linkedin_short_issuer { www.clone() } else { format!("{www}/oauth") }
}

/// The token that says who consented, with the claims the scopes allow.
pub fn id_token(world: &World, person: &str, profile: bool, email: bool) -> Option<String> {
    let person = world.people.get(person)?;
    let now = world.now();
    let mut claims = json!({
        "iss": issuer(world),
        "aud": world.endpoints.linkedin.client_id,
        "iat": now.timestamp(),
        "exp": (now + TimeDelta::hours(HOURS)).timestamp(),
        "sub": person.sub,
    });
    if profile {
        claims["name"] = json!(person.name());
        claims["given_name"] = json!(person.first);
        claims["family_name"] = json!(person.last);
        claims["picture"] = json!(world.picture_url(&person.slug));
        claims["locale"] = json!("en_US");
    }
    if email {
        claims["email"] = json!(person.email);
        // A string, as clients have seen it.
        claims["email_verified"] = json!("true");
    }
    let header = json!({"alg": "RS256", "typ": "JWT", "kid": KEY_ID});
    let part = |json: &Value| URL_SAFE_NO_PAD.encode(json.to_string());
    let signed = format!("{}.{}", part(&header), part(&claims));
    let key = KEY.as_ref()?;
    let mut signature = vec![0; key.public_modulus_len()];
    key.sign(&RSA_PKCS1_SHA256, &SystemRandom::new(), signed.as_bytes(), &mut signature).ok()?;
    Some(format!("{signed}.{}", URL_SAFE_NO_PAD.encode(signature)))
}
