//! The agency's accounts: who they are, how they were linked and how they are doing.

/// How an account was linked; each has its own way of being refreshed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Setup {
    /// A member who signs in on LinkedIn's own consent page.
    LinkedIn,
    UnipileHosted,
    UnipileBasic,
    UnipileCookies,
    EdgesExtension,
    EdgesLogin,
    EdgesBasic,
    EdgesCookies,
    Zernio,
}

/// How an account is doing when the sandbox starts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Health {
    Fine,
    SignedOut,
    /// A sign-in waits for the authenticator's code.
    CodeNeeded,
    ExpiresSoon,
    Paused,
    ServiceDown,
    LimitReached,
    Restricted,
    /// Recruiter is enabled, but its connection does not work.
    ProductBroken,
    /// A status no client knows yet.
    Unheard,
}

/// One linked account of the agency.
#[derive(Clone, Copy)]
pub struct Linked {
    pub first: &'static str,
    pub last: &'static str,
    /// Index into [`CLIENTS`].
    pub client: usize,
    pub setup: Setup,
    pub health: Health,
    pub headline: &'static str,
    /// Paid products enabled besides classic.
    pub products: &'static [&'static str],
}

/// Name, colour, e-mail domain and page of each client.
pub const CLIENTS: [(&str, &str, &str, &str); 4] = [
    ("Northwind Talent", "#2d5d4f", "northwind.example", "northwind-talent"),
    ("Alder & Finch", "#b4632a", "alderfinch.example", "alder-and-finch"),
    ("Meridian Labs", "#6a4fb0", "meridian.example", "meridian-labs"),
    ("Brightside Health", "#2b5fa8", "brightside.example", "brightside-health"),
];

const NORTHWIND: usize = 0;
const ALDER: usize = 1;
const MERIDIAN: usize = 2;
const BRIGHTSIDE: usize = 3;

const SALES: &[&str] = &["sales_navigator"];
const RECRUITER: &[&str] = &["recruiter"];
const CLASSIC: &[&str] = &[];

const fn linked(
    (first, last): (&'static str, &'static str),
    client: usize,
    setup: Setup,
    health: Health,
    headline: &'static str,
    products: &'static [&'static str],
) -> Linked {
    Linked { first, last, client, setup, health, headline, products }
}

