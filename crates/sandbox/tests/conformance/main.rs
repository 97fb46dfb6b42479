//! What each simulated vendor answers, as tables: request, expected status, headers, body.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a broken expectation is what a test reports")]

mod control;
mod desk;
mod edges;
mod edges_workspace;
mod faults;
mod feed;
mod http;
mod in_process;
mod inbox;
mod linkedin_analytics;
mod linkedin_consent;
mod linkedin_content;
mod linkedin_identity;
mod linkedin_legacy;
mod linkedin_limits;
mod linkedin_media;
mod linkedin_posts;
mod linkedin_reading;
mod linkedin_restli;
mod linkedin_roles;
mod linkedin_rules;
mod linkedin_sign_in;
mod linkedin_social;
mod linkedin_tokens;
mod linkedin_webhooks;
mod little_text;
mod seed;
mod snapshots;
mod unipile_accounts;
mod unipile_auth;
mod unipile_hosted;
mod unipile_posts;
mod unipile_v1_accounts;
mod unipile_v1_auth;
mod unipile_v1_posts;
mod unipile_webhooks;
mod zernio;
mod zernio_bulk;
mod zernio_connect;
mod zernio_media;
mod zernio_posts;
mod zernio_schedule;
mod zernio_webhooks;
