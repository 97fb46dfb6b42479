//! The accounts beyond the hand-made roster: made up, the same for the same seed, in the
//! proportions an agency has.

use super::roster::{ACCOUNTS, CLIENTS, Health, Linked, Setup};
use crate::world::{ClientGroup, Ids};

/// What is drawn with which weight.
type Weighted<T> = &'static [(u32, T)];

const SETUPS: Weighted<Setup> = &[
    (30, Setup::UnipileHosted),
    (16, Setup::UnipileCookies),
    (10, Setup::UnipileBasic),
    (9, Setup::EdgesExtension),
    (11, Setup::EdgesLogin),
    (5, Setup::EdgesBasic),
    (6, Setup::EdgesCookies),
    (7, Setup::Zernio),
    (6, Setup::LinkedIn),
];

const UNIPILE_HEALTH: Weighted<Health> = &[
    (900, Health::Fine),
    (55, Health::SignedOut),
    (12, Health::Paused),
    (10, Health::ServiceDown),
    (8, Health::Restricted),
    (12, Health::ProductBroken),
    (3, Health::Unheard),
];
const EDGES_HEALTH: Weighted<Health> =
    &[(900, Health::Fine), (60, Health::SignedOut), (20, Health::CodeNeeded), (20, Health::LimitReached)];
const ZERNIO_HEALTH: Weighted<Health> =
    &[(900, Health::Fine), (40, Health::SignedOut), (60, Health::ExpiresSoon)];
const LINKEDIN_HEALTH: Weighted<Health> = &[(1, Health::Fine)];

const PRODUCTS: Weighted<&[&str]> =
    &[(70, &[]), (20, &["sales_navigator"]), (9, &["recruiter"]), (1, &["sales_navigator", "recruiter"])];

const FIRST_NAMES: [&str; 48] = [
    "Adaeze",
    "Bruno",
    "Carmen",
    "Dmitri",
    "Esther",
    "Felix",
    "Gabriela",
    "Hugo",
    "Imani",
    "Jasper",
    "Kenji",
    "Layla",
    "Milan",
    "Nadia",
    "Omar",
    "Petra",
    "Quentin",
    "Renata",
    "Stefan",
    "Tamara",
    "Umar",
    "Valentina",
    "Willem",
    "Yara",
    "Aleksander",
    "Bianca",
    "Cormac",
    "Divya",
    "Emeka",
    "Fiona",
    "Goran",
    "Helena",
    "Ibrahim",
    "Joana",
    "Karim",
    "Lucia",
    "Magnus",
    "Nandini",
    "Olga",
    "Pedro",
    "Rania",
    "Sean",
    "Tuva",
    "Uche",
    "Vera",
    "Xavier",
    "Ying",
    "Zoltan",
];

const LAST_NAMES: [&str; 64] = [
    "Abara",
    "Bergman",
    "Castillo",
    "Dahl",
    "Eriksen",
    "Fontaine",
    "Grant",
    "Hoffmann",
    "Ito",
    "Jansen",
    "Kaplan",
    "Larsen",
    "Morris",
    "Novak",
    "Okoye",
    "Pereira",
    "Quinn",
    "Rossi",
    "Silva",
    "Torres",
    "Urban",
    "Varga",
    "Weber",
    "Zhou",
    "Almeida",
    "Banerjee",
    "Carvalho",
    "Demir",
    "Ekström",
    "Farouk",
    "García",
    "Hughes",
    "Ivanova",
    "Jovanović",
    "Kimura",
    "Lindgren",
    "Maduro",
    "Nakata",
    "Oduya",
    "Popescu",
    "Rahman",
    "Szabó",
    "Tremblay",
    "Usman",
    "Vasquez",
    "Whitfield",
    "Yilmaz",
    "Zieliński",
    "Achterberg",
    "Bouchard",
    "Correia",
    "Danso",
    "Espinoza",
    "Fraser",
    "Gupta",
    "Haugen",
    "Iqbal",
    "Keller",
    "Lombardi",
    "Mbeki",
    "Nygaard",
    "Osborne",
    "Pham",
    "Roux",
];

const HEADLINES: [&str; 12] = [
    "Recruiter",
    "Senior Recruiter",
    "Talent Partner",
    "Sourcer",
    "Account Director",
    "Principal Consultant",
    "Head of Talent",
    "Managing Director",
    "Marketing Manager",
    "Business Development",
    "Founder",
    "Partner",
];

const CLIENT_NAMES: [&str; 16] = [
    "Harbour",
    "Kestrel",
    "Larkfield",
    "Copperline",
    "Juniper",
    "Tidewater",
    "Old Mill",
    "Saltmarsh",
    "Foxglove",
    "Granite",
    "Beacon",
    "Willow",
    "Hartley",
    "Silverbirch",
    "Ferryman",
    "Ashdown",
];
const CLIENT_TRADES: [&str; 16] = [
    "Analytics",
    "Logistics",
    "Energy",
    "Legal",
    "Robotics",
    "Foods",
    "Dental",
    "Software",
    "Advisory",
    "Marine",
    "Schools",
    "Biotech",
    "Media",
    "Capital",
    "Housing",
    "Search",
];

