//! The real window (or the system browser beside it), driven as a person would: controls are found
//! by role and accessible name, and nothing is done to what cannot be seen.

mod hands;

use std::net::TcpListener;
use std::path::Path;
use std::process::Stdio;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use fantoccini::elements::{Element, ElementRef};
use fantoccini::wd::Capabilities;
use fantoccini::{Client, ClientBuilder};
use hyper_util::client::legacy::connect::HttpConnector;
use serde_json::{Value, json};

use crate::binary;
use crate::child::{self, Child};
use crate::session::Session;
use crate::wait::{self, Look};

/// How long a person would wait for the window to react.
pub const PATIENCE: Duration = Duration::from_secs(15);
const START: Duration = Duration::from_secs(30);
/// The key under which WebDriver passes elements: <https://www.w3.org/TR/webdriver2/#elements>.
const ELEMENT_KEY: &str = "element-6066-11e4-a52e-4f735466cecf";
const FIND: &str = include_str!("find.js");
/// What WebKitWebDriver says when the page is left while a script runs in it.
const BEING_LEFT: &str = "before the unload event";

/// A control as assistive technology names it.
#[derive(Clone, Copy, Debug)]
pub struct Control<'a> {
    role: &'a str,
    name: &'a str,
}

/// The control with this role whose accessible name is `name`, or else the first that contains it.
pub fn control<'a>(role: &'a str, name: &'a str) -> Control<'a> {
    Control { role, name }
}

/// A button by its accessible name.
pub fn button(name: &str) -> Control<'_> {
    control("button", name)
}

/// A text field by its accessible name.
pub fn field(name: &str) -> Control<'_> {
    control("textbox", name)
}

/// An open window under a driver; dropping it closes both.
#[derive(Debug)]
pub struct Window {
    client: Client,
    driver: Child,
}

impl Window {
    /// Opens Rollcall inside the session.
    ///
    /// # Errors
    /// When it is not built, or shows nothing in time.
    pub async fn rollcall(session: &Session, environment: &[(&str, &str)]) -> Result<Self> {
        let program = binary::find("rollcall-desktop")?;
        let options = json!({ "binary": program, "args": [] });
        Self::open(session, options, environment).await
    }

    /// Opens the system browser inside the session, at an address.
    ///
    /// # Errors
    /// When it does not start or the address does not answer.
    pub async fn browser(session: &Session, address: &str) -> Result<Self> {
        // Left to itself the driver starts the browser that comes with the library.
        let window = Self::open(session, json!({}), &[]).await?;
        window.client.goto(address).await?;
        Ok(window)
    }

    async fn open(session: &Session, options: Value, environment: &[(&str, &str)]) -> Result<Self> {
        let port = free_port()?;
        let mut command = child::command("WebKitWebDriver");
        command.arg(format!("--port={port}")).stdin(Stdio::null());
        session.enter(&mut command);
        command
            .env("TAURI_AUTOMATION", "true")
            .env("TAURI_WEBVIEW_AUTOMATION", "true")
            .envs(environment.iter().copied());
        let driver = Child::start("WebKitWebDriver", &mut command, Some(&session.log()))?;
        let mut capabilities = Capabilities::new();
        capabilities.insert("webkitgtk:browserOptions".to_owned(), options);
        let address = format!("http://127.0.0.1:{port}");
        listening(port).await?;
        let client = tokio::time::timeout(
            START,
            ClientBuilder::new(HttpConnector::new()).capabilities(capabilities).connect(&address),
        )
        .await
        .context("the window did not open in time")?
        .context("the window did not open")?;
        Ok(Self { client, driver })
    }

    /// The driver's process, of which the window's is a child.
    pub fn driver_id(&self) -> u32 {
        self.driver.id()
    }

    /// The rest of the next line that the window's program writes and that begins with `beginning`.
    ///
    /// # Errors
    /// When it writes none within `limit`.
    pub async fn announced(&mut self, beginning: &str, limit: Duration) -> Result<String> {
        let started = Instant::now();
        loop {
            match self.driver.line_now() {
                Some(line) => {
                    if let Some(rest) = line.strip_prefix(beginning) {
                        return Ok(rest.to_owned());
                    }
                }
                None if started.elapsed() > limit => {
                    bail!("the window announced no {beginning:?}; it shows {}", self.text().await?)
                }
                None => tokio::time::sleep(wait::PAUSE).await,
            }
        }
    }

    /// Closes the window as its close button would.
    ///
    /// # Errors
    /// When the driver cannot.
    pub async fn close(self) -> Result<()> {
        self.client.clone().close().await?;
        Ok(())
    }

    /// Ends the window's program where it stands.
    pub fn kill(self) {
        self.driver.kill();
    }

    /// Goes to an address; for the browser.
    ///
    /// # Errors
    /// When it does not answer.
    pub async fn goto(&self, address: &str) -> Result<()> {
        Ok(self.client.goto(address).await?)
    }

    /// The address shown; for the browser.
    ///
    /// # Errors
    /// When the driver does not answer.
    pub async fn address(&self) -> Result<String> {
        Ok(self.client.current_url().await?.into())
    }

    /// Waits for a control that can be seen.
    ///
    /// # Errors
    /// When none appears in time; the error holds what the window shows instead.
    pub async fn find(&self, wanted: Control<'_>) -> Result<Element> {
        self.find_within(wanted, PATIENCE).await
    }

