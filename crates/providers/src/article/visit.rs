//! Requests on behalf of one article: each address checked, each redirect followed by hand.

use std::{
    net::SocketAddr,
    sync::{Arc, OnceLock},
    time::Duration,
};

use reqwest::{
    Client, Response,
    header::{ACCEPT, ACCEPT_ENCODING, LOCATION},
    redirect,
};
use url::Url;

use super::{
    error::ArticleError,
    reach::{Destination, Reach},
    resolving::{Checked, Resolver},
};

/// How often a site may send its readers on.
const MAX_REDIRECTS: usize = 5;

/// For a connection, TLS included; the whole has its own limit.
const CONNECT: Duration = Duration::from_secs(5);

/// The requests on behalf of one article. Nothing of it is shared with another one's.
pub(super) struct Visit<'a> {
    reach: &'a Reach,
    resolver: Arc<dyn Resolver>,
    checked: Checked,
    /// Made for the first address that may be asked.
    client: OnceLock<Client>,
    /// Whether a person named the known server: only then is it asked.
    known_too: bool,
}

impl<'a> Visit<'a> {
    /// A visit that begins at the address that a person named.
    pub(super) fn new(reach: &'a Reach, resolver: Arc<dyn Resolver>, named: &Url) -> Self {
        let known_too = reach.is_known_server(named);
        Self { reach, resolver, checked: Checked::default(), client: OnceLock::new(), known_too }
    }

    /// The answer to a request, after redirects, with the address it came from.
    pub(super) async fn get(
        &self,
        mut url: Url,
        accept: &'static str,
    ) -> Result<(Url, Response), ArticleError> {
        for redirects in 0..=MAX_REDIRECTS {
            self.allow(&url).await.map_err(|error| match error {
                ArticleError::NotPublic if redirects > 0 => ArticleError::LeadsInside,
                error => error,
            })?;
            let request =
                self.client()?.get(url.clone()).header(ACCEPT, accept).header(ACCEPT_ENCODING, "gzip");
            let answer = request.send().await;
            let status = answer.as_ref().map(|answer| answer.status().as_u16()).unwrap_or_default();
            tracing::info!(host = url.host_str().unwrap_or_default(), status, "page asked");
            let answer = answer.map_err(|error| {
                if error.is_timeout() { ArticleError::TooSlow } else { ArticleError::Unreachable }
            })?;
            match status {
                200..=299 => return Ok((url, answer)),
                301 | 302 | 303 | 307 | 308 => url = next(&url, &answer)?,
                404 | 410 => return Err(ArticleError::NoSuchPage(status)),
                408 | 425 | 429 | 500..=599 => return Err(ArticleError::SiteTrouble(status)),
                _ => return Err(ArticleError::NotShown(status)),
            }
        }
        Err(ArticleError::TooManyRedirects)
    }

    fn client(&self) -> Result<&Client, ArticleError> {
        if let Some(client) = self.client.get() {
            return Ok(client);
        }
        let client = Client::builder()
            .user_agent(concat!("Rollcall/", env!("CARGO_PKG_VERSION")))
            .dns_resolver(Arc::new(self.checked.clone()))
            .redirect(redirect::Policy::none())
            .referer(false)
            .retry(reqwest::retry::never())
            .connect_timeout(CONNECT)
            // A proxy would look the name up once more, by itself.
            .no_proxy()
            .build()
            .map_err(|_| ArticleError::NoSecureConnection)?;
        Ok(self.client.get_or_init(|| client))
    }

    /// Checks where an address leads, and has the HTTP library go there and nowhere else.
    async fn allow(&self, url: &Url) -> Result<(), ArticleError> {
        let Destination::Name(name, port) = self.reach.check(url, self.known_too)? else { return Ok(()) };
        let found = self.resolver.addresses(&name).await;
        if found.is_empty() {
            return Err(ArticleError::NoSuchSite);
        }
        let found: Vec<_> = found.into_iter().map(|address| SocketAddr::from((address, port))).collect();
        // One that isn't public among others that are is no site's mistake.
        found.iter().try_for_each(|address| self.reach.check_address(*address, self.known_too))?;
        self.checked.put(&name, found);
        Ok(())
    }
}

/// Where a redirect leads.
fn next(url: &Url, answer: &Response) -> Result<Url, ArticleError> {
    let location = answer.headers().get(LOCATION).ok_or(ArticleError::Unreadable)?;
    let location = String::from_utf8_lossy(location.as_bytes());
    let next = url.join(location.trim()).map_err(|_| ArticleError::Unreadable)?;
    if url.scheme() == "https" && next.scheme() == "http" {
        return Err(ArticleError::Downgrade);
    }
    Ok(next)
}
