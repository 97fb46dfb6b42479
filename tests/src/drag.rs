//! Dragging files from another program into a window, in the words X11's programs use among
//! themselves: <https://www.freedesktop.org/wiki/Specifications/XDND/>.

use std::path::Path;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};
use x11rb::CURRENT_TIME;
use x11rb::connection::Connection;
use x11rb::protocol::Event;
use x11rb::protocol::xproto::{
    Atom, AtomEnum, ClientMessageData, ClientMessageEvent, ConnectionExt as _, CreateWindowAux, EventMask,
    PropMode, SELECTION_NOTIFY_EVENT, SelectionNotifyEvent, SelectionRequestEvent, Window, WindowClass,
};
use x11rb::rust_connection::RustConnection;
use x11rb::wrapper::ConnectionExt as _;

use crate::session::Session;

x11rb::atom_manager! {
    Atoms: AtomsCookie {
        XdndAware,
        XdndEnter,
        XdndPosition,
        XdndStatus,
        XdndLeave,
        XdndDrop,
        XdndFinished,
        XdndSelection,
        XdndActionCopy,
        TARGETS,
        URI_LIST: b"text/uri-list",
        _NET_WM_NAME,
        UTF8_STRING,
    }
}

const PATIENCE: Duration = Duration::from_secs(10);
const VERSION: u32 = 5;

/// Drags `files` over the middle of the window called `title`, and lets them go there.
///
/// # Errors
/// When there is no such window, or it does not take files.
pub fn drop_files(session: &Session, title: &str, files: &[&Path]) -> Result<()> {
    hold_files(session, title, files)?.let_go()
}

/// Drags `files` over the middle of the window called `title` until it has looked at them, and holds
/// them there.
///
/// # Errors
/// As [`drop_files`].
pub fn hold_files(session: &Session, title: &str, files: &[&Path]) -> Result<Held> {
    let (connection, screen) = x11rb::connect(Some(session.display()))?;
    let root = connection.setup().roots[screen].root;
    let atoms = Atoms::new(&connection)?.reply()?;
    let target = window_called(&connection, &atoms, root, title)?
        .with_context(|| format!("no window called {title:?} takes what is dropped"))?;
    let source = connection.generate_id()?;
    let hidden = CreateWindowAux::new();
    connection.create_window(0, source, root, -1, -1, 1, 1, 0, WindowClass::INPUT_ONLY, 0, &hidden)?;
    connection.set_selection_owner(source, atoms.XdndSelection, CURRENT_TIME)?.check()?;
    let held = Held { connection, atoms, root, source, target, list: uri_list(files)? };
    held.enter()?;
    Ok(held)
}

/// Files over a window. Dropping this value lets nothing go.
pub struct Held {
    connection: RustConnection,
    atoms: Atoms,
    root: Window,
    source: Window,
    target: Window,
    list: String,
}

impl std::fmt::Debug for Held {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("Held").field("list", &self.list).finish_non_exhaustive()
    }
}

impl Held {
    fn enter(&self) -> Result<()> {
        let size = self.connection.get_geometry(self.target)?.reply()?;
        let middle = (i16::try_from(size.width / 2)?, i16::try_from(size.height / 2)?);
        let at =
            self.connection.translate_coordinates(self.target, self.root, middle.0, middle.1)?.reply()?;
        let place = (u32::from(at.dst_x.unsigned_abs()) << 16) | u32::from(at.dst_y.unsigned_abs());
        let position = [0, place, CURRENT_TIME, self.atoms.XdndActionCopy];

        self.tell(self.atoms.XdndEnter, [VERSION << 24, self.atoms.URI_LIST, 0, 0])?;
        self.tell(self.atoms.XdndPosition, position)?;
        let mut handed_over = false;
        let accepted = self.until(|event| {
            match event {
                Event::SelectionRequest(request) => handed_over |= self.hand_over(&request)?,
                Event::ClientMessage(message) if message.type_ == self.atoms.XdndStatus => {
                    // A window that has looked at what it is about to get has made up its mind.
                    if message.data.as_data32()[1] & 1 == 1 && handed_over {
                        return Ok(true);
                    }
                    std::thread::sleep(crate::wait::PAUSE);
                    self.tell(self.atoms.XdndPosition, position)?;
                }
                _ => {}
            }
            Ok(false)
        })?;
        ensure!(accepted, "the window did not take the files; it has read them: {handed_over}");
        Ok(())
    }

