//! Picked files: looked into, copied into the workspace, and shown small.
//!
//! A file is opened once, when it is picked. What is sent later is the copy, so that moving or
//! changing the original can't change a post. The copy's name is its SHA-256.

mod kept;
mod pictures;

use std::{
    fs::{File, OpenOptions},
    path::{Path, PathBuf},
    sync::Arc,
};

use rollcall_domain::{
    id::MediaId,
    media::{Cleaning, ImageFit, MediaError, MediaFacts, Trace},
};
pub use rollcall_media::worker::begin as begin_worker;
use rollcall_media::{Answer, Task, intake, worker};
use rollcall_store::MediaRow;
use tempfile::TempDir;
use tokio_util::sync::CancellationToken;

use crate::{Engine, error::EngineError, event::Event};

/// The name of a folder in which a file is being taken in.
const TAKING_IN: &str = "taking-in-";

/// The setting for what files say about their maker.
const KEEPS_METADATA: &str = "media/keeps-metadata";

/// A picked file with its small picture.
#[derive(Debug, Clone)]
pub struct PickedMedia {
    /// The kept row.
    pub media: MediaRow,
    /// A re-encoded picture of at most 720 pixels, as a `data:` URL: the image, or a PDF's first
    /// page. `None` for what isn't drawn.
    pub thumbnail: Option<String>,
}

/// A copy that isn't in the workspace yet.
struct Taken {
    folder: TempDir,
    file: PathBuf,
    sha256: String,
    facts: MediaFacts,
    cleaning: Cleaning,
}

impl Engine {
    /// Takes a file that a person picked or dropped: looks what it is by its content, copies it
    /// into the workspace without what it says about its maker, and makes its small picture. Large
    /// files tell how far they are ([`Event::TakingIn`]).
    pub async fn add_media(&self, path: &Path) -> Result<PickedMedia, EngineError> {
        let opened = path.to_owned();
        let source = blocking(move || intake::open(&opened)).await?;
        self.take_in(shown_name(path), source, Some(path)).await
    }

    /// As [`Engine::add_media`], for bytes that have no file: what was pasted.
    pub async fn add_media_bytes(&self, name: &str, bytes: Vec<u8>) -> Result<PickedMedia, EngineError> {
        let source = file_of(bytes).await?;
        self.take_in(shown_name(Path::new(name)), source, None).await
    }

    /// As [`Engine::add_media_bytes`], for an image that nobody has looked at: anything else is
    /// refused.
    pub(crate) async fn add_image_bytes(
        &self,
        name: &str,
        bytes: Vec<u8>,
    ) -> Result<PickedMedia, EngineError> {
        let source = file_of(bytes).await?;
        let looked = worker::run(Task::Look, again(&source)?, None).await?;
        match looked.facts {
            Some(MediaFacts::Image(_)) => self.take_in(shown_name(Path::new(name)), source, None).await,
            _ => Err(MediaError::NotKnown { found: None }.into()),
        }
    }

    /// Whether what files say about their maker, their location too, is kept in what is sent.
    pub async fn keeps_metadata(&self) -> Result<bool, EngineError> {
        Ok(self.inner.store.setting(KEEPS_METADATA).await?.as_deref() == Some("on"))
    }

    /// Has what files say about their maker kept or, as it is from the start, taken out. For files
    /// that are taken in from now on.
    pub async fn keep_metadata(&self, on: bool) -> Result<(), EngineError> {
        Ok(self.inner.store.set_setting(KEEPS_METADATA, if on { "on" } else { "off" }).await?)
    }

    /// Stops taking files in.
    pub fn stop_taking_in(&self) {
        if let Ok(mut stop) = self.inner.taking_in.lock() {
            stop.cancel();
            *stop = CancellationToken::new();
        }
    }

    /// A picked file again, with its small picture.
    pub async fn media(&self, id: &MediaId) -> Result<PickedMedia, EngineError> {
        let media = self.inner.store.media(id).await?.ok_or(EngineError::NotFound("This file"))?;
        let thumbnail = self.thumbnail(&media).await?;
        Ok(PickedMedia { media, thumbnail })
    }

