//! What each provider's own words mean in Rollcall's.
//!
//! Every provider's set of words is open: what isn't known is kept as [`Status::Unknown`].

use crate::{
    Timestamp, checkpoint::CheckpointKind, provider::Provider, setup_source::SetupSource, status::Status,
};

/// A Unipile v2 account's `status` (Unipile API v2 reference).
pub fn unipile_status(raw: &str) -> Status {
    match raw {
        "running" => Status::Connected,
        "disconnected" => Status::SignInNeeded,
        "errored" => Status::ProviderUnreachable,
        "paused" => Status::Paused,
        other => Status::Unknown { raw: other.to_owned() },
    }
}

/// The statuses of a Unipile v1 account's sources (Unipile API v1 SDK): the account works when all
/// of them do, and is as badly off as the worst one. Without a source it is still being linked.
pub fn unipile_v1_status(sources: &[&str]) -> Status {
    let worst_first = ["CREDENTIALS", "PERMISSIONS", "STOPPED", "ERROR"];
    let known = worst_first.into_iter().find(|word| sources.contains(word));
    let unknown = || sources.iter().find(|word| !["OK", "CONNECTING"].contains(word)).copied();
    match known.or_else(unknown) {
        Some("CREDENTIALS") => Status::SignInNeeded,
        Some("PERMISSIONS") => Status::PermissionMissing { what: "A permission".into() },
        Some("STOPPED" | "ERROR") => Status::ProviderUnreachable,
        Some(raw) => Status::Unknown { raw: raw.to_owned() },
        None if sources.is_empty() || sources.contains(&"CONNECTING") => Status::Connecting,
        None => Status::Connected,
    }
}

/// An Edges integration's `status`, with its open checkpoint (Edges API reference).
pub fn edges_status(raw: &str, checkpoint: Option<CheckpointKind>) -> Status {
    match (raw, checkpoint) {
        ("VALID", _) => Status::Connected,
        ("INVALID", _) => Status::SignInNeeded,
        ("PENDING", Some(checkpoint)) => Status::Checkpoint { checkpoint, deadline: None },
        ("PENDING", None) => Status::Connecting,
        ("LIMIT_REACHED", _) => Status::LimitedUntil { at: None },
        (other, _) => Status::Unknown { raw: other.to_owned() },
    }
}

/// The parts of a Zernio account's health that decide its status (Zernio API reference).
#[derive(Debug, Clone, Default)]
pub struct ZernioHealth {
    /// `isActive`.
    pub active: bool,
    /// `needsReconnection`.
    pub needs_reconnection: bool,
    /// `enabled`; false when the operator switched it off there.
    pub enabled: bool,
    /// `rateLimitedUntil`.
    pub rate_limited_until: Option<Timestamp>,
    /// `permissions.missingRequired`.
    pub missing_permissions: Vec<String>,
}

/// A Zernio account's health.
pub fn zernio_status(health: &ZernioHealth) -> Status {
    if !health.enabled {
        Status::Paused
    } else if health.needs_reconnection || !health.active {
        Status::SignInNeeded
    } else if let Some(what) = health.missing_permissions.first() {
        Status::PermissionMissing { what: what.clone() }
    } else if let Some(at) = health.rate_limited_until {
        Status::LimitedUntil { at: Some(at) }
    } else {
        Status::Connected
    }
}

/// A checkpoint's type as any provider spells it, with the field that says where a two-step code
/// comes from (`source` in Unipile v1, `platform` in v2).
pub fn checkpoint_kind(raw: &str, platform: Option<&str>) -> CheckpointKind {
    match raw {
        "2FA" => CheckpointKind::TwoFactor { platform: platform.map(str::to_owned) },
        "OTP" => CheckpointKind::Otp,
        "EMAIL" => CheckpointKind::Email,
        "IN_APP_VALIDATION" => CheckpointKind::InAppApproval,
        "OTP_OR_IN_APP_VALIDATION" => CheckpointKind::OtpOrInApp,
        "PHONE_REGISTER" => CheckpointKind::Phone,
        "CAPTCHA" => CheckpointKind::Captcha,
        "CONTRACT_CHOOSER" => CheckpointKind::ContractChoice { options: Vec::new() },
        other => CheckpointKind::Other(other.to_owned()),
    }
}

