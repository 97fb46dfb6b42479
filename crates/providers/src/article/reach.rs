//! What may be asked.

use std::net::{IpAddr, SocketAddr};

use url::{Host, Url};

use super::{
    address::{is_inner_name, is_public},
    error::ArticleError,
};

/// What may be asked: public addresses on the usual ports; and, where a person names it, one server
/// that this workspace's connections lead to anyway.
#[derive(Debug, Clone)]
pub struct Reach {
    ports: Vec<u16>,
    known_server: Option<SocketAddr>,
    taken_as_public: Option<IpAddr>,
}

impl Default for Reach {
    fn default() -> Self {
        Self { ports: vec![80, 443], known_server: None, taken_as_public: None }
    }
}

/// Where an address leads.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Destination {
    /// To the computer with this address.
    Address,
    /// To whatever the name means, at this port.
    Name(String, u16),
}

impl Reach {
    /// These ports instead of 80 and 443.
    pub fn on_ports(self, ports: &[u16]) -> Self {
        Self { ports: ports.to_vec(), ..self }
    }

    /// Beside that, the server that a connection's address names, when it is one of this computer:
    /// with LinkedIn's pages on this computer, their articles are here too. A page from elsewhere
    /// can't lead there.
    pub fn with_server_of(self, connection: &Url) -> Self {
        let address = match connection.host() {
            Some(Host::Ipv4(address)) => Some(IpAddr::V4(address)),
            Some(Host::Ipv6(address)) => Some(IpAddr::V6(address)),
            Some(Host::Domain(_)) | None => None,
        };
        let here = address.filter(IpAddr::is_loopback).zip(connection.port_or_known_default());
        Self { known_server: here.map(SocketAddr::from), ..self }
    }

    /// Takes this address for a public one, for whoever tries out what names can lead to without
    /// asking the internet.
    pub fn taking_as_public(self, address: IpAddr) -> Self {
        Self { taken_as_public: Some(address), ..self }
    }

    /// Whether a person's address names the known server.
    pub(super) fn is_known_server(&self, url: &Url) -> bool {
        literal(url).is_some() && literal(url) == self.known_server
    }

    /// Where an address leads, if that may be asked. `known_too` lets the known server be asked.
    pub(super) fn check(&self, url: &Url, known_too: bool) -> Result<Destination, ArticleError> {
        if !matches!(url.scheme(), "http" | "https") {
            return Err(ArticleError::OtherScheme);
        }
        if !url.username().is_empty() || url.password().is_some() {
            return Err(ArticleError::SignInInside);
        }
        let port = url.port_or_known_default().ok_or(ArticleError::NotAnAddress)?;
        match url.host().ok_or(ArticleError::NotAnAddress)? {
            Host::Ipv4(address) => self.check_address(SocketAddr::from((address, port)), known_too)?,
            Host::Ipv6(address) => self.check_address(SocketAddr::from((address, port)), known_too)?,
            Host::Domain(name) => {
                if name.trim_matches('.').is_empty() {
                    return Err(ArticleError::NotAnAddress);
                }
                if is_inner_name(name) {
                    return Err(ArticleError::NotPublic);
                }
                self.check_port(port)?;
                return Ok(Destination::Name(name.to_owned(), port));
            }
        }
        Ok(Destination::Address)
    }

    /// Whether a computer may be asked: where it is counts before the port.
    pub(super) fn check_address(&self, address: SocketAddr, known_too: bool) -> Result<(), ArticleError> {
        if known_too && Some(address) == self.known_server {
            return Ok(());
        }
        if !is_public(address.ip()) && self.taken_as_public != Some(address.ip()) {
            return Err(ArticleError::NotPublic);
        }
        self.check_port(address.port())
    }

    fn check_port(&self, port: u16) -> Result<(), ArticleError> {
        if self.ports.contains(&port) { Ok(()) } else { Err(ArticleError::OtherPort(port)) }
    }
}

fn literal(url: &Url) -> Option<SocketAddr> {
    let port = url.port_or_known_default()?;
    match url.host()? {
        Host::Ipv4(address) => Some((address, port).into()),
        Host::Ipv6(address) => Some((address, port).into()),
        Host::Domain(_) => None,
    }
}