    /// A copy of an image that fits: of a type that is taken, upright, scaled, with fewer bytes. A
    /// new file in the workspace; the one it is made of stays.
    pub async fn fit_image(&self, id: &MediaId, fit: &ImageFit) -> Result<PickedMedia, EngineError> {
        let media = self.inner.store.media(id).await?.ok_or(EngineError::NotFound("This image"))?;
        let source = self.kept_file(&media).await?;
        let folder = self.taking_in_folder()?;
        let file = folder.path().join("copy");
        let result = new_file(&file)?;
        let answer = worker::run(Task::Fit(fit.clone()), source, Some(again(&result)?)).await?;
        let sha256 = self.hash(result, &media.file_name, 0).await?;
        let facts = answer.facts.ok_or(MediaError::Damaged)?;
        // What was decoded and encoded again has none of it.
        let removed = |trace| if trace == Trace::Stays { Trace::Removed } else { trace };
        let cleaning = Cleaning {
            location: removed(media.cleaning.location),
            metadata: removed(media.cleaning.metadata),
            ..media.cleaning
        };
        self.keep(media.file_name, Taken { folder, file, sha256, facts, cleaning }).await
    }

    async fn take_in(
        &self,
        file_name: String,
        source: File,
        path: Option<&Path>,
    ) -> Result<PickedMedia, EngineError> {
        let looked = worker::run(Task::Look, again(&source)?, None).await?;
        let taken = if let Some(MediaFacts::Video(_)) = looked.facts {
            self.take_in_video(&file_name, source, path).await?
        } else {
            self.take_in_whole(&file_name, source).await?
        };
        self.keep(file_name, taken).await
    }

    /// Everything but videos is read once and written as what is kept.
    async fn take_in_whole(&self, file_name: &str, source: File) -> Result<Taken, EngineError> {
        let folder = self.taking_in_folder()?;
        let file = folder.path().join("copy");
        let result = new_file(&file)?;
        let task = Task::TakeIn { keep_metadata: self.keeps_metadata().await? };
        let Answer { facts, cleaning } = worker::run(task, source, Some(again(&result)?)).await?;
        let sha256 = self.hash(result, file_name, 0).await?;
        let facts = facts.ok_or(MediaError::Damaged)?;
        Ok(Taken { folder, file, sha256, facts, cleaning })
    }

    /// A video is copied as it is, and what it says about its maker is blanked in the copy.
    async fn take_in_video(
        &self,
        file_name: &str,
        mut source: File,
        path: Option<&Path>,
    ) -> Result<Taken, EngineError> {
        let folder = self.taking_in_folder()?;
        let file = folder.path().join("copy");
        let total = source.metadata().map_err(|_| MediaError::Unreadable)?.len();
        let (from, to) = (path.map(Path::to_owned), file.clone());
        // Copied, then read once more for its hash.
        let mut go_on = self.progress(file_name, 0, total * 2);
        let copy = blocking(move || intake::copy(&mut source, from.as_deref(), &to, &mut go_on)).await?;
        let copy = copy.ok_or(EngineError::Cancelled)?;
        let task = if self.keeps_metadata().await? { Task::Look } else { Task::CleanVideo };
        let Answer { facts, cleaning } = worker::run(task, again(&copy)?, None).await?;
        let sha256 = self.hash(copy, file_name, total).await?;
        let facts = facts.ok_or(MediaError::Damaged)?;
        Ok(Taken { folder, file, sha256, facts, cleaning })
    }

    async fn hash(&self, mut file: File, file_name: &str, before: u64) -> Result<String, EngineError> {
        let mut go_on = self.progress(file_name, before, before * 2);
        let hash = blocking(move || {
            let hash = intake::hash(&mut file, &mut go_on)?;
            // It is to be there after a power cut, as the row that names it.
            file.sync_all().map_err(|_| MediaError::NotKept)?;
            Ok(hash)
        });
        hash.await?.ok_or(EngineError::Cancelled)
    }