/// The 46 of the default agency: 18, 12, 9 and 7 per client.
#[rustfmt::skip]
pub const ACCOUNTS: [Linked; 46] = [
    linked(("Dana", "Okafor"), ALDER, Setup::EdgesLogin, Health::SignedOut, "Head of Talent", CLASSIC),
    linked(("Mateo", "Ruiz"), MERIDIAN, Setup::UnipileCookies, Health::SignedOut, "Partnerships Lead", SALES),
    linked(("Hana", "Lindqvist"), NORTHWIND, Setup::EdgesBasic, Health::CodeNeeded, "Principal Recruiter", RECRUITER),
    linked(("Jonas", "Petrov"), BRIGHTSIDE, Setup::EdgesExtension, Health::SignedOut, "Clinical Director", CLASSIC),
    linked(("Amara", "Sithole"), NORTHWIND, Setup::LinkedIn, Health::Fine, "Chief Executive", CLASSIC),
    linked(("Elif", "Watanabe"), MERIDIAN, Setup::UnipileHosted, Health::Fine, "Founder", SALES),
    linked(("Tomás", "Brandt"), ALDER, Setup::UnipileCookies, Health::Fine, "Executive Search Partner", RECRUITER),
    linked(("Ravi", "Kulkarni"), BRIGHTSIDE, Setup::UnipileHosted, Health::Fine, "Medical Recruiter", CLASSIC),
    linked(("Ines", "Moreau"), NORTHWIND, Setup::EdgesExtension, Health::Fine, "Talent Partner, France", CLASSIC),
    linked(("Chloé", "Lambert"), NORTHWIND, Setup::LinkedIn, Health::Fine, "Head of Brand", CLASSIC),
    linked(("Oskar", "Sandvik"), MERIDIAN, Setup::UnipileBasic, Health::Fine, "Research Lead", CLASSIC),
    linked(("Yusuf", "Adeyemi"), ALDER, Setup::UnipileHosted, Health::Paused, "Search Consultant", CLASSIC),
    linked(("Priya", "Raman"), ALDER, Setup::LinkedIn, Health::Fine, "Managing Partner", CLASSIC),
    linked(("Lukas", "Weidmann"), BRIGHTSIDE, Setup::LinkedIn, Health::Fine, "Communications Director", CLASSIC),
    linked(("Farah", "Haddad"), NORTHWIND, Setup::EdgesLogin, Health::Fine, "Recruiter, Gulf region", CLASSIC),
    linked(("Callum", "Reid"), ALDER, Setup::EdgesLogin, Health::Fine, "Associate", CLASSIC),
    linked(("Sofia", "Marchetti"), MERIDIAN, Setup::EdgesLogin, Health::Fine, "Field Scientist", CLASSIC),
    linked(("Nikhil", "Bose"), NORTHWIND, Setup::EdgesExtension, Health::Fine, "Technical Recruiter", CLASSIC),
    linked(("Grete", "Halvorsen"), BRIGHTSIDE, Setup::EdgesExtension, Health::Fine, "Nurse Lead", CLASSIC),
    linked(("Marcus", "Adeyinka"), NORTHWIND, Setup::EdgesBasic, Health::Fine, "Sourcing Manager", SALES),
    linked(("Lena", "Fischer"), ALDER, Setup::EdgesBasic, Health::Fine, "Research Associate", CLASSIC),
    linked(("Paulo", "Teixeira"), NORTHWIND, Setup::EdgesCookies, Health::Fine, "Recruiter, Iberia", CLASSIC),
    linked(("Aiko", "Tanabe"), MERIDIAN, Setup::EdgesCookies, Health::Fine, "Product Marketing", SALES),
    linked(("Zanele", "Dube"), NORTHWIND, Setup::EdgesCookies, Health::LimitReached, "Sourcer", SALES),
    linked(("Beatriz", "Nogueira"), NORTHWIND, Setup::Zernio, Health::Fine, "Marketing Manager", CLASSIC),
    linked(("Samir", "Khoury"), ALDER, Setup::Zernio, Health::ExpiresSoon, "Partner", CLASSIC),
    linked(("Ingrid", "Solberg"), MERIDIAN, Setup::Zernio, Health::Fine, "Head of Communications", CLASSIC),
    linked(("Owen", "Gallagher"), BRIGHTSIDE, Setup::Zernio, Health::Fine, "Community Manager", CLASSIC),
    linked(("Kofi", "Mensah"), NORTHWIND, Setup::UnipileHosted, Health::Fine, "Recruiter, West Africa", CLASSIC),
    linked(("Mei-Ling", "Chou"), NORTHWIND, Setup::UnipileHosted, Health::Fine, "Talent Operations", CLASSIC),
    linked(("Andrés", "Villalobos"), NORTHWIND, Setup::UnipileCookies, Health::Fine, "Senior Sourcer", SALES),
    linked(("Freya", "Nyström"), NORTHWIND, Setup::UnipileBasic, Health::Fine, "Recruiter, Nordics", CLASSIC),
    linked(("Daniel", "Osei"), NORTHWIND, Setup::UnipileHosted, Health::Fine, "Account Director", CLASSIC),
    linked(("Katarzyna", "Wójcik"), NORTHWIND, Setup::UnipileCookies, Health::ProductBroken, "Lead Recruiter", RECRUITER),
    linked(("Leon", "Baptiste"), NORTHWIND, Setup::UnipileHosted, Health::Restricted, "Sourcing Specialist", CLASSIC),
    linked(("Noor", "Rahimi"), NORTHWIND, Setup::UnipileBasic, Health::Fine, "Recruiter, Benelux", CLASSIC),
    linked(("Maeve", "O'Connell"), ALDER, Setup::UnipileHosted, Health::Fine, "Partner, Dublin", CLASSIC),
    linked(("Hiroshi", "Endo"), ALDER, Setup::UnipileBasic, Health::Fine, "Partner, Tokyo", CLASSIC),
    linked(("Camila", "Duarte"), ALDER, Setup::UnipileCookies, Health::Fine, "Principal", RECRUITER),
    linked(("Viktor", "Ilić"), ALDER, Setup::UnipileHosted, Health::Unheard, "Consultant", CLASSIC),
    linked(("Rosa", "Delgado"), ALDER, Setup::UnipileHosted, Health::Fine, "Consultant", CLASSIC),
    linked(("Thandi", "Nkosi"), MERIDIAN, Setup::UnipileHosted, Health::ServiceDown, "Laboratory Head", CLASSIC),
    linked(("Arjun", "Mehta"), MERIDIAN, Setup::UnipileCookies, Health::Fine, "Business Development", SALES),
    linked(("Julia", "Kowalczyk"), MERIDIAN, Setup::UnipileHosted, Health::Fine, "Scientist", CLASSIC),
    linked(("Simone", "Ferrari"), BRIGHTSIDE, Setup::UnipileBasic, Health::Fine, "Operations Director", CLASSIC),
    linked(("Wei", "Zhang"), BRIGHTSIDE, Setup::UnipileHosted, Health::Fine, "Care Coordinator", CLASSIC),
];
