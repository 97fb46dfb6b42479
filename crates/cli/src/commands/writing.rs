//! A draft out of what was typed.

use std::path::Path;

use rollcall_api::{
    article, composing,
    domain::{
        id::{AuthorId, MediaId},
        post::{AttachedImage, Attachment, Draft, Mention, PostText, Wording},
        reshare,
    },
    media,
};

use crate::{
    arguments::{Pair, PostArguments},
    exit::Failure,
    session::Session,
    standard_input,
};

/// The draft that was typed. Its files are taken into the workspace.
///
/// # Errors
/// When nobody is called so, or a file can't be used.
pub async fn draft(session: &Session, mut arguments: PostArguments) -> Result<Draft, Failure> {
    let authors = authors(session, &arguments).await?;
    if let Some(author) = authors.first() {
        look_up(session, &mut arguments.mentions, author).await?;
    }
    let text = match &arguments.text {
        Some(text) => text.clone(),
        // The last newline belongs to the terminal or the pipe, not to the post.
        None => standard_input::rest().await?.trim_end_matches(['\r', '\n']).to_owned(),
    };
    let wording = Wording {
        text: named(&text, &arguments.mentions),
        attachment: attachment(session, &arguments).await?,
        first_comment: named(arguments.comment.as_deref().unwrap_or_default(), &arguments.mentions),
    };
    let mut draft = Draft { wording, authors, visibility: arguments.visibility.into(), ..Draft::default() };
    write_variants(session, &arguments, &mut draft).await?;
    Ok(draft)
}

/// Puts URNs in the place of links: whoever they lead to is looked up as this author.
async fn look_up(session: &Session, mentions: &mut [Pair], author: &AuthorId) -> Result<(), Failure> {
    for Pair(name, link) in mentions.iter_mut().filter(|Pair(_, link)| !link.starts_with("urn:li:")) {
        let found = composing::find_mentions(&session.rollcall, link, Some(author)).await?;
        let Some(found) = found.into_iter().next() else {
            let sentence = format!("{link} leads to nobody who can be looked up. Give the URN instead.");
            return Err(Failure::Usage(sentence));
        };
        if found.name != *name {
            let called = &found.name;
            session.printer.complain(&format!(
                "{link} leads to {called}. LinkedIn links only that name; {name} may stay words."
            ));
        }
        *link = found.urn;
    }
    Ok(())
}

/// What single authors have of their own.
async fn write_variants(
    session: &Session,
    arguments: &PostArguments,
    draft: &mut Draft,
) -> Result<(), Failure> {
    for Pair(author, text) in &arguments.variants {
        let author = publishing_author(session, draft, author).await?;
        draft.variant_mut(&author).text = Some(named(text, &arguments.mentions));
    }
    for Pair(author, path) in &arguments.variant_images {
        let author = publishing_author(session, draft, author).await?;
        let image = AttachedImage { media: file(session, Path::new(path)).await?, alt_text: String::new() };
        let attached = draft.variant_mut(&author).attachment.get_or_insert_default();
        match attached {
            Attachment::Images { images } => images.push(image),
            _ => *attached = Attachment::Images { images: vec![image] },
        }
    }
    for Pair(author, words) in &arguments.variant_alts {
        let author = publishing_author(session, draft, author).await?;
        let undescribed = match &mut draft.variant_mut(&author).attachment {
            Some(Attachment::Images { images }) => images.iter_mut().find(|image| image.alt_text.is_empty()),
            _ => None,
        };
        let image = undescribed.ok_or_else(|| {
            Failure::Usage("There are more descriptions than images of an author's own.".into())
        })?;
        image.alt_text.clone_from(words);
    }
    for Pair(author, text) in &arguments.variant_comments {
        let author = publishing_author(session, draft, author).await?;
        draft.variant_mut(&author).first_comment = Some(named(text, &arguments.mentions));
    }
    Ok(())
}

/// An author whom a variant is for.
async fn publishing_author(session: &Session, draft: &Draft, word: &str) -> Result<AuthorId, Failure> {
    let author = session.author(word).await?;
    if draft.authors.contains(&author) {
        return Ok(author);
    }
    let sentence = "A variant is for somebody who doesn't publish this. Name them with --as too.";
    Err(Failure::Usage(sentence.into()))
}

async fn authors(session: &Session, arguments: &PostArguments) -> Result<Vec<AuthorId>, Failure> {
    let mut authors: Vec<AuthorId> = Vec::with_capacity(arguments.authors.len());
    let mut add = |author| {
        if !authors.contains(&author) {
            authors.push(author);
        }
    };
    for word in &arguments.authors {
        add(session.author(word).await?);
    }
    if let Some(name) = &arguments.group {
        let groups = composing::author_groups(&session.rollcall).await?;
        let group = groups.into_iter().find(|group| group.name.to_lowercase() == name.to_lowercase());
        let group = group.ok_or_else(|| Failure::Usage(format!("No group of authors is called {name}.")))?;
        group.authors.into_iter().for_each(add);
    }
    Ok(authors)
}