    /// Tells how far a long copy is, in hundredths, and whether somebody stopped it.
    fn progress(
        &self,
        file_name: &str,
        before: u64,
        total: u64,
    ) -> impl FnMut(u64) -> bool + Send + 'static + use<> {
        let engine = self.clone();
        let file_name = file_name.to_owned();
        let stop = self.inner.taking_in.lock().map(|stop| stop.clone()).unwrap_or_default();
        let mut told = None;
        move |done| {
            let percent = ((before + done) * 100).checked_div(total).map_or(0, |percent| percent.min(100));
            let percent = u8::try_from(percent).unwrap_or(100);
            if total > 0 && told != Some(percent) {
                told = Some(percent);
                engine.tell(Event::TakingIn { file_name: file_name.clone(), percent });
            }
            !(stop.is_cancelled() || engine.inner.closing.is_cancelled())
        }
    }

    /// Puts a copy in its place and writes its row.
    async fn keep(&self, file_name: String, taken: Taken) -> Result<PickedMedia, EngineError> {
        let file_name = named_as(&file_name, &taken.facts);
        let thumbnail = self.first_picture(&taken.facts, &taken.file).await?;
        let media = MediaRow {
            id: MediaId(self.inner.world.new_id()),
            file_name,
            sha256: taken.sha256,
            facts: taken.facts,
            cleaning: taken.cleaning,
            created_at: self.now(),
        };
        // What isn't used is cleared away only between files.
        let _kept = self.inner.kept_files.lock().await;
        let place = self.media_path(&media);
        let (from, folder) = (taken.file, Arc::new(taken.folder));
        let held = Arc::clone(&folder);
        blocking(move || {
            let _held = held;
            if place.exists() {
                Ok(())
            } else {
                std::fs::rename(&from, &place).map_err(|_| MediaError::NotKept)
            }
        })
        .await?;
        self.inner.store.put_media(media.clone()).await?;
        if let Some(png) = &thumbnail {
            self.remember_picture(&media, pictures::FIRST, png.clone()).await;
        }
        Ok(PickedMedia { media, thumbnail: thumbnail.map(|png| pictures::data_url(&png)) })
    }

    fn taking_in_folder(&self) -> Result<TempDir, MediaError> {
        tempfile::Builder::new()
            .prefix(TAKING_IN)
            .tempdir_in(&self.inner.media_dir)
            .map_err(|_| MediaError::NotKept)
    }
}

async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, MediaError> + Send + 'static,
) -> Result<T, EngineError> {
    tokio::task::spawn_blocking(work)
        .await
        .map_err(|_| EngineError::Media(MediaError::Damaged))?
        .map_err(EngineError::Media)
}

/// A file without a name that holds these bytes.
async fn file_of(bytes: Vec<u8>) -> Result<File, EngineError> {
    blocking(move || {
        let mut file = tempfile::tempfile().map_err(|_| MediaError::NotKept)?;
        std::io::Write::write_all(&mut file, &bytes).map_err(|_| MediaError::NotKept)?;
        Ok(file)
    })
    .await
}

fn new_file(path: &Path) -> Result<File, MediaError> {
    OpenOptions::new().read(true).write(true).create_new(true).open(path).map_err(|_| MediaError::NotKept)
}

fn again(file: &File) -> Result<File, MediaError> {
    file.try_clone().map_err(|_| MediaError::Unreadable)
}

/// The file's name with an ending that says what it is: providers believe the ending, and a
/// converted photo or a badly named file would be refused for it.
fn named_as(name: &str, facts: &MediaFacts) -> String {
    let endings = facts.extensions();
    let (stem, ending) = match name.rsplit_once('.') {
        Some((stem, ending)) if ending.len() <= 4 && !stem.is_empty() => (stem, ending.to_ascii_lowercase()),
        _ => (name, String::new()),
    };
    if endings.contains(&ending.as_str()) {
        return name.to_owned();
    }
    endings.first().map_or_else(|| name.to_owned(), |usual| format!("{stem}.{usual}"))
}

/// The file's name as it can be shown: without control characters and what turns text around.
fn shown_name(path: &Path) -> String {
    let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let odd = |c: char| {
        c.is_control()
            || matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
    };
    name.chars().filter(|c| !odd(*c)).take(120).collect()
}

pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_ends_as_what_the_file_is() {
        let facts = MediaFacts::Captions(rollcall_domain::media::CaptionsFacts { cues: 1, bytes: 9 });
        let cases = [
            ("a.srt", "a.srt"),
            ("a.SRT", "a.SRT"),
            ("a.txt", "a.srt"),
            ("Minutes of 3. November", "Minutes of 3. November.srt"),
            (".hidden", ".hidden.srt"),
            ("", ".srt"),
        ];
        for (name, named) in cases {
            assert_eq!(named_as(name, &facts), named, "{name}");
        }
    }

    #[test]
    fn a_name_is_shown_without_what_would_break_or_turn_a_line() {
        assert_eq!(shown_name(Path::new("/a/b/te\nam\u{202e}gpj.exe")), "teamgpj.exe");
        assert_eq!(shown_name(Path::new("/a/Ünï 👋.png")), "Ünï 👋.png");
        assert_eq!(shown_name(Path::new("/")), "");
    }
}