    /// Lets the files go where they are held.
    ///
    /// # Errors
    /// When the window does not say that it has them.
    pub fn let_go(self) -> Result<()> {
        self.tell(self.atoms.XdndDrop, [0, CURRENT_TIME, 0, 0])?;
        let finished = self.until(|event| match event {
            Event::SelectionRequest(request) => self.hand_over(&request).map(|_| false),
            Event::ClientMessage(message) => Ok(message.type_ == self.atoms.XdndFinished),
            _ => Ok(false),
        })?;
        ensure!(finished, "the files were let go, and the window did not say that it has them");
        Ok(())
    }

    /// Takes the files away again.
    ///
    /// # Errors
    /// When the display is gone.
    pub fn take_away(self) -> Result<()> {
        self.tell(self.atoms.XdndLeave, [0; 4])
    }

    /// Gives what the window says to `hear` until that is satisfied; false when it never is.
    fn until(&self, mut hear: impl FnMut(Event) -> Result<bool>) -> Result<bool> {
        let started = Instant::now();
        while started.elapsed() < PATIENCE {
            match self.connection.poll_for_event()? {
                Some(event) => {
                    if hear(event)? {
                        return Ok(true);
                    }
                }
                None => std::thread::sleep(crate::wait::PAUSE),
            }
        }
        Ok(false)
    }

    /// A message of the protocol from us to the window.
    fn tell(&self, what: Atom, rest: [u32; 4]) -> Result<()> {
        let data = ClientMessageData::from([self.source, rest[0], rest[1], rest[2], rest[3]]);
        let message = ClientMessageEvent::new(32, self.target, what, data);
        self.connection.send_event(false, self.target, EventMask::NO_EVENT, message)?;
        Ok(self.connection.flush()?)
    }

    /// Answers what is dragged; true when that was the list of files itself.
    fn hand_over(&self, request: &SelectionRequestEvent) -> Result<bool> {
        let (asked, place) = (request.target, request.property);
        let known = if asked == self.atoms.URI_LIST {
            self.connection.change_property8(
                PropMode::REPLACE,
                request.requestor,
                place,
                asked,
                self.list.as_bytes(),
            )?;
            true
        } else if asked == self.atoms.TARGETS {
            let targets = [self.atoms.URI_LIST];
            self.connection.change_property32(
                PropMode::REPLACE,
                request.requestor,
                place,
                AtomEnum::ATOM,
                &targets,
            )?;
            true
        } else {
            false
        };
        let answer = SelectionNotifyEvent {
            response_type: SELECTION_NOTIFY_EVENT,
            sequence: 0,
            time: request.time,
            requestor: request.requestor,
            selection: request.selection,
            target: asked,
            property: if known { place } else { x11rb::NONE },
        };
        self.connection.send_event(false, request.requestor, EventMask::NO_EVENT, answer)?;
        self.connection.flush()?;
        Ok(asked == self.atoms.URI_LIST)
    }
}

/// The window of this title that takes what is dropped, among a window's descendants.
fn window_called(
    connection: &RustConnection,
    atoms: &Atoms,
    root: Window,
    title: &str,
) -> Result<Option<Window>> {
    let mut windows = vec![root];
    while let Some(window) = windows.pop() {
        let text = |property, kind| connection.get_property(false, window, property, kind, 0, 64);
        let name = text(atoms._NET_WM_NAME, atoms.UTF8_STRING)?.reply();
        let aware = text(atoms.XdndAware, AtomEnum::ATOM.into())?.reply();
        let children = connection.query_tree(window)?.reply();
        // A toolkit opens and closes small windows as it likes: one that is gone by now takes nothing.
        let (Ok(name), Ok(aware), Ok(tree)) = (name, aware, children) else { continue };
        if aware.value_len > 0 && name.value == title.as_bytes() {
            return Ok(Some(window));
        }
        windows.extend(tree.children);
    }
    Ok(None)
}

/// <https://www.rfc-editor.org/rfc/rfc2483#section-5>
fn uri_list(files: &[&Path]) -> Result<String> {
    let mut list = String::new();
    for file in files {
        let address = reqwest::Url::from_file_path(file);
        let address = address.ok().with_context(|| format!("{} is no whole path", file.display()))?;
        list += &format!("{address}\r\n");
    }
    Ok(list)
}
