//! The pages of LinkedIn that the sign-in window may show.

use tauri::Url;

const REAL: &str = "linkedin.com";

/// Who draws LinkedIn's captcha, in a frame of LinkedIn's page:
/// <https://developer.arkoselabs.com/docs/standard-setup>.
const CAPTCHA: &str = "arkoselabs.com";

/// LinkedIn, or what stands in for it in a sandbox workspace.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Site {
    origin: Url,
}

impl Site {
    /// The site at an address; `None` where what is typed could be read on its way.
    pub fn at(address: &str) -> Option<Site> {
        let origin = Url::parse(address).ok()?.join("/").ok()?;
        let sealed = origin.scheme() == "https" || is_this_computer(&origin);
        let plain = origin.username().is_empty() && origin.password().is_none();
        (sealed && plain && origin.host_str().is_some()).then_some(Site { origin })
    }

    /// Its sign-in page.
    pub fn sign_in_page(&self) -> Url {
        let mut page = self.origin.clone();
        page.set_path("/login");
        page
    }

    /// What the person is told they look at, for instance `www.linkedin.com`.
    pub fn host(&self) -> String {
        let host = self.origin.host_str().unwrap_or_default();
        self.origin.port().map_or_else(|| host.to_owned(), |port| format!("{host}:{port}"))
    }

    /// Whether the window may go there. A page that only looks like LinkedIn is none of its pages.
    pub fn lets_through(&self, url: &Url) -> bool {
        if matches!(url.as_str(), "about:blank" | "about:srcdoc") {
            return true;
        }
        if !url.username().is_empty() || url.password().is_some() {
            return false;
        }
        let is_real = self.origin.host_str().is_some_and(|host| is_within(host, REAL));
        if !is_real {
            return url.origin() == self.origin.origin();
        }
        let host = url.host_str().unwrap_or_default();
        url.scheme() == "https" && url.port().is_none() && (is_within(host, REAL) || is_within(host, CAPTCHA))
    }
}

fn is_within(host: &str, domain: &str) -> bool {
    host.strip_suffix(domain).is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
}

fn is_this_computer(url: &Url) -> bool {
    url.scheme() == "http" && url.host_str() == Some("127.0.0.1")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_pages_on_which_nobody_listens_are_signed_in_at() {
        for (address, page) in [
            ("https://www.linkedin.com", Some("https://www.linkedin.com/login")),
            ("https://www.linkedin.com/feed/?x=1", Some("https://www.linkedin.com/login")),
            ("http://127.0.0.1:4000/feed/", Some("http://127.0.0.1:4000/login")),
            ("http://www.linkedin.com", None),
            ("http://127.0.0.1.evil.example/", None),
            ("https://www.linkedin.com@evil.example/", None),
            ("file:///etc/passwd", None),
            ("", None),
        ] {
            let found = Site::at(address).map(|site| site.sign_in_page().to_string());
            assert_eq!(found.as_deref(), page, "{address}");
        }
    }

    #[test]
    fn the_window_stays_on_linkedin() {
        let real = Site::at("https://www.linkedin.com").unwrap();
        let sandbox = Site::at("http://127.0.0.1:4000").unwrap();
        for (address, on_linkedin, in_the_sandbox) in [
            ("https://www.linkedin.com/checkpoint/challenge/x", true, false),
            ("https://linkedin.com/", true, false),
            ("https://iframe.arkoselabs.com/x", true, false),
            ("about:blank", true, true),
            ("http://127.0.0.1:4000/feed/", false, true),
            ("http://127.0.0.1:4001/feed/", false, false),
            ("http://localhost:4000/", false, false),
            ("http://www.linkedin.com/", false, false),
            ("https://www.linkedin.com:8443/", false, false),
            ("https://evillinkedin.com/", false, false),
            ("https://www.linkedin.com.evil.example/", false, false),
            ("https://www.linkedin.com@evil.example/", false, false),
            ("https://accounts.google.com/", false, false),
            ("tauri://localhost/", false, false),
            ("ipc://localhost/workspace_state", false, false),
            ("file:///etc/passwd", false, false),
            ("data:text/html,hello", false, false),
            ("javascript:alert(1)", false, false),
        ] {
            let url = Url::parse(address).unwrap();
            assert_eq!(real.lets_through(&url), on_linkedin, "{address}");
            assert_eq!(sandbox.lets_through(&url), in_the_sandbox, "{address}, in the sandbox");
        }
    }
}