/// How many clients the agency has when nobody says.
pub fn usual_clients(accounts: usize) -> usize {
    accounts / 50
}

/// The `number`th client, counted with the four of the roster.
pub fn client(number: usize) -> ClientGroup {
    let made_up = number.saturating_sub(CLIENTS.len());
    let trade = CLIENT_TRADES[made_up / CLIENT_NAMES.len() % CLIENT_TRADES.len()];
    let mut name = format!("{} {trade}", CLIENT_NAMES[made_up % CLIENT_NAMES.len()]);
    let names = CLIENT_NAMES.len() * CLIENT_TRADES.len();
    if made_up >= names {
        name += &format!(" {}", made_up / names + 1);
    }
    ClientGroup {
        color: CLIENTS[number % CLIENTS.len()].1.to_owned(),
        domain: format!("{}.example", crate::world::ascii_slug(&name)),
        name,
    }
}

/// The accounts beyond the roster, one after the other.
pub struct Crowd {
    /// Of its own, so that the roster's ids are the same whatever the agency's size.
    source: Ids,
    clients: usize,
}

impl Crowd {
    pub fn new(seed: u64, clients: usize) -> Self {
        Self { source: Ids::seeded(seed ^ 0xc0_1d), clients }
    }

    /// The `number`th account, counted with the roster's.
    pub fn account(&mut self, number: usize) -> Linked {
        let setup = self.drawn(SETUPS);
        let health = self.drawn(match setup {
            Setup::UnipileHosted | Setup::UnipileBasic | Setup::UnipileCookies => UNIPILE_HEALTH,
            Setup::EdgesExtension | Setup::EdgesLogin | Setup::EdgesBasic | Setup::EdgesCookies => {
                EDGES_HEALTH
            }
            Setup::Zernio => ZERNIO_HEALTH,
            Setup::LinkedIn => LINKEDIN_HEALTH,
        });
        let products: &[&str] = match setup {
            Setup::Zernio | Setup::LinkedIn => &[],
            // A product that does not work was asked for.
            _ if health == Health::ProductBroken => &["recruiter"],
            _ => self.drawn(PRODUCTS),
        };
        Linked {
            first: FIRST_NAMES[self.source.below(FIRST_NAMES.len())],
            last: LAST_NAMES[self.source.below(LAST_NAMES.len())],
            client: self.client(number),
            setup,
            health,
            headline: HEADLINES[self.source.below(HEADLINES.len())],
            products,
        }
    }

    /// Everybody gets somebody, and a few clients have most of the accounts.
    fn client(&mut self, number: usize) -> usize {
        let unserved = number - ACCOUNTS.len() + CLIENTS.len();
        if unserved < self.clients {
            return unserved;
        }
        let one = self.source.below(self.clients);
        let other = self.source.below(self.clients);
        one.min(other)
    }

    fn drawn<T: Copy>(&mut self, from: Weighted<T>) -> T {
        let all: u32 = from.iter().map(|(weight, _)| weight).sum();
        let mut left = self.source.below(all as usize);
        for &(weight, what) in from {
            match left.checked_sub(weight as usize) {
                Some(less) => left = less,
                None => return what,
            }
        }
        from[0].1
    }
}

#[cfg(test)]
mod tests {
    use std::collections::{BTreeMap, BTreeSet};

    use super::{ACCOUNTS, Crowd, client};

    #[test]
    fn every_setup_and_status_occurs_and_nine_in_ten_are_fine() {
        let mut crowd = Crowd::new(7, 200);
        let mut setups = BTreeMap::<String, usize>::new();
        let mut health = BTreeMap::<String, usize>::new();
        let mut clients = BTreeSet::new();
        for number in ACCOUNTS.len()..10_000 {
            let linked = crowd.account(number);
            *setups.entry(format!("{:?}", linked.setup)).or_default() += 1;
            *health.entry(format!("{:?}", linked.health)).or_default() += 1;
            clients.insert(linked.client);
        }
        assert_eq!(setups.len(), 9, "{setups:?}");
        assert_eq!(health.len(), 10, "{health:?}");
        assert!((8_500..9_500).contains(&health["Fine"]), "{health:?}");
        assert_eq!(clients.len(), 200, "nobody is left without an account");
    }

    #[test]
    fn clients_have_names_of_their_own() {
        let names: BTreeSet<_> = (4..1_000).map(|number| client(number).name).collect();
        assert_eq!(names.len(), 996);
    }
}
