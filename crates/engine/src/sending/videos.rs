//! A video on its way to LinkedIn: in the parts that LinkedIn names, several at once, and on from
//! where the last try was.
//!
//! **At most one part is ever acknowledged without being on disk.** The last bytes of a part leave
//! when the part before it is recorded, so that a computer that dies sends at most one again.

use std::{collections::VecDeque, sync::Arc, sync::Mutex, time::Duration};

use futures_util::future::try_join_all;
use rollcall_domain::{id::TargetId, secret::Secret};
use rollcall_providers::{
    error::{ErrorKind, Outcome, ProviderError},
    linkedin::{FileUpload, LinkedinClient, VideoPlaces},
    transport::{FileRange, Gate},
};
use rollcall_store::{UploadPartRow, UploadRow};
use tokio::sync::oneshot;

use super::{files::CheckedFile, progress::Meter};
use crate::{
    Engine,
    error::{EngineError, poisoned},
};

/// How many parts travel at once. More help on a line with a long delay only, and each takes memory.
const AT_ONCE: usize = 4;

/// How often a part is tried before the copy waits and is tried later.
const TRIES: u32 = 4;

/// What a video needs on its way.
pub(super) struct VideoUpload<'a> {
    pub(super) client: &'a LinkedinClient,
    pub(super) token: &'a Secret,
    pub(super) owner_urn: &'a str,
    pub(super) target: &'a TargetId,
    pub(super) slot: u32,
    pub(super) video: CheckedFile,
    pub(super) thumbnail: Option<CheckedFile>,
    pub(super) captions: Option<CheckedFile>,
    pub(super) meter: &'a Meter,
}

impl Engine {
    /// Brings a video to LinkedIn and returns its URN. `known` is what an earlier try left.
    ///
    /// Places that expired, and parts that LinkedIn can't put together, are asked for and sent
    /// anew, once.
    pub(super) async fn upload_video(
        &self,
        upload: VideoUpload<'_>,
        known: Option<UploadRow>,
    ) -> Result<String, EngineError> {
        let (mut row, mut places, resumed) = match self.resumable(&upload, known).await {
            Some((row, places)) => (row, places, true),
            None => {
                let (row, places) = self.begin_video(&upload).await?;
                (row, places, false)
            }
        };
        upload.meter.split(row.parts.len());
        let had: Vec<&UploadPartRow> = row.parts.iter().filter(|part| part.tag.is_some()).collect();
        if resumed {
            upload.meter.had(had.len(), row.acknowledged());
        }
        let urn = match self.send_video(&upload, &mut row, &places).await {
            Err(EngineError::Provider(error)) if error.kind == ErrorKind::LinkExpired => {
                let tagged = row.parts.iter().filter(|part| part.tag.is_some()).count();
                upload.meter.undone(upload.slot, tagged, row.acknowledged());
                (row, places) = self.begin_video(&upload).await?;
                self.send_video(&upload, &mut row, &places).await?
            }
            result => result?,
        };
        self.inner.store.finish_upload(upload.target, upload.slot, self.now()).await?;
        self.drop_places(upload.target).await;
        Ok(urn)
    }

    /// Where an earlier try was, if its places still take the rest of the same file.
    async fn resumable(
        &self,
        upload: &VideoUpload<'_>,
        known: Option<UploadRow>,
    ) -> Option<(UploadRow, VideoPlaces)> {
        let row = known.filter(|row| row.sha256 == upload.video.media.sha256)?;
        let places = self.kept_places(upload.target).await?;
        let fits = places.urn == row.remote
            && places.parts.len() == row.parts.len()
            && places.expires_at.is_none_or(|at| at > self.now())
            && places.thumbnail.is_some() == upload.thumbnail.is_some()
            && places.captions.is_some() == upload.captions.is_some();
        fits.then_some((row, places))
    }

    async fn begin_video(&self, upload: &VideoUpload<'_>) -> Result<(UploadRow, VideoPlaces), EngineError> {
        let bytes = upload.video.range.length();
        let (captions, thumbnail) = (upload.captions.is_some(), upload.thumbnail.is_some());
        let begun = upload.client.begin_video(upload.token, upload.owner_urn, bytes, captions, thumbnail);
        let places = begun.await?;
        let parts = places.parts.iter();
        let row = UploadRow {
            target_id: upload.target.clone(),
            slot: upload.slot,
            sha256: upload.video.media.sha256.clone(),
            bytes,
            remote: places.urn.clone(),
            expires_at: places.expires_at,
            finished_at: None,
            parts: parts
                .map(|part| UploadPartRow { first: part.first, last: part.last, tag: None })
                .collect(),
        };
        self.keep_places(upload.target, &places).await;
        self.inner.store.put_upload(row.clone()).await?;
        Ok((row, places))
    }

