//! What a secret is filed under.

/// Under what a secret is kept: whose it is, and what it is.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct SecretKey {
    /// The id of the account or connection that it belongs to.
    pub owner: String,
    /// What it is.
    pub kind: SecretKind,
}

impl SecretKey {
    /// The key of one secret of an account or a connection.
    pub fn new(owner: impl Into<String>, kind: SecretKind) -> Self {
        Self { owner: owner.into(), kind }
    }

    /// The account name that the keychain shows: our own id and the kind, nothing that tells
    /// who the owner is.
    pub(crate) fn entry(&self) -> String {
        format!("{}/{}", self.owner, self.kind.as_str())
    }
}

/// The kinds of secret there are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum SecretKind {
    /// A connection's API key (Unipile, Edges, Zernio).
    ApiKey,
    /// A LinkedIn app's client secret.
    ClientSecret,
    /// An account's OAuth access token.
    AccessToken,
    /// An account's OAuth refresh token.
    RefreshToken,
    /// An account's session cookie.
    LiAt,
    /// An account's cookie for premium products.
    LiA,
    /// A password that the operator asked to keep.
    Password,
    /// What the places that take a copy's files are sealed with.
    UploadKey,
}

impl SecretKind {
    /// Every kind.
    pub const ALL: [SecretKind; 8] = [
        SecretKind::ApiKey,
        SecretKind::ClientSecret,
        SecretKind::AccessToken,
        SecretKind::RefreshToken,
        SecretKind::LiAt,
        SecretKind::LiA,
        SecretKind::Password,
        SecretKind::UploadKey,
    ];

    /// The word in the keychain's account name. Changing one loses what was kept under it.
    pub fn as_str(self) -> &'static str {
        match self {
            SecretKind::ApiKey => "api_key",
            SecretKind::ClientSecret => "client_secret",
            SecretKind::AccessToken => "access_token",
            SecretKind::RefreshToken => "refresh_token",
            SecretKind::LiAt => "li_at",
            SecretKind::LiA => "li_a",
            SecretKind::Password => "password",
            SecretKind::UploadKey => "upload_key",
        }
    }
}
