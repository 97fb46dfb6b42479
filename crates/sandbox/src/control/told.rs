//! What a control call was told, whatever content type it came with.

use axum::body::Bytes;
use axum::extract::{FromRequest, Request};
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};
use serde::de::DeserializeOwned;

use super::refused;

/// A JSON body; a mistake in it is answered with a sentence.
pub struct Told<T>(pub T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequest<S> for Told<T> {
    type Rejection = Response;

    async fn from_request(request: Request, state: &S) -> Result<Self, Response> {
        let body =
            Bytes::from_request(request, state).await.map_err(axum::response::IntoResponse::into_response)?;
        serde_json::from_slice(&body)
            .map(Self)
            .map_err(|wrong| refused(StatusCode::BAD_REQUEST, &wrong.to_string()).into_response())
    }
}
