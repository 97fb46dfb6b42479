//! The kept files: read again before they leave, and cleared away when nothing refers to them.

use std::{collections::HashSet, fs::File, path::PathBuf, time::Duration};

use chrono::TimeDelta;
use rollcall_domain::media::MediaError;
use rollcall_media::intake;
use rollcall_store::MediaRow;

use super::blocking;
use crate::{Engine, error::EngineError};

/// How long a file stays that nothing refers to: what was thrown away may be brought back.
const GRACE: TimeDelta = TimeDelta::days(7);

/// How often what isn't used is looked for.
const PAUSE: Duration = Duration::from_hours(24);

/// How old a file must be that no row names: younger ones are just being taken in.
const STRAY: Duration = Duration::from_hours(24);

impl Engine {
    /// The kept copy, opened, when it is what was checked when it was picked. Never in memory.
    pub(crate) async fn kept_file(&self, media: &MediaRow) -> Result<File, EngineError> {
        let path = self.media_path(media);
        let sha256 = media.sha256.clone();
        blocking(move || {
            let mut file = File::open(path).map_err(|_| MediaError::Unreadable)?;
            let hash = intake::hash(&mut file, &mut |_| true)?;
            if hash == Some(sha256) { Ok(file) } else { Err(MediaError::Changed) }
        })
        .await
    }

    pub(crate) fn media_path(&self, media: &MediaRow) -> PathBuf {
        self.inner.media_dir.join(&media.sha256)
    }

    /// Clears away, now and once a day, the files that nothing refers to.
    pub(crate) async fn keep_clearing_media(&self) {
        loop {
            if let Err(error) = self.clear_unused_media().await {
                tracing::warn!(%error, "files that nothing uses couldn't be cleared away");
            }
            self.inner.world.sleep(PAUSE).await;
        }
    }

    /// Forgets the files that no draft, template or post has referred to for a week, and removes
    /// from the folder what no row names. Says how many rows went.
    pub async fn clear_unused_media(&self) -> Result<usize, EngineError> {
        let _kept = self.inner.kept_files.lock().await;
        let now = self.now();
        let gone = self.inner.store.forget_unused_media(now, now - GRACE).await?;
        let named: HashSet<String> = self.inner.store.media_hashes().await?.into_iter().collect();
        let gone_hashes: HashSet<String> = gone.iter().cloned().collect();
        let folder = self.inner.media_dir.clone();
        blocking(move || {
            let entries = std::fs::read_dir(folder).map_err(|_| MediaError::Unreadable)?;
            for entry in entries.flatten() {
                let name = entry.file_name().to_string_lossy().into_owned();
                let hash = name.split('.').next().unwrap_or_default();
                let old = entry
                    .metadata()
                    .and_then(|metadata| metadata.modified())
                    .is_ok_and(|changed| changed.elapsed().is_ok_and(|age| age > STRAY));
                if named.contains(hash) || !(old || gone_hashes.contains(hash)) {
                    continue;
                }
                let path = entry.path();
                let removed =
                    if path.is_dir() { std::fs::remove_dir_all(&path) } else { std::fs::remove_file(&path) };
                if let Err(error) = removed {
                    tracing::warn!(%error, "a file that nothing uses couldn't be removed");
                }
            }
            Ok(())
        })
        .await?;
        Ok(gone.len())
    }
}
