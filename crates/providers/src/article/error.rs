//! Why nothing came of a page.

use thiserror::Error;

/// Why a page wasn't asked, or nothing came of it. Shows its sentence; no address is in it.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum ArticleError {
    /// It can't be read as an address.
    #[error("This is no address of a web page.")]
    NotAnAddress,
    /// It begins with something else than `https://` or `http://`.
    #[error("Only addresses that begin with https:// or http:// can be asked.")]
    OtherScheme,
    /// It holds a user name or a password.
    #[error("This address holds a user name or a password, which every reader of the post would see.")]
    SignInInside,
    /// It leads to this computer, into a private network, or nowhere that others can follow.
    #[error(
        "This address leads to this computer or into a private network, where readers of the post can't follow."
    )]
    NotPublic,
    /// The site leads there.
    #[error("The site sends its readers to another computer of its own network, where they can't follow.")]
    LeadsInside,
    /// It names a port on which no web pages are.
    #[error("This address names port {0}. Public pages are on the usual ports, 80 and 443.")]
    OtherPort(u16),
    /// Nobody knows an address of the name.
    #[error("There is no site of this name.")]
    NoSuchSite,
    /// No connection came about, or it broke.
    #[error("The site can't be reached.")]
    Unreachable,
    /// It took longer than ten seconds.
    #[error("The site takes too long to answer.")]
    TooSlow,
    /// It leads from one address to the next without an end.
    #[error("The site sends its readers from one address to the next without an end.")]
    TooManyRedirects,
    /// It leads from an encrypted page to one that isn't.
    #[error("The site sends its readers from a secure address to one that isn't secure.")]
    Downgrade,
    /// There is nothing at the address.
    #[error("There is no page at this address (the site answers {0}).")]
    NoSuchPage(u16),
    /// The site shows it only to some.
    #[error("The site doesn't show this page to just anybody (it answers {0}).")]
    NotShown(u16),
    /// The site can't answer now.
    #[error("The site can't answer now (it says {0}).")]
    SiteTrouble(u16),
    /// A file, or anything else.
    #[error("This address leads to a file, not to a web page.")]
    NotAPage,
    /// The answer is packed in a way that wasn't asked for, or is damaged.
    #[error("What the site answered can't be read.")]
    Unreadable,
    /// Neither a title nor a description nor an image.
    #[error("The page says nothing about itself: no title, no description, no image.")]
    SaysNothing,
    /// An image of more than 10 MiB.
    #[error("The page's image has more than 10 MB.")]
    ImageTooLarge,
    /// No secure connection can be made from this computer.
    #[error("This computer's certificates can't be read, so no secure connection can be made.")]
    NoSecureConnection,
}

impl ArticleError {
    /// What to do about it.
    pub fn next_step(&self) -> &'static str {
        match self {
            ArticleError::NotAnAddress | ArticleError::OtherScheme => {
                "Copy the whole address from the browser's address bar, with https:// at its beginning."
            }
            ArticleError::SignInInside => "Take everything before the @ out of the address.",
            ArticleError::NotPublic | ArticleError::OtherPort(_) => {
                "Use the address at which everybody can read the page."
            }
            ArticleError::NoSuchSite | ArticleError::NoSuchPage(_) => "Check the address in a browser.",
            ArticleError::Unreachable => {
                "Check the internet connection and the address, or write the title yourself."
            }
            ArticleError::TooSlow | ArticleError::SiteTrouble(_) => {
                "Try again in a minute, or write the title yourself."
            }
            ArticleError::NotAPage => {
                "Use the address of the page that leads to the file, or write the title yourself."
            }
            ArticleError::NoSecureConnection => {
                "Install the system's certificates, or write the title yourself."
            }
            ArticleError::ImageTooLarge => "Choose an image yourself.",
            ArticleError::TooManyRedirects
            | ArticleError::LeadsInside
            | ArticleError::Downgrade
            | ArticleError::NotShown(_)
            | ArticleError::Unreadable
            | ArticleError::SaysNothing => {
                "Open the page in a browser, and write its title and description yourself."
            }
        }
    }

    /// Whether the address itself is why: nobody was asked.
    pub fn is_about_address(&self) -> bool {
        matches!(
            self,
            ArticleError::NotAnAddress
                | ArticleError::OtherScheme
                | ArticleError::SignInInside
                | ArticleError::NotPublic
                | ArticleError::OtherPort(_)
        )
    }
}
