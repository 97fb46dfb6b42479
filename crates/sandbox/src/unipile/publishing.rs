//! Publishing as a member or a page: what both versions of the API have in common.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use bytes::Bytes;
use chrono::TimeDelta;
use serde_json::{Map, Value, json};

use super::account::Account;
use super::mentions::Words;
use crate::world::{Media, Organization, Person, Post, World};

const LONGEST_TEXT: usize = 3_000;
/// Unipile's reference of the call that creates a post.
const LARGEST_SIDE: usize = 6_012;
const MOST_PICTURES: usize = 20;

/// A file that goes with a post.
pub struct File {
    pub name: String,
    pub bytes: Bytes,
    pub alt: String,
    /// The type the client claims.
    pub claimed: Option<String>,
}

/// What is to be published.
#[derive(Default)]
pub struct Draft {
    /// As a reader sees it.
    pub text: String,
    /// In LinkedIn's own format, where somebody is mentioned.
    pub stored: Option<String>,
    pub files: Vec<File>,
    pub connections_only: bool,
    /// Nobody may comment.
    pub closed: bool,
    /// The post to share again, by any of its ids.
    pub repost: Option<String>,
    /// The page to publish as.
    pub organization: Option<String>,
    /// The address of a link card.
    pub link: Option<String>,
}

/// Why nothing was published.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PostRefusal {
    Empty,
    TooLong,
    TooMany,
    Mixed,
    NotMedia,
    WrongType,
    Damaged,
    TooManyPixels,
    TooLarge,
    NoSuchPost,
    NotAdministrator,
    TooOften,
}

impl PostRefusal {
    pub fn sentence(self) -> &'static str {
        match self {
            Self::Empty => "text is required.",
            Self::TooLong => "text is longer than 3000 characters.",
            Self::TooMany => "A post takes 20 pictures, one video or one document.",
            Self::Mixed => "A post takes one kind of media.",
            Self::NotMedia => "LinkedIn takes PNG, JPEG and GIF pictures, MP4 videos and documents.",
            Self::WrongType => "The file is of another type than it says.",
            Self::Damaged => "The picture is damaged.",
            Self::TooManyPixels => "The picture is larger than 6012 by 6012 pixels.",
            Self::TooLarge => "The file is too large.",
            Self::NoSuchPost => "Post not found.",
            Self::NotAdministrator => "The member does not administer this page.",
            Self::TooOften => "The member has published too much today.",
        }
    }
}

/// A post by any of its ids: a URN, version 2's id, or a number.
pub fn find<'a>(world: &'a World, id: &str) -> Option<&'a Post> {
    let by_number = || {
        ["share", "ugcPost", "activity"]
            .iter()
            .find_map(|kind| world.posts.find(&format!("urn:li:{kind}:{id}")))
    };
    world.posts.find(id).or_else(by_number).filter(|post| !post.deleted)
}

/// A member by public identifier, or by id as gateways see it.
pub fn member<'a>(world: &'a World, identifier: &str) -> Option<&'a Person> {
    world
        .people
        .get(identifier)
        .or_else(|| world.people.all().iter().find(|person| person.profile_id == identifier))
}

/// A page by number, URN or vanity name.
pub fn page<'a>(world: &'a World, identifier: &str) -> Option<&'a Organization> {
    let number = identifier.rsplit(':').next().unwrap_or(identifier);
    world
        .people
        .organization(number)
        .or_else(|| world.people.organizations.iter().find(|page| page.vanity == identifier))
}

/// Gives a member's own post other words.
pub fn edit(world: &mut World, person: &str, id: &str, words: Words) -> Result<(), PostRefusal> {
    let Words { stored, text } = words;
    if text.chars().count() > LONGEST_TEXT {
        return Err(PostRefusal::TooLong);
    }
    let now = world.now();
    let urn = find(world, id)
        .filter(|post| post.author_slug == person)
        .map(|post| post.urn.clone())
        .ok_or(PostRefusal::NoSuchPost)?;
    if let Some(post) = world.posts.find_mut(&urn) {
        post.commentary.clone_from(&text);
        post.stored = stored;
        post.text = text;
        post.edited = true;
        post.modified_at = now;
    }
    Ok(())
}

