//! Base URLs and keys as people type them.

use thiserror::Error;
use url::Url;

use crate::secret::Secret;

/// Why an address or a key was refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum EndpointError {
    /// Nothing was typed.
    #[error("The address is missing.")]
    AddressMissing,
    /// Not an address.
    #[error("This isn't an address. It looks like https://api.example.com or api8.unipile.com:13851.")]
    NotAnAddress,
    /// Plain HTTP to another machine.
    #[error("Only https addresses can be used, or http on this computer: a key must not travel unencrypted.")]
    NotEncrypted,
    /// Nothing was typed.
    #[error("The key is missing.")]
    KeyMissing,
    /// A key with spaces or control characters inside.
    #[error("A key has no spaces in it. Copy it again from the provider's settings.")]
    KeyMalformed,
}

/// Reads a base URL: a missing scheme means https (http on this computer), a trailing slash is
/// dropped, and user names in it are refused.
pub fn parse_base_url(typed: &str) -> Result<Url, EndpointError> {
    let typed = typed.trim().trim_end_matches('/');
    if typed.is_empty() {
        return Err(EndpointError::AddressMissing);
    }
    let with_scheme = if typed.contains("://") {
        typed.to_owned()
    } else if is_loopback_host(typed.split([':', '/']).next().unwrap_or_default()) {
        format!("http://{typed}")
    } else {
        format!("https://{typed}")
    };
    let url = Url::parse(&with_scheme).map_err(|_| EndpointError::NotAnAddress)?;
    let host = url.host_str().ok_or(EndpointError::NotAnAddress)?;
    if !url.username().is_empty()
        || url.password().is_some()
        || url.query().is_some()
        || url.fragment().is_some()
    {
        return Err(EndpointError::NotAnAddress);
    }
    match url.scheme() {
        "https" => Ok(url),
        "http" if is_loopback_host(host) => Ok(url),
        "http" => Err(EndpointError::NotEncrypted),
        _ => Err(EndpointError::NotAnAddress),
    }
}

fn is_loopback_host(host: &str) -> bool {
    matches!(host, "localhost" | "127.0.0.1" | "[::1]" | "::1")
}

/// Reads a key: surrounding white space and quotes are dropped, anything else odd is refused.
pub fn parse_key(typed: &str) -> Result<Secret, EndpointError> {
    let key = typed.trim().trim_matches(['"', '\'']).trim();
    if key.is_empty() {
        Err(EndpointError::KeyMissing)
    } else if key.chars().all(|c| c.is_ascii_graphic()) {
        Ok(Secret::new(key))
    } else {
        Err(EndpointError::KeyMalformed)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_read_as_it_is_meant() {
        let cases = [
            ("api8.unipile.com:13851", Ok("https://api8.unipile.com:13851/")),
            ("https://api.edges.run/v1/", Ok("https://api.edges.run/v1")),
            (" http://127.0.0.1:4000 ", Ok("http://127.0.0.1:4000/")),
            ("127.0.0.1:4000", Ok("http://127.0.0.1:4000/")),
            ("localhost:4000", Ok("http://localhost:4000/")),
            ("http://api8.unipile.com", Err(EndpointError::NotEncrypted)),
            ("https://key@api8.unipile.com", Err(EndpointError::NotAnAddress)),
            ("ftp://api8.unipile.com", Err(EndpointError::NotAnAddress)),
            ("my dsn", Err(EndpointError::NotAnAddress)),
            ("", Err(EndpointError::AddressMissing)),
        ];
        for (typed, expected) in cases {
            assert_eq!(
                parse_base_url(typed).as_ref().map(Url::as_str),
                expected.as_ref().copied(),
                "{typed}"
            );
        }
    }

    #[test]
    fn a_key_is_trimmed_and_one_with_spaces_is_refused() {
        assert_eq!(parse_key("  \"abc123\"\n").map(|key| key.expose().to_owned()), Ok("abc123".into()));
        assert_eq!(parse_key("abc 123").map(|_| ()), Err(EndpointError::KeyMalformed));
        assert_eq!(parse_key(" ").map(|_| ()), Err(EndpointError::KeyMissing));
    }
}