    /// Like [`Window::find`], for what takes longer or must come sooner.
    ///
    /// # Errors
    /// As [`Window::find`].
    pub async fn find_within(&self, wanted: Control<'_>, limit: Duration) -> Result<Element> {
        let what = format!("{} {:?}", wanted.role, wanted.name);
        wait::until(&what, limit, async || {
            Ok(match self.look(wanted).await? {
                Some(element) => Look::There(element),
                None => Look::NotYet(self.text().await?),
            })
        })
        .await
    }

    /// The control if it can be seen now.
    ///
    /// # Errors
    /// When the driver does not answer.
    pub async fn look(&self, wanted: Control<'_>) -> Result<Option<Element>> {
        let found = self.ask(FIND, vec![wanted.role.into(), wanted.name.into()]).await?;
        Ok(found[ELEMENT_KEY]
            .as_str()
            .map(|id| Element::from_element_id(self.client.clone(), ElementRef::from(id.to_owned()))))
    }

    /// Waits until the control is no longer there.
    ///
    /// # Errors
    /// When it stays.
    pub async fn gone(&self, wanted: Control<'_>) -> Result<()> {
        let what = format!("{} {:?} to go", wanted.role, wanted.name);
        wait::until(&what, PATIENCE, async || {
            Ok(match self.look(wanted).await? {
                None => Look::There(()),
                Some(_) => Look::NotYet(self.text().await?),
            })
        })
        .await
    }

    /// Everything the window says, as a person reads it.
    ///
    /// # Errors
    /// When the driver does not answer.
    pub async fn text(&self) -> Result<String> {
        let text = self.ask("return document.body ? document.body.innerText : ''", vec![]).await?;
        Ok(text.as_str().unwrap_or_default().to_owned())
    }

    /// Waits until the window says anything at all.
    ///
    /// # Errors
    /// When it stays empty.
    pub async fn text_within(&self, limit: Duration) -> Result<String> {
        wait::until("any words", limit, async || {
            let text = self.text().await?;
            Ok(if text.trim().is_empty() { Look::NotYet("nothing".to_owned()) } else { Look::There(text) })
        })
        .await
    }

    /// Waits until the window says something.
    ///
    /// # Errors
    /// When it does not in time; the error holds what it says instead.
    pub async fn says(&self, wanted: &str) -> Result<()> {
        self.says_within(wanted, PATIENCE).await
    }

    /// Like [`Window::says`], for what takes longer.
    ///
    /// # Errors
    /// As [`Window::says`].
    pub async fn says_within(&self, wanted: &str, limit: Duration) -> Result<()> {
        wait::until(&format!("the words {wanted:?}"), limit, async || {
            let text = self.text().await?;
            Ok(if text.contains(wanted) { Look::There(()) } else { Look::NotYet(text) })
        })
        .await
    }

    /// Runs a script that only looks. A page that is just being left doesn't answer: then the next
    /// one is asked.
    async fn ask(&self, script: &str, arguments: Vec<Value>) -> Result<Value> {
        wait::until("the page to answer", PATIENCE, async || {
            match self.client.execute(script, arguments.clone()).await {
                Ok(value) => Ok(Look::There(value)),
                Err(error) if error.to_string().contains(BEING_LEFT) => Ok(Look::NotYet(error.to_string())),
                Err(error) => Err(error.into()),
            }
        })
        .await
    }

    /// Runs a script in the page and returns its value.
    ///
    /// # Errors
    /// When the script throws.
    pub async fn script(&self, script: &str, arguments: Vec<Value>) -> Result<Value> {
        Ok(self.client.execute(script, arguments).await?)
    }

    /// As [`Window::script`], for a script that calls its last argument with its value.
    ///
    /// # Errors
    /// When the script throws, or calls nothing in time.
    pub async fn script_async(&self, script: &str, arguments: Vec<Value>) -> Result<Value> {
        Ok(self.client.execute_async(script, arguments).await?)
    }

    /// What the window looks like, written as a PNG.
    ///
    /// # Errors
    /// When the picture cannot be taken or written.
    pub async fn picture(&self, file: &Path) -> Result<()> {
        // What changed last may not have been painted yet.
        let painted =
            "const done = arguments[0]; requestAnimationFrame(() => requestAnimationFrame(() => done()))";
        tokio::time::timeout(PATIENCE, self.client.execute_async(painted, vec![]))
            .await
            .context("the window paints nothing")??;
        let png = tokio::time::timeout(PATIENCE, self.client.screenshot())
            .await
            .context("the driver took no picture in time")??;
        if let Some(folder) = file.parent() {
            std::fs::create_dir_all(folder)?;
        }
        std::fs::write(file, png).with_context(|| format!("cannot write {}", file.display()))
    }
}

fn free_port() -> Result<u16> {
    Ok(TcpListener::bind(("127.0.0.1", 0))?.local_addr()?.port())
}

async fn listening(port: u16) -> Result<()> {
    wait::until("the driver to listen", START, async || {
        Ok(match tokio::net::TcpStream::connect(("127.0.0.1", port)).await {
            Ok(_) => Look::There(()),
            Err(error) => Look::NotYet(error.to_string()),
        })
    })
    .await
}
