//! `POST …/integrations/linkedin/checkpoint`: a code, or `{}` to ask whether it has passed.

use axum::Json;
use axum::extract::Path;
use bytes::Bytes;
use serde::Deserialize;
use serde_json::Value;

use super::connect::{admit, integration_json, spoil};
use super::errors::{Refusal, refusal};
use super::state::kind_of;
use super::{Keyed, linkedin_only};
use crate::world::{Challenge, Challenges, Step, World};

#[derive(Default, Deserialize)]
struct Body {
    code: Option<String>,
}

pub async fn answer(
    keyed: Keyed,
    Path((uid, integration)): Path<(String, String)>,
    body: Bytes,
) -> Result<Json<Value>, Refusal> {
    let mut world = keyed.world();
    linkedin_only(&world, &integration)?;
    let body: Body = if body.is_empty() {
        Body::default()
    } else {
        serde_json::from_slice(&body)
            .map_err(|wrong| Refusal::with_status(400, "BAD_INPUT", wrong.to_string()))?
    };
    integration_json(&world, &uid)?;
    step(&mut world, &uid, body.code.as_deref())?;
    integration_json(&world, &uid).map(Json)
}

/// Answers the identity's open checkpoint; afterwards it is valid or waits for the next one.
pub fn step(world: &mut World, uid: &str, code: Option<&str>) -> Result<(), Refusal> {
    let now = world.now();
    let Some(challenges) = world
        .edges
        .identity_mut(uid)
        .and_then(|identity| identity.integration.as_mut())
        .and_then(|integration| integration.checkpoint.as_mut())
    else {
        return Err(refusal(
            world,
            "CHECKPOINT_MISSING_DATA",
            "No checkpoint is open. Start the authentication again.",
        ));
    };
    let present = challenges.present();
    match kind_of(challenges) {
        Some("LOGIN_FORM") if now < challenges.until => {
            let why = "LinkedIn went back to its sign-in form. Start the authentication again.";
            return Err(refusal(world, "CHECKPOINT_MISSING_DATA", why));
        }
        Some("UNKNOWN") if now < challenges.until && code != Some("TRY_ANOTHER_WAY") => {
            let why = "LinkedIn asks for something Edges does not know. Contact support.";
            return Err(refusal(world, "CHECKPOINT_MISSING_DATA", why));
        }
        _ => {}
    }
    match challenges.answer(code, now) {
        Step::Passed => {
            admit(world, uid);
            Ok(())
        }
        Step::Next(_) => Ok(()),
        Step::StillWaiting => Err(refusal(
            world,
            "IN_APP_CHALLENGE_PENDING",
            "The sign-in has not been approved in the LinkedIn app yet.",
        )),
        Step::WrongCode => Err(refusal(world, "INVALID_CODE", "LinkedIn does not accept this code.")),
        Step::Missing => Err(refusal(world, "CHECKPOINT_MISSING_DATA", "This checkpoint needs a code.")),
        Step::Expired => {
            let label = if present.is_some_and(Challenge::waits_for_approval) {
                "IN_APP_CHALLENGE_EXPIRED"
            } else {
                "2FA_VALIDATION_EXPIRED"
            };
            spoil(world, uid, label, "The sign-in took too long.");
            Err(refusal(world, label, "The sign-in took too long. Start the authentication again."))
        }
    }
}

/// The open checkpoint of an identity.
pub fn open<'a>(world: &'a mut World, uid: &str) -> Option<&'a mut Challenges> {
    world.edges.identity_mut(uid)?.integration.as_mut()?.checkpoint.as_mut()
}
