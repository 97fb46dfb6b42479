//! From a site's name to its addresses, once, so that what was checked is what is asked.

use std::{
    collections::HashMap,
    future::Future,
    net::{IpAddr, SocketAddr},
    pin::Pin,
    sync::{Arc, Mutex},
};

use reqwest::dns::{Addrs, Name, Resolve, Resolving};

/// The addresses of a name; none when nobody knows it.
pub type Addresses = Pin<Box<dyn Future<Output = Vec<IpAddr>> + Send>>;

/// Tells the addresses of names.
pub trait Resolver: Send + Sync {
    /// The addresses of a name.
    fn addresses(&self, name: &str) -> Addresses;
}

/// As this computer resolves names.
pub struct SystemResolver;

impl Resolver for SystemResolver {
    fn addresses(&self, name: &str) -> Addresses {
        let name = name.to_owned();
        Box::pin(async move {
            match tokio::net::lookup_host((name, 0)).await {
                Ok(found) => found.map(|address| address.ip()).collect(),
                Err(_) => Vec::new(),
            }
        })
    }
}

/// The addresses that were checked, for the HTTP library, which asks nobody else. A name that wasn't
/// checked has none.
#[derive(Clone, Default)]
pub(super) struct Checked {
    addresses: Arc<Mutex<HashMap<String, Vec<SocketAddr>>>>,
}

impl Checked {
    /// From now on the name has these addresses.
    pub(super) fn put(&self, name: &str, found: Vec<SocketAddr>) {
        if let Ok(mut addresses) = self.addresses.lock() {
            addresses.insert(name.to_owned(), found);
        }
    }
}

impl Resolve for Checked {
    fn resolve(&self, name: Name) -> Resolving {
        let known = self.addresses.lock().ok().and_then(|known| known.get(name.as_str()).cloned());
        Box::pin(async move {
            match known {
                Some(known) => Ok(Box::new(known.into_iter()) as Addrs),
                None => Err("this name wasn't checked".into()),
            }
        })
    }
}
