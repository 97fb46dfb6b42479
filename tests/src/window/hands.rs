//! What a person's hands do to the window: clicking, typing, choosing, pulling at its corner.

use anyhow::{Context, Result, bail};
use fantoccini::Locator;
use fantoccini::elements::Element;

use super::{Control, FIND, PATIENCE, Window, button};
use crate::session::Session;
use crate::wait::{self, Look};

/// Why a control takes no click yet, or null. One that moves would be missed.
const READY: &str = "const [wanted] = arguments;
    if (wanted.matches(':disabled')) return 'it disabled';
    const moves = ({ playState, effect }) =>
        playState === 'running' && effect.getComputedTiming().iterations !== Infinity && effect.target?.contains(wanted);
    return document.getAnimations().some(moves) ? 'it moving' : null";
/// Keys that empty an editor as a person does: <https://www.w3.org/TR/webdriver2/#keyboard-actions>.
const SELECT_ALL_AND_ERASE: &str = "\u{E009}a\u{E000}\u{E003}";

impl Window {
    /// Waits for a control that is enabled, and clicks it with the mouse.
    ///
    /// # Errors
    /// When it does not appear, stays disabled, or something covers it.
    pub async fn click(&self, wanted: Control<'_>) -> Result<()> {
        let what = format!("{} {:?} to take a click", wanted.role, wanted.name);
        wait::until(&what, PATIENCE, async || {
            let Some(element) = self.look(wanted).await? else {
                return Ok(Look::NotYet(self.text().await?));
            };
            match self.script(READY, vec![serde_json::to_value(&element)?]).await {
                Ok(ready) if ready.is_null() => {}
                Ok(why) => return Ok(Look::NotYet(why.to_string())),
                // The view may redraw between looking and clicking; then it is looked for again.
                Err(error) => return Ok(Look::NotYet(error.to_string())),
            }
            Ok(match element.click().await {
                Ok(()) => Look::There(()),
                Err(error) => Look::NotYet(error.to_string()),
            })
        })
        .await
    }

    /// Presses a button without waiting for what it leads to, as a dialog of the system would keep
    /// the driver waiting until somebody answers it.
    ///
    /// # Errors
    /// When there is no such button.
    pub async fn press_button(&self, name: &str) -> Result<()> {
        self.find(button(name)).await?;
        let found = self.client.execute(FIND, vec!["button".into(), name.into()]).await?;
        self.script("const found = arguments[0]; setTimeout(() => found.click(), 0)", vec![found]).await?;
        Ok(())
    }

    /// Empties a text field and types into it.
    ///
    /// # Errors
    /// When it does not appear, takes no keys, or holds something else afterwards.
    pub async fn fill(&self, wanted: Control<'_>, text: &str) -> Result<()> {
        let what = format!("{} {:?} to take keys", wanted.role, wanted.name);
        let element = wait::until(&what, PATIENCE, async || {
            let Some(element) = self.look(wanted).await? else {
                return Ok(Look::NotYet(self.text().await?));
            };
            // One that is disabled, or just being redrawn, cannot be emptied yet.
            Ok(match self.empty(&element).await {
                Ok(()) => Look::There(element),
                Err(error) => Look::NotYet(error.to_string()),
            })
        })
        .await?;
        if text.is_empty() {
            // The driver empties a field without the event that typing fires, so the page wouldn't
            // notice: a letter and Backspace tell it.
            return Ok(element.send_keys("x\u{E003}").await?);
        }
        // The key that ends a line, not the character: https://www.w3.org/TR/webdriver2/#keyboard-actions
        let keys = text.replace('\n', "\u{E007}");
        element.send_keys(&keys).await.with_context(|| format!("{:?} takes no keys", wanted.name))?;
        let held = self.held(&element).await?;
        if held != text {
            bail!("{} keys of {} reached {:?}", held.chars().count(), text.chars().count(), wanted.name);
        }
        Ok(())
    }

    async fn empty(&self, field: &Element) -> Result<()> {
        if field.attr("contenteditable").await?.is_none() {
            return Ok(field.clear().await?);
        }
        // The driver empties an editor behind its back.
        if !self.held(field).await?.is_empty() {
            field.send_keys(SELECT_ALL_AND_ERASE).await?;
        }
        Ok(())
    }

    /// What a text field holds, or an editor, whose lines are its children.
    ///
    /// # Errors
    /// When it is gone.
    pub async fn held(&self, field: &Element) -> Result<String> {
        let script = "const [field] = arguments; return field.value ?? [...field.children].map((line) => line.textContent).join('\\n')";
        let held = self.script(script, vec![serde_json::to_value(field)?]).await?;
        Ok(held.as_str().unwrap_or_default().to_owned())
    }

    /// Chooses the first option of a native select whose label contains `option`.
    ///
    /// # Errors
    /// When either does not exist.
    pub async fn choose(&self, wanted: Control<'_>, option: &str) -> Result<()> {
        let select = self.find(wanted).await?;
        let path = format!(".//option[contains(., '{option}')]");
        let found = select.find(Locator::XPath(&path)).await;
        found.with_context(|| format!("{:?} offers no {option:?}", wanted.name))?.click().await?;
        Ok(())
    }

    /// Presses keys with nothing in particular chosen.
    ///
    /// # Errors
    /// When the window takes no keys.
    pub async fn press(&self, keys: &str) -> Result<()> {
        let focused = match self.client.active_element().await {
            Ok(element) => element,
            Err(_) => self.client.find(Locator::Css("body")).await?,
        };
        Ok(focused.send_keys(keys).await?)
    }

    /// Gives the window another size, as somebody pulling at its corner, and waits until its content
    /// has followed.
    ///
    /// # Errors
    /// When it keeps its size.
    pub async fn resize(&self, session: &Session, title: &str, width: u32, height: u32) -> Result<()> {
        let size = [width.to_string(), height.to_string()];
        let name = format!("^{title}$");
        let mut xdotool = session.command("xdotool");
        xdotool.args(["search", "--onlyvisible", "--name", &name, "windowsize", &size[0], &size[1]]);
        let output = xdotool.output().context("xdotool is not installed")?;
        if !output.status.success() {
            bail!("xdotool: {}", String::from_utf8_lossy(&output.stderr));
        }
        wait::until(&format!("a window {width} wide"), PATIENCE, async || {
            let now = self.script("return innerWidth", vec![]).await?;
            Ok(if now == width { Look::There(()) } else { Look::NotYet(now.to_string()) })
        })
        .await
    }
}
