//! What every journey stands on: a session of its own, and a browser that can be driven in it.

use std::io::{Read as _, Write as _};
use std::net::TcpListener;
use std::time::Duration;

use anyhow::Result;
use rollcall_tests::session::Session;
use rollcall_tests::window::{Window, button, field};

/// Answers every request with one page, for as long as the test runs.
fn serve(page: &'static str) -> Result<String> {
    let listener = TcpListener::bind(("127.0.0.1", 0))?;
    let address = format!("http://{}/", listener.local_addr()?);
    std::thread::spawn(move || {
        for mut stream in listener.incoming().map_while(Result::ok) {
            let _ = stream.read(&mut [0; 4096]);
            let _ = write!(
                stream,
                "HTTP/1.1 200 OK\r\ncontent-type: text/html\r\ncontent-length: {}\r\nconnection: close\r\n\r\n{page}",
                page.len()
            );
        }
    });
    Ok(address)
}

#[tokio::test]
async fn controls_are_found_by_role_and_name_and_do_what_a_person_does() {
    let session = Session::start().await.unwrap();
    let page = "<!doctype html><title>t</title><label>Your name <input></label>\
        <button aria-hidden=true>Greet</button>\
        <button onclick=\"said.textContent='Hello, '+document.querySelector('input').value\">Greet</button>\
        <p id=said></p>";
    let window = Window::browser(&session, &serve(page).unwrap()).await.unwrap();
    window.fill(field("Your name"), "Dana").await.unwrap();
    window.click(button("Greet")).await.unwrap();
    window.says("Hello, Dana").await.unwrap();
    let picture = session.home().join("greeting.png");
    window.picture(&picture).await.unwrap();
    assert!(std::fs::read(picture).unwrap().starts_with(b"\x89PNG"));
    window.close().await.unwrap();
}

#[tokio::test]
async fn a_link_opened_in_the_system_browser_is_noted() {
    let session = Session::start().await.unwrap();
    let status = session.command("xdg-open").arg("https://example.com/?a=b&c=d").status().unwrap();
    assert!(status.success());
    let link = session.next_link(0, Duration::from_secs(5)).await.unwrap();
    assert_eq!(link, "https://example.com/?a=b&c=d");
}

#[tokio::test]
async fn the_keychain_is_open_from_the_start() {
    let session = Session::start().await.unwrap();
    let output = session
        .command("dbus-send")
        .args(["--session", "--print-reply", "--dest=org.freedesktop.secrets"])
        .args(["/org/freedesktop/secrets/aliases/default", "org.freedesktop.DBus.Properties.Get"])
        .args(["string:org.freedesktop.Secret.Collection", "string:Locked"])
        .output()
        .unwrap();
    let said =
        String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr);
    assert!(said.contains("boolean false"), "{said}");
}
