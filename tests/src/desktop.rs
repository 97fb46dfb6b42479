//! A desktop around the window: what shows notices and what holds the tray's icons, as the session's
//! bus knows them.

mod on_the_bus;

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use anyhow::{Context, Result};
use x11rb::connection::Connection as _;
use x11rb::protocol::xproto::{ConnectionExt as _, InputFocus};
use zbus::object_server::SignalEmitter;
use zbus::zvariant::{OwnedObjectPath, OwnedValue, Value};
use zbus::{Connection, Proxy};

use self::on_the_bus::{Notices, Tray};
use crate::session::Session;
use crate::wait::{self, Look};

const NOTICES: &str = "/org/freedesktop/Notifications";
/// The numbers that a short menu's lines may have.
const MENU: std::ops::Range<i32> = 1..64;
/// Longer than a digest is gathered.
const PATIENCE: Duration = Duration::from_secs(90);

/// A notice as it was shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notice {
    /// Its number; one that takes the place of another has the other's.
    pub id: u32,
    /// Its first line.
    pub title: String,
    /// The rest.
    pub body: String,
}

/// A running desktop. Dropping it takes it off the bus.
#[derive(Debug)]
pub struct Desktop {
    bus: Connection,
    seen: Arc<Mutex<Seen>>,
}

#[derive(Debug, Default)]
struct Seen {
    notices: Vec<Notice>,
    icons: Vec<(String, String)>,
}

impl Desktop {
    /// Begins to show notices and icons in the session.
    ///
    /// # Errors
    /// When the bus lets nobody do so.
    pub async fn start(session: &Session) -> Result<Self> {
        let seen = Arc::new(Mutex::new(Seen::default()));
        let bus = zbus::connection::Builder::address(session.bus_address())?
            .serve_at(NOTICES, Notices { seen: seen.clone() })?
            .serve_at("/StatusNotifierWatcher", Tray { seen: seen.clone() })?
            .name("org.freedesktop.Notifications")?
            .name("org.kde.StatusNotifierWatcher")?
            .build()
            .await?;
        Ok(Self { bus, seen })
    }

    /// The first notice that `wanted` takes.
    ///
    /// # Errors
    /// When none is shown in time.
    pub async fn notice(&self, what: &str, wanted: impl Fn(&Notice) -> bool) -> Result<Notice> {
        wait::until(&format!("a notice of {what}"), PATIENCE, async || {
            let seen = self.notices();
            Ok(match seen.iter().find(|notice| wanted(notice)) {
                Some(notice) => Look::There(notice.clone()),
                None => Look::NotYet(format!("{seen:?}")),
            })
        })
        .await
    }

    /// Every notice so far.
    pub fn notices(&self) -> Vec<Notice> {
        locked(&self.seen).notices.clone()
    }

    /// Clicks a notice.
    ///
    /// # Errors
    /// When the bus is gone.
    pub async fn click(&self, notice: &Notice) -> Result<()> {
        Ok(Notices::action_invoked(&SignalEmitter::new(&self.bus, NOTICES)?, notice.id, "default").await?)
    }

    /// Waits until the tray's icon has `label` beside it.
    ///
    /// # Errors
    /// When it has another.
    pub async fn icon_says(&self, label: &str) -> Result<()> {
        wait::until(&format!("{label:?} in the tray"), PATIENCE, async || {
            let Some(icon) = self.icon().await? else { return Ok(Look::NotYet("no icon".to_owned())) };
            let now: String = icon.get_property("XAyatanaLabel").await.unwrap_or_default();
            Ok(if now == label { Look::There(()) } else { Look::NotYet(now) })
        })
        .await
    }

    /// Chooses a line of the icon's menu.
    ///
    /// # Errors
    /// When there is no such line.
    pub async fn choose(&self, line: &str) -> Result<()> {
        let icon = self.icon().await?.context("no icon")?;
        let path: OwnedObjectPath = icon.get_property("Menu").await?;
        let menu =
            Proxy::new(&self.bus, icon.destination().to_owned(), path, "com.canonical.dbusmenu").await?;
        let all: Vec<(i32, HashMap<String, OwnedValue>)> =
            menu.call("GetGroupProperties", &(MENU.collect::<Vec<i32>>(), vec!["label"])).await?;
        let label = |properties: &HashMap<String, OwnedValue>| {
            properties.get("label").and_then(|label| String::try_from(label.clone()).ok())
        };
        let found = all.iter().find(|(_, properties)| label(properties).is_some_and(|one| one == line));
        let (id, _) = found.with_context(|| format!("no {line:?} in {all:?}"))?;
        Ok(menu.call::<_, _, ()>("Event", &(*id, "clicked", Value::I32(0), 0u32)).await?)
    }

    async fn icon(&self) -> Result<Option<Proxy<'_>>> {
        let Some((owner, path)) = locked(&self.seen).icons.last().cloned() else { return Ok(None) };
        Ok(Some(Proxy::new(&self.bus, owner, path, "org.kde.StatusNotifierItem").await?))
    }
}

/// Has the person look at something else than any of the session's windows.
///
/// # Errors
/// When the display is gone.
pub fn look_away(session: &Session) -> Result<()> {
    let (connection, screen) = x11rb::connect(Some(session.display()))?;
    let root = connection.setup().roots[screen].root;
    connection.warp_pointer(x11rb::NONE, root, 0, 0, 0, 0, 1, 1)?.check()?;
    connection.set_input_focus(InputFocus::NONE, x11rb::NONE, x11rb::CURRENT_TIME)?.check()?;
    Ok(())
}

fn locked(seen: &Mutex<Seen>) -> MutexGuard<'_, Seen> {
    seen.lock().unwrap_or_else(PoisonError::into_inner)
}