/// Publishes as the account's member, or as a page the member administers; returns the post's URN.
pub fn publish(world: &mut World, account: &str, draft: Draft) -> Result<String, PostRefusal> {
    let Some(account) = world.unipile.accounts.get(account).cloned() else {
        return Err(PostRefusal::NotAdministrator);
    };
    let repost = match draft.repost.as_deref() {
        Some(id) => Some(find(world, id).ok_or(PostRefusal::NoSuchPost)?.urn.clone()),
        None => None,
    };
    if draft.text.trim().is_empty() && draft.files.is_empty() && repost.is_none() {
        return Err(PostRefusal::Empty);
    }
    if draft.text.chars().count() > LONGEST_TEXT {
        return Err(PostRefusal::TooLong);
    }
    let author = author(world, &account, draft.organization.as_deref())?;
    let now = world.now();
    let most = world.config.unipile_posts_per_day;
    let since = now - TimeDelta::days(1);
    if most > 0 && world.posts.by(&author.urn).filter(|post| post.created_at > since).count() >= most {
        return Err(PostRefusal::TooOften);
    }
    let (media, described) = attached(world, draft.files)?;
    let mut content = Map::new();
    if !described.is_empty() {
        content.insert("attachments".to_owned(), Value::Array(described));
    }
    if let Some(urn) = repost {
        content.insert("reshare".to_owned(), json!(urn));
    }
    if let Some(link) = draft.link {
        content.insert("article".to_owned(), json!({"source": link, "title": link}));
    }
    let number = world.ids.snowflake();
    let urn = format!("urn:li:{}:{number}", if media.is_empty() { "share" } else { "ugcPost" });
    world.posts.publish(Post {
        provider_id: URL_SAFE_NO_PAD.encode(&urn),
        urn: urn.clone(),
        provider: "unipile",
        author_urn: author.urn,
        author_name: author.name,
        author_slug: author.slug,
        commentary: draft.text.clone(),
        stored: draft.stored.unwrap_or_else(|| draft.text.clone()),
        // Unipile's text is plain: it escapes for LinkedIn itself.
        text: draft.text,
        visibility: if draft.connections_only { "CONNECTIONS" } else { "PUBLIC" }.to_owned(),
        content: if content.is_empty() { Value::Null } else { Value::Object(content) },
        details: Map::new(),
        media,
        created_at: now,
        modified_at: now,
        edited: false,
        deleted: false,
        seeded: false,
    });
    if draft.closed {
        world.social.set_closed(&urn, true);
    }
    Ok(urn)
}

/// Who a post or a remark is by.
pub struct Author {
    pub urn: String,
    name: String,
    slug: String,
}

/// The account's member, or a page the member may post for.
pub fn author(world: &World, account: &Account, organization: Option<&str>) -> Result<Author, PostRefusal> {
    let person = &account.person;
    let Some(organization) = organization else {
        let urn = world.people.get(person).map_or_else(|| account.user_id.clone(), Person::urn);
        return Ok(Author { urn, name: account.name.clone(), slug: person.clone() });
    };
    page(world, organization)
        .filter(|page| page.speaks_through(person))
        .map(|page| Author {
            urn: format!("urn:li:organization:{}", page.id),
            name: page.name.clone(),
            slug: page.vanity.clone(),
        })
        .ok_or(PostRefusal::NotAdministrator)
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Picture,
    Video,
    Document,
}

/// The files as LinkedIn keeps them, and as the API describes them.
fn attached(world: &mut World, files: Vec<File>) -> Result<(Vec<Media>, Vec<Value>), PostRefusal> {
    let largest = world.config.unipile_largest_attachment;
    let mut kinds = Vec::with_capacity(files.len());
    for file in &files {
        if file.bytes.len() > largest {
            return Err(PostRefusal::TooLarge);
        }
        kinds.push(recognised(file)?);
    }
    if let Some((first, _)) = kinds.first().copied() {
        if kinds.iter().any(|(kind, _)| *kind != first) {
            return Err(PostRefusal::Mixed);
        }
        if kinds.len() > if first == Kind::Picture { MOST_PICTURES } else { 1 } {
            return Err(PostRefusal::TooMany);
        }
    }
    let mut media = Vec::with_capacity(files.len());
    let mut described = Vec::with_capacity(files.len());
    for (file, (kind, mime)) in files.into_iter().zip(kinds) {
        let id = format!("att_{}", world.ids.ulid());
        let mut description = json!({
            "id": id,
            "file_size": file.bytes.len(),
            "unavailable": false,
            "mimetype": mime,
            "url": format!("{}/dms/media/{id}", world.endpoints.linkedin.www),
        });
        match kind {
            Kind::Picture => {
                let size = imagesize::blob_size(&file.bytes).map_err(|_| PostRefusal::Damaged)?;
                if size.width > LARGEST_SIDE || size.height > LARGEST_SIDE {
                    return Err(PostRefusal::TooManyPixels);
                }
                description["type"] = json!("img");
                description["size"] = json!({"width": size.width, "height": size.height});
                description["sticker"] = json!(false);
            }
            Kind::Video => {
                description["type"] = json!("video");
                description["size"] = json!({"width": 0, "height": 0});
                description["gif"] = json!(false);
            }
            Kind::Document => {
                description["type"] = json!("file");
                description["file_name"] = json!(file.name);
            }
        }
        described.push(description);
        media.push(Media { id, mime: mime.to_owned(), alt: file.alt, bytes: file.bytes.into() });
    }
    Ok((media, described))
}

/// By its content: clients send `application/octet-stream` for everything.
fn recognised(file: &File) -> Result<(Kind, &'static str), PostRefusal> {
    let mime = infer::get(&file.bytes).ok_or(PostRefusal::NotMedia)?.mime_type();
    let kind = match mime {
        "image/png" | "image/jpeg" | "image/gif" => Kind::Picture,
        "video/mp4" | "video/quicktime" | "video/x-m4v" => Kind::Video,
        "application/pdf"
        | "application/msword"
        | "application/vnd.ms-powerpoint"
        | "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
        | "application/vnd.openxmlformats-officedocument.presentationml.presentation" => Kind::Document,
        _ => return Err(PostRefusal::NotMedia),
    };
    let honest =
        |claimed: &str| claimed == mime || claimed == "application/octet-stream" || claimed.is_empty();
    if file.claimed.as_deref().is_some_and(|claimed| !honest(claimed)) {
        return Err(PostRefusal::WrongType);
    }
    Ok((kind, mime))
}
