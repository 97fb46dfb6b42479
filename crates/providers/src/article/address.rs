//! Which addresses are on the public internet.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use ipnet::{Ipv4Net, Ipv6Net};

const fn v4(a: u8, b: u8, c: u8, length: u8) -> Ipv4Net {
    Ipv4Net::new_assert(Ipv4Addr::new(a, b, c, 0), length)
}

const fn v6(a: u16, b: u16, c: u16, length: u8) -> Ipv6Net {
    Ipv6Net::new_assert(Ipv6Addr::new(a, b, c, 0, 0, 0, 0, 0), length)
}

/// IANA, IPv4 Special-Purpose Address Registry: what isn't globally reachable; and multicast (RFC
/// 5771) and the former class E (RFC 1112), which it leaves to others.
const NOT_PUBLIC_V4: [Ipv4Net; 16] = [
    // "This network".
    v4(0, 0, 0, 8),
    // Private use.
    v4(10, 0, 0, 8),
    // Shared by the customers of a carrier.
    v4(100, 64, 0, 10),
    // This computer.
    v4(127, 0, 0, 8),
    // Link-local; clouds answer there with their machines' credentials.
    v4(169, 254, 0, 16),
    // Private use.
    v4(172, 16, 0, 12),
    // IETF protocol assignments.
    v4(192, 0, 0, 24),
    // Documentation.
    v4(192, 0, 2, 24),
    // The relays of 6to4, deprecated.
    v4(192, 88, 99, 24),
    // Private use.
    v4(192, 168, 0, 16),
    // Benchmarking.
    v4(198, 18, 0, 15),
    // Documentation.
    v4(198, 51, 100, 24),
    v4(203, 0, 113, 24),
    // Multicast.
    v4(224, 0, 0, 4),
    // Reserved, and the broadcast address.
    v4(240, 0, 0, 4),
    // A cloud's metadata and DNS, on an address that looks public (Azure's "wire server").
    Ipv4Net::new_assert(Ipv4Addr::new(168, 63, 129, 16), 32),
];

/// The addresses that are given out to networks: IANA, Internet Protocol Version 6 Address Space.
/// Everything else is this computer (`::1`), nobody (`::`), IPv4 in disguise (`::ffff:0:0/96`,
/// `::/96`, `64:ff9b::/96`, `64:ff9b:1::/48`), private (`fc00::/7`), link-local (`fe80::/10`),
/// site-local (`fec0::/10`), multicast (`ff00::/8`), discard-only (`100::/64`), segment routing
/// (`5f00::/16`) or not given out.
const GLOBAL_UNICAST: Ipv6Net = v6(0x2000, 0, 0, 3);

/// IANA, IPv6 Special-Purpose Address Registry: what of the above isn't globally reachable, or leads
/// to an IPv4 address that it holds.
const NOT_PUBLIC_V6: [Ipv6Net; 4] = [
    // IETF protocol assignments: Teredo, benchmarking, ORCHID and others.
    v6(0x2001, 0, 0, 23),
    // Documentation.
    v6(0x2001, 0xdb8, 0, 32),
    // 6to4.
    v6(0x2002, 0, 0, 16),
    // Documentation.
    v6(0x3fff, 0, 0, 20),
];

/// Whether everybody on the internet reaches the same computer at this address.
pub(super) fn is_public(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(address) => !NOT_PUBLIC_V4.iter().any(|net| net.contains(&address)),
        IpAddr::V6(address) => {
            GLOBAL_UNICAST.contains(&address) && !NOT_PUBLIC_V6.iter().any(|net| net.contains(&address))
        }
    }
}

/// Endings of names that lead nowhere or only within a network: RFC 6761, 6762, 7686, 8375, 9476,
/// ICANN's `internal`, and those that routers and companies use all the same.
const INNER_ENDINGS: [&str; 17] = [
    "alt",
    "corp",
    "example",
    "fritz.box",
    "home",
    "home.arpa",
    "in-addr.arpa",
    "internal",
    "intranet",
    "invalid",
    "ip6.arpa",
    "lan",
    "local",
    "localdomain",
    "localhost",
    "onion",
    "test",
];