/// The setup source of an Edges integration. Which of `SHARED` and `EXTENSION` is the enum and
/// which the dashboard's label is uncertain, so both are understood.
pub fn edges_setup_source(setup_source: &str, auth_type: &str, is_shared: bool) -> SetupSource {
    match (setup_source, auth_type) {
        ("EXTENSION", _) => SetupSource::SharedExtension,
        ("API", "COOKIES") => SetupSource::ApiCookies,
        ("API", _) => SetupSource::ApiBasic,
        ("SHARED", "COOKIES") => SetupSource::SharedExtension,
        ("SHARED", _) => SetupSource::SharedLogin,
        (_, "COOKIES") if is_shared => SetupSource::SharedExtension,
        (_, _) if is_shared => SetupSource::SharedLogin,
        (_, "COOKIES") => SetupSource::ApiCookies,
        _ => SetupSource::ApiBasic,
    }
}

/// The setup source written into a Unipile account's `metadata`; `None` for a word that is none of
/// Unipile's ways.
pub fn unipile_setup_source(raw: &str) -> Option<SetupSource> {
    SetupSource::parse(&raw.to_ascii_lowercase())
        .filter(|source| SetupSource::offered_by(Provider::Unipile).contains(source))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn unipile_statuses_read_as_rollcalls_and_unknown_ones_stay_verbatim() {
        let cases = [
            ("running", Status::Connected),
            ("disconnected", Status::SignInNeeded),
            ("errored", Status::ProviderUnreachable),
            ("paused", Status::Paused),
            ("degraded", Status::Unknown { raw: "degraded".into() }),
        ];
        for (raw, status) in cases {
            assert_eq!(unipile_status(raw), status);
        }
    }

    #[test]
    fn a_unipile_v1_account_is_as_well_as_its_worst_source() {
        let cases: [(&[&str], Status); 8] = [
            (&["OK"], Status::Connected),
            (&["OK", "CONNECTING"], Status::Connecting),
            (&[], Status::Connecting),
            (&["OK", "CREDENTIALS"], Status::SignInNeeded),
            (&["STOPPED"], Status::ProviderUnreachable),
            (&["ERROR", "CREDENTIALS"], Status::SignInNeeded),
            (&["PERMISSIONS"], Status::PermissionMissing { what: "A permission".into() }),
            (&["OK", "FROZEN"], Status::Unknown { raw: "FROZEN".into() }),
        ];
        for (sources, status) in cases {
            assert_eq!(unipile_v1_status(sources), status, "{sources:?}");
        }
    }

    #[test]
    fn edges_statuses_read_as_rollcalls() {
        let two_factor = CheckpointKind::TwoFactor { platform: None };
        let cases = [
            ("VALID", None, Status::Connected),
            ("INVALID", None, Status::SignInNeeded),
            ("PENDING", None, Status::Connecting),
            (
                "PENDING",
                Some(two_factor.clone()),
                Status::Checkpoint { checkpoint: two_factor, deadline: None },
            ),
            ("LIMIT_REACHED", None, Status::LimitedUntil { at: None }),
            ("FROZEN", None, Status::Unknown { raw: "FROZEN".into() }),
        ];
        for (raw, checkpoint, status) in cases {
            assert_eq!(edges_status(raw, checkpoint), status);
        }
    }

    #[test]
    fn edges_setup_sources_are_told_apart_by_their_raw_fields() {
        let cases = [
            ("SHARED", "BASIC", true, SetupSource::SharedLogin),
            ("EXTENSION", "COOKIES", true, SetupSource::SharedExtension),
            ("SHARED", "COOKIES", true, SetupSource::SharedExtension),
            ("API", "BASIC", false, SetupSource::ApiBasic),
            ("API", "COOKIES", false, SetupSource::ApiCookies),
        ];
        for (source, auth, shared, expected) in cases {
            assert_eq!(edges_setup_source(source, auth, shared), expected, "{source} {auth}");
        }
    }
}
