//! The composer as a person works with it.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::{Context, Result};
use base64::Engine as _;
use base64::prelude::BASE64_STANDARD as STANDARD;
use image::{ImageFormat, Rgb, RgbImage};
use sha2::{Digest as _, Sha256};

use crate::file_chooser;
use crate::journey::Journey;
use crate::wait::{self, Look};
use crate::window::{PATIENCE, button, control, field};

/// The title of the system's file chooser.
const CHOOSER: &str = "Choose images";
/// The keys' names: <https://www.w3.org/TR/webdriver2/#keyboard-actions>.
const CONTROL: char = '\u{E009}';
const END: char = '\u{E010}';
const RELEASE: char = '\u{E000}';
const PASTE_TEXT: &str = "const [area, text] = arguments;
    const clipboardData = new DataTransfer();
    clipboardData.setData('text/plain', text);
    area.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }))";
const PASTE_PICTURE: &str = "const [area, name, base64] = arguments;
    const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
    const clipboardData = new DataTransfer();
    clipboardData.items.add(new File([bytes], name, { type: 'image/png' }));
    area.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }))";
/// Every copy of a post on its way and back.
const PUBLISHING: Duration = Duration::from_secs(45);

/// An image file to publish, with what must arrive.
#[derive(Debug)]
pub struct Picture {
    /// Where it lies.
    pub file: PathBuf,
    /// The SHA-256 of its bytes, in lower-case hex.
    pub sha256: String,
}

impl Picture {
    /// Draws an image of this size into `folder`.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn drawn(folder: &Path, name: &str, width: u32, height: u32) -> Result<Self> {
        let image = RgbImage::from_fn(width, height, |x, y| {
            let across = u8::try_from(x * 90 / width).unwrap_or_default();
            let down = u8::try_from(y * 90 / height).unwrap_or_default();
            Rgb([45 + across, 93 + across, 79 + down])
        });
        let file = folder.join(name);
        image.save_with_format(&file, ImageFormat::Png)?;
        Self::of(file)
    }

    /// A file of any content.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn of(file: PathBuf) -> Result<Self> {
        let bytes = std::fs::read(&file).with_context(|| format!("cannot read {}", file.display()))?;
        let sha256 = Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect();
        Ok(Self { file, sha256 })
    }
}

impl Journey {
    /// Opens the composer, writes a text and chooses who publishes it.
    ///
    /// # Errors
    /// When an author is not offered.
    pub async fn compose(&self, authors: &[&str], text: &str) -> Result<()> {
        self.window.click(button("Compose")).await?;
        self.write(authors, text).await
    }

    /// Begins another post after one was published.
    ///
    /// # Errors
    /// As [`Journey::compose`].
    pub async fn compose_another(&self, authors: &[&str], text: &str) -> Result<()> {
        self.window.click(button("Write another")).await?;
        self.write(authors, text).await
    }

    async fn write(&self, authors: &[&str], text: &str) -> Result<()> {
        self.window.fill(field("Post text"), text).await?;
        for author in authors {
            self.window.fill(control("searchbox", "Find account or page"), author).await?;
            self.window.click(control("checkbox", author)).await?;
        }
        self.window.fill(control("searchbox", "Find account or page"), "").await
    }

    /// Adds an image through the system's file chooser and waits until it is shown.
    ///
    /// # Errors
    /// When the composer does not take it.
    pub async fn attach(&self, picture: &Picture) -> Result<()> {
        self.offer(&picture.file).await?;
        self.window.find(button("Remove image")).await?;
        Ok(())
    }

    /// Chooses a file in the system's file chooser, whatever the composer makes of it.
    ///
    /// # Errors
    /// When no chooser opens.
    pub async fn offer(&self, file: &Path) -> Result<()> {
        // A click would wait for the chooser, which ends only when somebody answers it.
        self.window.press_button("Add image").await?;
        file_chooser::choose(&self.session, CHOOSER, file).await
    }

    /// Types at the end of the post's text.
    ///
    /// # Errors
    /// When it takes no keys.
    pub async fn type_on(&self, keys: &str) -> Result<()> {
        self.window.click(field("Post text")).await?;
        self.window.press(&format!("{CONTROL}{END}{RELEASE}")).await?;
        self.window.press(keys).await
    }

    /// Pastes into the post's text, as from another program: keys would take minutes.
    ///
    /// # Errors
    /// When there is no editor.
    pub async fn paste_text(&self, text: &str) -> Result<()> {
        let area = self.window.find(field("Post text")).await?;
        self.window.script(PASTE_TEXT, vec![serde_json::to_value(area)?, text.into()]).await?;
        Ok(())
    }

    /// Pastes a file into the post's text, as a copied picture.
    ///
    /// # Errors
    /// When it cannot be read, or there is no editor.
    pub async fn paste_picture(&self, file: &Path) -> Result<()> {
        let area = self.window.find(field("Post text")).await?;
        let bytes = STANDARD.encode(std::fs::read(file)?);
        let name = file.file_name().and_then(OsStr::to_str).context("a file without a name")?;
        let arguments = vec![serde_json::to_value(area)?, name.into(), bytes.into()];
        self.window.script(PASTE_PICTURE, arguments).await?;
        Ok(())
    }

    /// Publishes to `number` authors and waits until every copy has ended as published.
    ///
    /// # Errors
    /// When one ends otherwise; the error holds what the window says.
    pub async fn publish(&self, number: usize) -> Result<()> {
        self.send(number).await?;
        let states = self.target_states(PUBLISHING).await?;
        anyhow::ensure!(
            states.iter().all(|state| state == "published"),
            "the copies ended as {states:?}; the window: {}",
            self.window.text().await?
        );
        Ok(())
    }

    /// Presses the button that publishes to `number` authors, once the draft may be published.
    ///
    /// # Errors
    /// When it may not.
    pub async fn send(&self, number: usize) -> Result<()> {
        self.window.click(button(&format!("Publish to {number}"))).await
    }

    /// The states in which the copies on the screen ended, once none is on its way any more.
    ///
    /// # Errors
    /// When one still is after `limit`.
    pub async fn target_states(&self, limit: Duration) -> Result<Vec<String>> {
        let script = "return [...document.querySelectorAll('[data-testid=target-row]')].map((row) => row.dataset.state)";
        wait::until("every copy to settle", limit, async || {
            let seen = self.window.script(script, vec![]).await?;
            let states: Vec<String> = serde_json::from_value(seen)?;
            let moving =
                states.iter().any(|state| ["queued", "uploading", "sending"].contains(&state.as_str()));
            Ok(if states.is_empty() || moving {
                Look::NotYet(format!("{states:?}"))
            } else {
                Look::There(states)
            })
        })
        .await
    }

    /// Waits until the composer's checks say something.
    ///
    /// # Errors
    /// When they do not.
    pub async fn composer_says(&self, words: &str) -> Result<()> {
        self.window.says_within(words, PATIENCE).await
    }
}