    /// Sends what is missing and has LinkedIn put it together.
    async fn send_video(
        &self,
        upload: &VideoUpload<'_>,
        row: &mut UploadRow,
        places: &VideoPlaces,
    ) -> Result<String, EngineError> {
        let missing = row.parts.iter().enumerate().filter(|(_, part)| part.tag.is_none());
        let waiting: Mutex<VecDeque<usize>> = Mutex::new(missing.map(|(n, _)| n).collect());
        let tags: Mutex<Vec<(usize, String)>> = Mutex::default();
        let recorded = Arc::new(tokio::sync::Mutex::new(()));
        let lanes = (0..AT_ONCE).map(|_| async {
            while let Some(n) = next(&waiting)? {
                let tag = self.send_part(upload, places, n, &recorded).await?;
                tags.lock().map_err(poisoned)?.push((n, tag));
            }
            Ok::<_, EngineError>(())
        });
        let sent = try_join_all(lanes).await;
        for (n, tag) in tags.into_inner().map_err(poisoned)? {
            row.parts[n].tag = Some(tag);
        }
        sent?;
        for (place, file) in [(&places.thumbnail, &upload.thumbnail), (&places.captions, &upload.captions)] {
            if let (Some(place), Some(file)) = (place, file) {
                let file = FileUpload { range: file.range.clone(), mime: file.mime() };
                upload.client.upload_companion(upload.token, place, file).await?;
            }
        }
        for file in [Some(&upload.video), upload.thumbnail.as_ref(), upload.captions.as_ref()] {
            file.map_or(Ok(()), CheckedFile::is_unchanged)?;
        }
        // In the order of the file, whatever came first.
        let tags: Vec<String> = row.parts.iter().filter_map(|part| part.tag.clone()).collect();
        upload.client.finish_video(upload.token, &places.urn, &places.upload_token, &tags).await?;
        Ok(places.urn.clone())
    }

    /// Sends one part and records it. What can pass by itself is tried again.
    async fn send_part(
        &self,
        upload: &VideoUpload<'_>,
        places: &VideoPlaces,
        n: usize,
        recorded: &Arc<tokio::sync::Mutex<()>>,
    ) -> Result<String, EngineError> {
        let part = &places.parts[n];
        let range: FileRange = upload.video.range.part(part.first, part.last);
        let mut tries = 0;
        loop {
            tries += 1;
            let recorded = Arc::clone(recorded);
            let (hand_over, handed_over) = oneshot::channel();
            let gate: Gate = Box::pin(async move {
                hand_over.send(recorded.lock_owned().await).ok();
            });
            let file = FileUpload { range: range.clone(), mime: "application/octet-stream" };
            let moving = |sent: u64| upload.meter.moving(upload.slot, n, sent);
            let sent = upload.client.upload_part(upload.token, &part.place, file, Some(gate), &moving).await;
            match sent {
                Ok(tag) => {
                    let store = &self.inner.store;
                    store.record_parts(upload.target, upload.slot, vec![(n, tag.clone())]).await?;
                    // Only now may the next part become whole.
                    drop(handed_over);
                    upload.meter.done(upload.slot, n, part.last - part.first + 1);
                    return Ok(tag);
                }
                Err(error) if tries < TRIES && passes(&error) => {
                    drop(handed_over);
                    upload.meter.moving(upload.slot, n, 0);
                    let told = error.retry_at.and_then(|at| (at - self.now()).to_std().ok());
                    let pause = told.unwrap_or(Duration::from_secs(1 << (tries - 1)));
                    if pause > LONGEST_PAUSE {
                        return Err(error.into());
                    }
                    self.inner.world.sleep(pause).await;
                }
                Err(error) => return Err(error.into()),
            }
        }
    }
}

/// What takes longer than this makes the whole copy wait instead of a part.
const LONGEST_PAUSE: Duration = Duration::from_secs(60);

/// Whether the same part may go through in some seconds: sending it twice harms nothing.
fn passes(error: &ProviderError) -> bool {
    matches!(error.kind, ErrorKind::Unreachable | ErrorKind::Limited | ErrorKind::UnexpectedAnswer)
        || (error.outcome == Outcome::Unknown && error.kind != ErrorKind::LinkExpired)
}

fn next(waiting: &Mutex<VecDeque<usize>>) -> Result<Option<usize>, EngineError> {
    Ok(waiting.lock().map_err(poisoned)?.pop_front())
}