/// Whether a name means something only within a network. A name without a dot does, too.
pub(super) fn is_inner_name(name: &str) -> bool {
    let name = name.trim_end_matches('.');
    !name.contains('.')
        || INNER_ENDINGS.iter().any(|ending| {
            name.strip_suffix(ending).is_some_and(|before| before.is_empty() || before.ends_with('.'))
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_and_the_last_address_of_each_special_network_arent_public_and_its_neighbours_are() {
        // The addresses before and after it, where they are no special ones themselves.
        let networks = [
            ("0.0.0.0", "0.255.255.255", None, Some("1.0.0.0")),
            ("10.0.0.0", "10.255.255.255", Some("9.255.255.255"), Some("11.0.0.0")),
            ("100.64.0.0", "100.127.255.255", Some("100.63.255.255"), Some("100.128.0.0")),
            ("127.0.0.0", "127.255.255.255", Some("126.255.255.255"), Some("128.0.0.0")),
            ("168.63.129.16", "168.63.129.16", Some("168.63.129.15"), Some("168.63.129.17")),
            ("169.254.0.0", "169.254.255.255", Some("169.253.255.255"), Some("169.255.0.0")),
            ("172.16.0.0", "172.31.255.255", Some("172.15.255.255"), Some("172.32.0.0")),
            ("192.0.0.0", "192.0.0.255", Some("191.255.255.255"), Some("192.0.1.0")),
            ("192.0.2.0", "192.0.2.255", Some("192.0.1.255"), Some("192.0.3.0")),
            ("192.88.99.0", "192.88.99.255", Some("192.88.98.255"), Some("192.88.100.0")),
            ("192.168.0.0", "192.168.255.255", Some("192.167.255.255"), Some("192.169.0.0")),
            ("198.18.0.0", "198.19.255.255", Some("198.17.255.255"), Some("198.20.0.0")),
            ("198.51.100.0", "198.51.100.255", Some("198.51.99.255"), Some("198.51.101.0")),
            ("203.0.113.0", "203.0.113.255", Some("203.0.112.255"), Some("203.0.114.0")),
            ("224.0.0.0", "239.255.255.255", Some("223.255.255.255"), None),
            ("240.0.0.0", "255.255.255.255", None, None),
            ("::", "::1", None, None),
            ("::7f00:1", "::808:808", None, None),
            ("::ffff:127.0.0.1", "::ffff:8.8.8.8", None, None),
            ("64:ff9b::7f00:1", "64:ff9b::808:808", None, None),
            ("64:ff9b:1::", "64:ff9b:1:ffff:ffff:ffff:ffff:ffff", None, None),
            ("100::", "100::ffff:ffff:ffff:ffff", None, None),
            ("2001::", "2001:1ff:ffff:ffff:ffff:ffff:ffff:ffff", None, Some("2001:200::")),
            (
                "2001:db8::",
                "2001:db8:ffff:ffff:ffff:ffff:ffff:ffff",
                Some("2001:db7:ffff::"),
                Some("2001:db9::"),
            ),
            ("2002::", "2002:ffff:ffff:ffff:ffff:ffff:ffff:ffff", Some("2001:ffff::"), Some("2003::")),
            ("3fff::", "3fff:fff:ffff:ffff:ffff:ffff:ffff:ffff", Some("3ffe:ffff::"), Some("3fff:1000::")),
            ("4000::", "4000::1", Some("3fff:ffff::"), None),
            ("5f00::", "5f00::1", None, None),
            ("fc00::", "fdff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", None, None),
            ("fe80::", "febf:ffff:ffff:ffff:ffff:ffff:ffff:ffff", None, None),
            ("fec0::", "feff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", None, None),
            ("ff00::", "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", None, None),
        ];
        let public = |address: &str| is_public(address.parse().unwrap());
        for (first, last, before, after) in networks {
            assert!(!public(first) && !public(last), "{first} to {last}");
            for neighbour in [before, after].into_iter().flatten() {
                assert!(public(neighbour), "{neighbour}");
            }
        }
        for address in ["8.8.8.8", "93.184.215.14", "2606:4700::1111", "2a00:1450:4001::1", "2620:fe::fe"] {
            assert!(public(address), "{address}");
        }
    }

    #[test]
    fn names_that_mean_something_only_within_a_network_are_known() {
        for name in [
            "localhost",
            "a.localhost",
            "router",
            "nas.local",
            "a.b.internal.",
            "x.home.arpa",
            "fritz.box",
            "local",
        ] {
            assert!(is_inner_name(name), "{name}");
        }
        for name in [
            "alder.example.com",
            "localhost.com",
            "notlocal.de",
            "thelocal.se",
            "internal.io",
            "test.org",
            "xn--bcher-kva.de",
        ] {
            assert!(!is_inner_name(name), "{name}");
        }
    }
}
