//! A request of the API as the gateway understood it, and the answers Rest.li gives.

use std::sync::Arc;

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use serde_json::Value;

use super::errors::{ApiError, param_invalid};
use super::restli::{Batch, Method, Page, Query};

/// A request that passed the gateway.
#[derive(Clone)]
pub struct Call {
    pub method: Method,
    pub query: Arc<Query>,
    /// As the client sent it, still encoded.
    pub path: String,
    /// As the client sent it, or took it out of the tunnel.
    pub raw_query: String,
}

impl Call {
    /// A text parameter.
    pub fn text(&self, name: &str) -> Option<&str> {
        self.query.text(name)
    }

    /// A text parameter the finder cannot do without.
    pub fn required(&self, name: &str) -> Result<&str, ApiError> {
        self.text(name).filter(|text| !text.is_empty()).ok_or_else(|| param_invalid(name))
    }

    /// The page asked for.
    pub fn page(&self, most: usize) -> Result<Page, ApiError> {
        Page::asked(&self.query, most).map_err(param_invalid)
    }

    /// A collection's answer: the page asked for, of at most `most` elements.
    pub fn collection(&self, all: Vec<Value>, most: usize) -> Result<Value, ApiError> {
        Ok(self.page(most)?.of(all, &self.path, &self.raw_query))
    }

    /// The answer to `ids=`: each key is asked for by itself.
    pub fn batch(&self, one: impl Fn(&str) -> Result<Value, ApiError>) -> Result<Value, ApiError> {
        let keys = self.query.list("ids").ok_or_else(|| param_invalid("ids"))?;
        let mut batch = Batch::default();
        for key in keys {
            match one(&key) {
                Ok(entity) => batch.found(&key, entity),
                Err(refused) => {
                    let (status, body) = refused.told();
                    batch.refused(&key, status, body);
                }
            }
        }
        Ok(batch.json())
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Call {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, ApiError> {
        // Only the gateway's routes have it; elsewhere nobody asks.
        parts.extensions.get::<Self>().cloned().ok_or_else(super::errors::unresolved)
    }
}
