//! LinkedIn's error bodies; which shape comes when depends on the layer that refuses.

use axum::Json;
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};

/// A refusal of the API hosts.
#[derive(Debug)]
pub struct ApiError {
    status: u16,
    body: Value,
    /// Refused by the gateway, before the resource saw the request.
    gateway: bool,
}

/// Shape A: gateway refusals of authorization, permission and throttle.
pub fn gateway(status: u16, service_error: u32, code: &str, message: &str) -> ApiError {
    ApiError {
        status,
        body: json!({
            "status": status,
            "serviceErrorCode": service_error,
            "code": code,
            "message": message,
        }),
        gateway: true,
    }
}

/// Shape B: gateway refusals of the version.
pub fn version(status: u16, code: &str, message: &str) -> ApiError {
    ApiError { status, body: json!({"status": status, "code": code, "message": message}), gateway: true }
}

/// Shape C: the resource itself.
pub fn plain(status: u16, message: impl Into<String>) -> ApiError {
    ApiError { status, body: json!({"message": message.into(), "status": status}), gateway: false }
}

/// Shape F: fields the gateway does not let through.
pub fn field(message: &str) -> ApiError {
    ApiError {
        status: 403,
        body: json!({"serviceErrorCode": 100, "message": message, "status": 403}),
        gateway: true,
    }
}

/// Shape D: newer validation, with the field at fault.
pub fn input(status: u16, code: &str, message: &str, field: &str) -> ApiError {
    ApiError {
        status,
        body: json!({
            "errorDetailType": "com.linkedin.common.error.BadRequest",
            "code": code,
            "message": message,
            "errorDetails": {"inputErrors": [{
                "description": message,
                "code": code,
                "input": {"inputPath": {"fieldPath": field}},
            }]},
            "status": status,
        }),
        gateway: false,
    }
}

/// The same content by the same author once more.
pub fn duplicate(urn: &str) -> ApiError {
    ApiError {
        status: 422,
        body: json!({
            "errorDetailType": "com.linkedin.common.error.BadRequest",
            "message": format!(
                "com.linkedin.content.common.exception.BadRequestResponseException: \
                 Content is a duplicate of {urn}"
            ),
            "errorDetails": {"inputErrors": [{
                "description": "Duplicate post is detected",
                "input": {},
                "code": "DUPLICATE_POST",
            }]},
            "status": 422,
        }),
        gateway: false,
    }
}

/// A request the gateway cannot make sense of.
pub fn illegal(message: &str) -> ApiError {
    ApiError {
        status: 400,
        body: json!({"status": 400, "code": "ILLEGAL_ARGUMENT", "message": message}),
        gateway: false,
    }
}

/// Verb, path, query and `X-RestLi-Method` name no method of the resource.
pub fn unresolved() -> ApiError {
    illegal("Resource method could not be resolved from request parameters.")
}

/// A query parameter of the wrong type, or one that is missing.
pub fn param_invalid(name: &str) -> ApiError {
    ApiError {
        status: 400,
        body: json!({
            "errorDetailType": "com.linkedin.common.error.BadRequest",
            "message": "Invalid param. Please see errorDetails for more information.",
            "errorDetails": {"inputErrors": [{
                "description": "Invalid value for param; wrong type or other syntax error",
                "code": "PARAM_INVALID",
                "input": {"inputPath": {"fieldPath": name}},
            }]},
            "status": 400,
        }),
        gateway: false,
    }
}

/// A query parameter the resource does not know.
pub fn param_not_allowed(name: &str) -> ApiError {
    ApiError {
        status: 400,
        body: json!({
            "errorDetailType": "com.linkedin.common.error.BadRequest",
            "message": "Invalid param. Please see errorDetails for more information.",
            "errorDetails": {"inputErrors": [{
                "code": "QUERY_PARAM_NOT_ALLOWED",
                "input": {"inputPath": {"fieldPath": name}},
            }]},
            "status": 400,
        }),
        gateway: false,
    }
}

/// Shape F: the throttle that clears by itself.
pub fn throttled() -> ApiError {
    ApiError {
        status: 429,
        body: json!({
            "serviceErrorCode": 101,
            "message": "Resource level throttle limit for calls to this resource is reached.",
            "status": 429,
        }),
        gateway: true,
    }
}

pub fn not_found() -> ApiError {
    ApiError {
        status: 404,
        body: json!({"status": 404, "code": "NOT_FOUND", "message": "Could not find entity"}),
        gateway: false,
    }
}

impl ApiError {
    /// Status and body, for the answer to a batch.
    pub fn told(self) -> (u16, Value) {
        (self.status, self.body)
    }
}

impl IntoResponse for ApiError {
    fn into_response(self) -> Response {
        let status = StatusCode::from_u16(self.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let mut response = (status, Json(self.body)).into_response();
        let name = if self.gateway { "x-restli-gateway-error" } else { "x-restli-error-response" };
        response.headers_mut().insert(name, HeaderValue::from_static("true"));
        response
    }
}

/// Shape E: the OAuth endpoints.
pub fn oauth(status: StatusCode, error: &str, description: &str) -> Response {
    let body = json!({"error": error, "error_description": description});
    (status, Json(body)).into_response()
}
