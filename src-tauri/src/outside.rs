//! Opening addresses outside of Rollcall: the system browser and the mail program.

use rollcall_api::{
    Rollcall, connections,
    error::{ApiError, ErrorCode},
};
use tauri::{AppHandle, Url};
use tauri_plugin_opener::OpenerExt as _;

use crate::refusal::{failed, refusal};

/// Opens a web address in the system browser. The address may come from a provider, so only `https`
/// is let through; plain `http` only to 127.0.0.1, and only in a workspace that talks to it anyway.
///
/// # Errors
/// When the address is of another kind, or the system has no browser.
pub async fn browse(app: &AppHandle, rollcall: &Rollcall, address: &str) -> Result<(), ApiError> {
    let local =
        connections::list(rollcall).await?.iter().any(|connection| is_this_computer(&connection.host));
    let Some(url) = web_address(address, local) else {
        return Err(refusal(
            ErrorCode::BadInput,
            "This address isn't a web address that Rollcall opens.",
            Some("Check the connection's settings."),
        ));
    };
    app.opener()
        .open_url(url.as_str(), None::<&str>)
        .map_err(|error| failed(error, "The browser couldn't be opened."))
}

/// Opens the mail program with a message that has yet to be sent.
///
/// # Errors
/// When the system has no mail program.
pub fn write_mail(app: &AppHandle, subject: &str, body: &str) -> Result<(), ApiError> {
    let address = mail_address(subject, body);
    app.opener()
        .open_url(address, None::<&str>)
        .map_err(|error| failed(error, "No mail program could be opened. Copy the link instead."))
}

/// Percent-encoded throughout: form encoding would show blanks as plus signs.
fn mail_address(subject: &str, body: &str) -> String {
    use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
    let [subject, body] = [subject, body].map(|text| utf8_percent_encode(text, NON_ALPHANUMERIC));
    format!("mailto:?subject={subject}&body={body}")
}

fn web_address(address: &str, local: bool) -> Option<Url> {
    let url = Url::parse(address).ok()?;
    let ours = match url.scheme() {
        "https" => url.host_str().is_some_and(|host| !host.is_empty()),
        "http" => local && url.host_str().is_some_and(is_this_computer),
        _ => false,
    };
    // `https://linkedin.com@evil.example/` shows another host than it opens.
    let plain = url.username().is_empty() && url.password().is_none();
    (ours && plain).then_some(url)
}

/// Whether a host, with or without its port, is this computer by its literal address.
fn is_this_computer(host: &str) -> bool {
    host == "127.0.0.1" || host.starts_with("127.0.0.1:")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_web_addresses_are_opened() {
        for (address, in_own, in_local) in [
            ("https://www.linkedin.com/in/dana", true, true),
            ("https://app.edges.run/login/abc?x=1", true, true),
            ("http://127.0.0.1:40123/oauth/v2/authorization?state=1", false, true),
            ("http://127.0.0.1.evil.example/", false, false),
            ("http://localhost:40123/", false, false),
            ("http://www.linkedin.com/", false, false),
            ("https://www.linkedin.com@evil.example/", false, false),
            ("file:///etc/passwd", false, false),
            ("javascript:alert(1)", false, false),
            ("mailto:a@b.example", false, false),
            ("ms-settings:privacy", false, false),
            ("--help", false, false),
            ("", false, false),
        ] {
            assert_eq!(web_address(address, false).is_some(), in_own, "{address}");
            assert_eq!(web_address(address, true).is_some(), in_local, "{address}, locally");
        }
    }

    #[test]
    fn a_mail_can_be_read_as_it_was_written() {
        assert_eq!(
            mail_address("Sign in", "Hello Zoë,\nhttps://a.example/?b=1&c=2"),
            "mailto:?subject=Sign%20in&body=Hello%20Zo%C3%AB%2C%0Ahttps%3A%2F%2Fa%2Eexample%2F%3Fb%3D1%26c%3D2"
        );
    }
}
