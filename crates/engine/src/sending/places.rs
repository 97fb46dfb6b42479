//! The places that take the parts of a video, kept over a restart. Whoever has their addresses can
//! send bytes there: they lie sealed in the workspace's folder, and the key is in the keychain.

use std::path::PathBuf;

use aws_lc_rs::aead::{AES_256_GCM, Aad, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};
use rollcall_domain::{id::TargetId, secret::Secret};
use rollcall_providers::linkedin::{PartPlace, UploadPlace, VideoPlaces};
use rollcall_vault::{SecretKey, SecretKind};
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use crate::{Engine, error::EngineError, media::hex};

/// The folder inside a workspace's own.
pub(crate) const FOLDER: &str = "uploads";

/// What is kept of one video's places.
#[derive(Serialize, Deserialize)]
struct Kept {
    urn: String,
    upload_token: String,
    parts: Vec<(String, u64, u64)>,
    captions: Option<String>,
    thumbnail: Option<String>,
    expires_at: Option<rollcall_domain::Timestamp>,
}

/// The one place in the keychain for the keys of a copy's uploads.
fn key_of(target: &TargetId) -> SecretKey {
    SecretKey::new(target.0.clone(), SecretKind::UploadKey)
}

impl Engine {
    /// Keeps the places of a copy's video. A keychain that doesn't answer costs only that a restart
    /// begins the video anew.
    pub(super) async fn keep_places(&self, target: &TargetId, places: &VideoPlaces) {
        if let Err(error) = self.seal(target, places).await {
            tracing::warn!(%error, "the places for a video couldn't be kept");
        }
    }

    async fn seal(&self, target: &TargetId, places: &VideoPlaces) -> Result<(), EngineError> {
        let address = |place: &UploadPlace| place.address().expose().to_owned();
        let kept = Kept {
            urn: places.urn.clone(),
            upload_token: places.upload_token.expose().to_owned(),
            parts: places.parts.iter().map(|part| (address(&part.place), part.first, part.last)).collect(),
            captions: places.captions.as_ref().map(address),
            thumbnail: places.thumbnail.as_ref().map(address),
            expires_at: places.expires_at,
        };
        let mut bytes = serde_json::to_vec(&kept).map_err(|_| not_kept())?;
        let key = Zeroizing::new(self.inner.world.random_bytes());
        // Each key seals once, so that the nonce needs no chance.
        let nonce = Nonce::assume_unique_for_key([0; NONCE_LEN]);
        let cipher = cipher(&key[..])?;
        cipher
            .seal_in_place_append_tag(nonce, Aad::from(target.0.as_bytes()), &mut bytes)
            .map_err(|_| not_kept())?;
        self.inner.vault.put(&key_of(target), &Secret::new(hex(&key[..]))).await?;
        let path = self.places_path(target);
        let write = || {
            std::fs::create_dir_all(path.parent().unwrap_or(&path))?;
            let part = path.with_extension("part");
            std::fs::write(&part, &bytes)?;
            std::fs::rename(&part, &path)
        };
        write().map_err(|_| not_kept())
    }

    /// The places of a copy's video, as an earlier try kept them.
    pub(super) async fn kept_places(&self, target: &TargetId) -> Option<VideoPlaces> {
        let mut bytes = std::fs::read(self.places_path(target)).ok()?;
        let key = self.inner.vault.get(&key_of(target)).await.ok()??;
        let cipher = cipher(&unhex(key.expose())?).ok()?;
        let nonce = Nonce::assume_unique_for_key([0; NONCE_LEN]);
        let plain = cipher.open_in_place(nonce, Aad::from(target.0.as_bytes()), &mut bytes).ok()?;
        let kept: Kept = serde_json::from_slice(plain).ok()?;
        let place = |url: String| UploadPlace::kept(Secret::new(url));
        Some(VideoPlaces {
            urn: kept.urn,
            upload_token: Secret::new(kept.upload_token),
            parts: kept
                .parts
                .into_iter()
                .map(|(url, first, last)| PartPlace { place: place(url), first, last })
                .collect(),
            captions: kept.captions.map(place),
            thumbnail: kept.thumbnail.map(place),
            expires_at: kept.expires_at,
        })
    }

    /// Lets the places of a copy's video go: they aren't needed any more.
    pub(crate) async fn drop_places(&self, target: &TargetId) {
        let path = self.places_path(target);
        if path.exists() {
            std::fs::remove_file(path).ok();
            self.inner.vault.delete(&key_of(target)).await.ok();
        }
    }

    fn places_path(&self, target: &TargetId) -> PathBuf {
        self.inner.uploads_dir.join(&target.0)
    }
}

fn cipher(key: &[u8]) -> Result<LessSafeKey, EngineError> {
    Ok(LessSafeKey::new(UnboundKey::new(&AES_256_GCM, key).map_err(|_| not_kept())?))
}

fn unhex(text: &str) -> Option<Zeroizing<Vec<u8>>> {
    let pairs = (0..text.len()).step_by(2).map(|at| u8::from_str_radix(text.get(at..at + 2)?, 16).ok());
    pairs.collect::<Option<Vec<u8>>>().map(Zeroizing::new)
}

fn not_kept() -> EngineError {
    EngineError::Failed(
        "The places for the video's parts couldn't be kept. Check that the disk isn't full.".into(),
    )
}
