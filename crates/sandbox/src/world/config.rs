//! What `POST /config` switches.

use serde::{Deserialize, Serialize};

use crate::options::Options;

/// Which of two sign-ins for one account goes on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SecondSignIn {
    /// The first: the second is told 425.
    Refuse,
    /// The second: the first is told 409.
    Supersede,
}

/// How events reach the receivers of webhooks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum WebhookDelivery {
    /// Once each, in the order they happened.
    InOrder,
    /// Each event twice.
    Twice,
    /// Not in the order they happened.
    OutOfOrder,
    /// Not at all.
    Never,
}

/// The sandbox's switches. Each that answers an open question about a vendor has the likelier
/// answer as its default.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Config {
    /// The LinkedIn app has page scopes and gets refresh tokens.
    pub partner: bool,
    /// The LinkedIn app may use the native PKCE flow.
    pub native_pkce: bool,
    /// Off: forgive what some public clients send.
    pub strict: bool,
    /// Added to every answer.
    pub latency_ms: u64,
    /// LinkedIn versions that answer, as `YYYYMM`; empty means the last eleven full months.
    pub active_versions: Vec<String>,
    /// How long LinkedIn refuses the same content by the same author.
    pub duplicate_window_s: i64,
    /// How long a LinkedIn picture stays in processing after its upload.
    pub image_processing_s: i64,
    /// How long a LinkedIn video stays in processing after `finalizeUpload`.
    pub video_processing_s: i64,
    /// How long a LinkedIn document stays in processing after its upload.
    pub document_processing_s: i64,
    /// Every picture, video and document ends in `PROCESSING_FAILED`.
    pub media_processing_fails: bool,
    /// How many bytes each part of a LinkedIn video has but the last. LinkedIn cuts at 4 MiB and says
    /// that clients have to go by its instructions.
    pub video_part_bytes: u64,
    /// Larger LinkedIn videos cannot be processed; some partners may publish up to 5 GB.
    pub largest_video_bytes: u64,
    /// Whether LinkedIn refuses a post whose files are still in processing; off, it takes the post
    /// and publishes it when they are ready.
    pub processing_media_is_refused: bool,
    /// Whether LinkedIn creates drafts.
    pub drafts_are_accepted: bool,
    /// Whether LinkedIn cuts a commentary of more than 3000 characters instead of refusing it.
    pub long_commentary_is_cut: bool,
    /// LinkedIn creates posts and then answers 500.
    pub posts_fail_after_creating: bool,
    /// For how long after a LinkedIn post nobody can comment it: "Unable to obtain activity".
    pub activity_delay_s: i64,
    /// How long a member or page must wait between two comments; 0 never throttles.
    pub comment_interval_s: i64,
    /// How LinkedIn answers the edit of a comment: 204, or 200 with the comment.
    pub comment_edit_status: u16,
    /// How LinkedIn answers the second reaction of one actor to one thing.
    pub reaction_twice_status: u16,
    /// Whether LinkedIn's `/v2/ugcPosts` wants a version, as one report says.
    pub ugc_posts_need_version: bool,
    /// A browser whose member consented to the same scopes before is sent back without a page, as at
    /// LinkedIn. Off, because it also keeps a person from choosing another member.
    pub skip_known_consent: bool,
    /// For how many seconds a fresh LinkedIn token is still answered with 401.
    pub token_warm_up_s: i64,
    /// Whether LinkedIn cuts at every unescaped reserved character or only at `( [ { <`.
    pub cut_at_every_reserved: bool,
    /// Whether protocol 2 takes a URN in a path whose colons are not encoded, as some resources do and
    /// a sample of LinkedIn's own sends. In a query only a sandbox that is not strict takes it.
    pub linkedin_raw_urns: bool,
    /// The HTTP status of a LinkedIn version that is no `YYYYMM`: 400 or 426.
    pub linkedin_malformed_version_status: u16,
    /// What a post's `author` that is no member's or page's URN is refused with: 403 by the gateway,
    /// which asks whether the token may act for it, or 400 `INVALID_URN_TYPE` by the resource.
    pub linkedin_malformed_author_status: u16,
    /// The LinkedIn app is in the Development tier: 500 calls a day and endpoint, 100 per member, no
    /// batches, no webhooks, no member analytics.
    pub linkedin_development_tier: bool,
    /// LinkedIn calls a day, endpoint and app; 0 never limits. Left out: 100,000 for creates, 500 in
    /// the Development tier.
    pub linkedin_app_daily_limit: Option<u32>,
    /// LinkedIn calls a day, endpoint, app and member; 0 never limits. Left out: 150 for creates, 100
    /// in the Development tier.
    pub linkedin_member_daily_limit: Option<u32>,
    /// LinkedIn calls within 35 seconds before the throttle that clears by itself; 0 never limits.
    pub linkedin_burst: u32,
    /// Whether LinkedIn's sign-in page comes before the consent page, as at LinkedIn. Off: the consent
    /// page lets a person choose any member.
    pub linkedin_sign_in_first: bool,
    /// The LinkedIn app was made before August 2023 and may ask for `r_liteprofile` and
    /// `r_emailaddress`.
    pub linkedin_legacy_scopes: bool,
    /// Whether LinkedIn's token endpoint names errors as its documents do (`invalid_redirect_uri`,
    /// `invalid_client_id`) or as clients have seen them (`invalid_request`, `invalid_client`).
    pub linkedin_documented_oauth_errors: bool,
    /// The LinkedIn app may have application tokens, without a member.
    pub linkedin_two_legged: bool,
    /// Whether the issuer of LinkedIn's `id_token` has no path, as the guide says, or `/oauth`, as the
    /// discovery document does.
    pub linkedin_short_issuer: bool,
    /// How often a client must ask before an in-app approval counts as given.
    pub in_app_polls: u32,
    /// The HTTP status of Unipile v2's `provider/account_mismatch`: 401 or 403.
    pub unipile_mismatch_status: u16,
    /// Whether Unipile v2 takes attachments as base64 inside the JSON of a post.
    pub unipile_base64_attachments: bool,
    /// Unipile's requests per minute and key; 0 never limits.
    pub unipile_requests_per_minute: u32,
    /// What happens to a sign-in through Unipile v1 while another one for the same account waits for
    /// a checkpoint.
    pub unipile_second_sign_in: SecondSignIn,
    /// How long LinkedIn takes to answer a sign-in through Unipile, in milliseconds of real time.
    pub unipile_sign_in_ms: u64,
    /// Seconds until an in-app approval is given without anybody asking for it; 0 means never.
    pub unipile_in_app_approval_s: i64,
    /// Wrong answers to checkpoints after which LinkedIn ends the sign-in; 0 means never.
    pub unipile_wrong_answers: u32,
    /// Whether Unipile can pass a CAPTCHA on.
    pub unipile_captcha_supported: bool,
    /// Seconds until Unipile has solved a CAPTCHA by itself; 0 means never.
    pub unipile_captcha_solved_s: i64,
    /// How long an account is CONNECTING after a sign-in.
    pub unipile_connecting_s: i64,
    /// How long the first synchronisation takes once the account is up.
    pub unipile_initial_sync_s: i64,
    /// How long a resynchronisation takes.
    pub unipile_resync_s: i64,
    /// The full hour (UTC) at which Unipile v1 restarts, which ends every hosted link; `null` for
    /// never.
    pub unipile_restart_hour: Option<u8>,
    /// What Unipile v1 says to the right credentials of another member: `account_mismatch` (403) or
    /// `wrong_account` (401).
    pub unipile_v1_mismatch: String,
    /// What Unipile v1 says once the five minutes are over: `authentication_intent_error` (500) or
    /// `checkpoint_error` (401).
    pub unipile_v1_expired_sign_in: String,
    /// How account events reach webhooks.
    pub unipile_webhooks: WebhookDelivery,
    /// The largest file of a post, in bytes.
    pub unipile_largest_attachment: usize,
    /// The HTTP status of Unipile v1's `content_too_large`: 400 or 413.
    pub unipile_too_large_status: u16,
    /// Posts per member and day before LinkedIn refuses more; 0 never limits.
    pub unipile_posts_per_day: usize,
    /// The HTTP status of Edges' error labels.
    pub edges_error_status: u16,
    /// Where Edges' integration webhook goes; empty sends none.
    pub edges_webhook_url: String,
    /// Edges' requests per minute and key; 0 never limits.
    pub edges_requests_per_minute: u32,
    /// How many identities the Edges plan includes; 0 never limits.
    pub edges_identities_included: usize,
    /// Zernio's requests per minute and key; 0 never limits.
    pub zernio_requests_per_minute: u32,
    /// Whether Zernio's posts show their accounts as objects instead of ids.
    pub zernio_populates_accounts: bool,
    /// The Zernio workspace has the analytics add-on.
    pub zernio_analytics: bool,
}