async fn attachment(session: &Session, arguments: &PostArguments) -> Result<Attachment, Failure> {
    let title = arguments.title.clone().unwrap_or_default();
    if arguments.alts.len() > arguments.images.len() {
        return Err(Failure::Usage("There are more descriptions than images.".into()));
    }
    if !arguments.images.is_empty() {
        let mut images = Vec::with_capacity(arguments.images.len());
        let alts = arguments.alts.iter().cloned().chain(std::iter::repeat(String::new()));
        for (path, alt_text) in arguments.images.iter().zip(alts) {
            images.push(AttachedImage { media: file(session, path).await?, alt_text });
        }
        return Ok(Attachment::Images { images });
    }
    let thumbnail = match &arguments.thumbnail {
        Some(path) => Some(file(session, path).await?),
        None => None,
    };
    if let Some(path) = &arguments.video {
        let captions = match &arguments.captions {
            Some(path) => Some(file(session, path).await?),
            None => None,
        };
        return Ok(Attachment::Video { media: file(session, path).await?, title, thumbnail, captions });
    }
    if let Some(path) = &arguments.document {
        return Ok(Attachment::Document { media: file(session, path).await?, title });
    }
    if let Some(url) = &arguments.article {
        let (url, description) = (url.clone(), arguments.description.clone().unwrap_or_default());
        let preview = preview(session, arguments, &url).await?;
        let or = |given: String, found: String| if given.trim().is_empty() { found } else { given };
        return Ok(Attachment::Article {
            url,
            title: or(title, preview.title),
            description: or(description, preview.description),
            thumbnail: thumbnail.or(preview.thumbnail),
        });
    }
    if let Some(question) = &arguments.poll {
        return Ok(Attachment::Poll {
            question: question.clone(),
            options: arguments.options.clone(),
            duration: arguments.open_for.into(),
        });
    }
    match &arguments.reshare {
        Some(link) => {
            let urn = reshare::urn_of(link).ok_or_else(|| {
                Failure::Usage(format!("{link} is no link to a post on LinkedIn, and no URN of one."))
            })?;
            Ok(Attachment::Reshare { urn })
        }
        None => Ok(Attachment::None),
    }
}

/// What the article's page says about itself, where that is asked for.
#[derive(Default)]
struct Preview {
    title: String,
    description: String,
    thumbnail: Option<MediaId>,
}

/// Asks the article's page for what wasn't given. Where the title was given, the post doesn't depend
/// on the page.
async fn preview(session: &Session, arguments: &PostArguments, url: &str) -> Result<Preview, Failure> {
    if arguments.no_preview || (arguments.title.is_some() && arguments.description.is_some()) {
        return Ok(Preview::default());
    }
    match article::preview(&session.rollcall, url).await {
        Ok(preview) => {
            if let Some(note) = preview.note.filter(|_| arguments.thumbnail.is_none()) {
                session.printer.complain(&note);
            }
            Ok(Preview {
                title: preview.title,
                description: preview.description,
                thumbnail: preview.thumbnail.map(|image| image.id),
            })
        }
        Err(error) if arguments.title.is_some() => {
            session.printer.complain(&error.to_string());
            Ok(Preview::default())
        }
        Err(error) => Err(error.into()),
    }
}

async fn file(session: &Session, path: &Path) -> Result<MediaId, Failure> {
    Ok(media::add_media(&session.rollcall, path).await?.id)
}

/// A text in which each of these names leads to somebody.
fn named(text: &str, mentions: &[Pair]) -> PostText {
    let mut found: Vec<Mention> = Vec::new();
    for Pair(name, urn) in mentions {
        for (at, _) in text.match_indices(name.as_str()) {
            let start = u32::try_from(text[..at].chars().count()).unwrap_or(u32::MAX);
            let length = u32::try_from(name.chars().count()).unwrap_or(u32::MAX);
            found.push(Mention { start, length, urn: urn.clone() });
        }
    }
    found.sort_by_key(|mention| mention.start);
    PostText { text: text.to_owned(), mentions: found }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_time_a_name_is_written_it_leads_to_somebody() {
        let pair = |name: &str, urn: &str| Pair(name.into(), urn.into());
        let mentions = [pair("Alder", "urn:li:organization:1"), pair("Dana", "urn:li:person:2")];
        let text = named("👋 Dana of Alder, and Alder", &mentions);
        let places: Vec<_> = text.mentions.iter().map(|it| (it.start, it.length, it.urn.as_str())).collect();
        assert_eq!(
            places,
            [(2, 4, "urn:li:person:2"), (10, 5, "urn:li:organization:1"), (21, 5, "urn:li:organization:1")]
        );
    }
}