impl Config {
    pub(crate) fn new(options: &Options) -> Self {
        Self {
            partner: false,
            native_pkce: false,
            strict: options.strict,
            latency_ms: options.latency_ms,
            active_versions: Vec::new(),
            duplicate_window_s: 600,
            image_processing_s: 0,
            video_processing_s: 2,
            document_processing_s: 0,
            media_processing_fails: false,
            video_part_bytes: 4 * 1024 * 1024,
            largest_video_bytes: 500 * 1024 * 1024,
            processing_media_is_refused: true,
            drafts_are_accepted: false,
            long_commentary_is_cut: false,
            posts_fail_after_creating: false,
            activity_delay_s: 0,
            comment_interval_s: 60,
            comment_edit_status: 204,
            reaction_twice_status: 409,
            ugc_posts_need_version: false,
            skip_known_consent: false,
            token_warm_up_s: 0,
            cut_at_every_reserved: true,
            linkedin_raw_urns: true,
            linkedin_malformed_version_status: 426,
            linkedin_malformed_author_status: 403,
            linkedin_development_tier: false,
            linkedin_app_daily_limit: None,
            linkedin_member_daily_limit: None,
            linkedin_burst: 0,
            linkedin_sign_in_first: false,
            linkedin_legacy_scopes: false,
            linkedin_documented_oauth_errors: false,
            linkedin_two_legged: false,
            linkedin_short_issuer: false,
            in_app_polls: 3,
            unipile_mismatch_status: 401,
            unipile_base64_attachments: true,
            unipile_requests_per_minute: 0,
            unipile_second_sign_in: SecondSignIn::Refuse,
            unipile_sign_in_ms: 0,
            unipile_in_app_approval_s: 15,
            unipile_wrong_answers: 5,
            unipile_captcha_supported: true,
            unipile_captcha_solved_s: 3,
            unipile_connecting_s: 0,
            unipile_initial_sync_s: 0,
            unipile_resync_s: 2,
            unipile_restart_hour: Some(4),
            unipile_v1_mismatch: "account_mismatch".to_owned(),
            unipile_v1_expired_sign_in: "authentication_intent_error".to_owned(),
            unipile_webhooks: WebhookDelivery::InOrder,
            unipile_largest_attachment: 100 * 1024 * 1024,
            unipile_too_large_status: 400,
            unipile_posts_per_day: 0,
            edges_error_status: 424,
            edges_webhook_url: String::new(),
            edges_requests_per_minute: 0,
            edges_identities_included: 0,
            zernio_requests_per_minute: 0,
            zernio_populates_accounts: true,
            zernio_analytics: false,
        }
    }
}
