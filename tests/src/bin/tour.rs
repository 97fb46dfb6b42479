//! The main job, end to end, in the real window on the sandbox: one line per step with what was
//! seen, one picture per step, and no step counts before the sandbox itself has confirmed it.
//! Started by `cargo xtask run` where there is no display.

use std::io::Write as _;
use std::path::PathBuf;
use std::process::ExitCode;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};
use clap::Parser;
use rollcall_tests::composer_screen::Picture;
use rollcall_tests::journey::{Journey, REPORT};
use rollcall_tests::owner;
use rollcall_tests::session::Session;
use rollcall_tests::window::{PATIENCE, Window, button, control, field};

/// Words of a post as a recruiter writes them, with the characters LinkedIn reserves.
const POST: &str = "Three years ago we placed our first nurse in Lagos. Today we open an office there (at last).\n\nRoles are open to everybody, from {junior} to *lead* | say hello. #hiring";

/// The smallest window that Rollcall can be pulled to.
const NARROW: (u32, u32) = (760, 800);

#[derive(Parser)]
struct Flags {
    /// The folder the pictures are written to.
    #[arg(long)]
    pictures: PathBuf,
}

#[tokio::main]
async fn main() -> Result<ExitCode> {
    let flags = Flags::parse();
    let stopped = stop_asked();
    // Whichever ends first; the other is dropped, and with it every program it started.
    tokio::select! {
        toured = tour(flags.pictures) => match toured {
            Ok(()) => Ok(ExitCode::SUCCESS),
            Err(error) => {
                say(&format!("FAILED: {error:#}"))?;
                Ok(ExitCode::FAILURE)
            }
        },
        () = stopped => {
            say("stopped")?;
            Ok(ExitCode::FAILURE)
        }
    }
}

/// The tour so far.
struct Tour {
    pictures: PathBuf,
    steps: u32,
    started: Instant,
}

impl Tour {
    /// One step is done: says what was seen, and takes its picture.
    async fn step(&mut self, window: &Window, name: &str, seen: &str) -> Result<()> {
        self.steps += 1;
        let file = format!("{:02}-{}.png", self.steps, name.to_lowercase().replace(' ', "-"));
        window
            .picture(&self.pictures.join(&file))
            .await
            .with_context(|| format!("no picture of {name:?}"))?;
        let seconds = self.started.elapsed().as_secs_f64();
        say(&format!("{:>2}. {name}: {seen}  [{file}, {seconds:.0} s]", self.steps))
    }
}

async fn tour(pictures: PathBuf) -> Result<()> {
    if pictures.exists() {
        std::fs::remove_dir_all(&pictures).with_context(|| format!("cannot empty {}", pictures.display()))?;
    }
    let mut tour = Tour { pictures, steps: 0, started: Instant::now() };
    let session = Session::start().await?;
    let mut window = Window::rollcall(&session, &[REPORT]).await?;
    window.find(button("Open the sandbox")).await?;
    window.find(button("Connect a provider")).await?;
    tour.step(&window, "First run", "two choices, no question asked").await?;

    let sandbox = Journey::open_sandbox(&mut window).await?;
    let journey = Journey { window, sandbox, session };
    let told = steps(&mut tour, &journey).await;
    if told.is_err() {
        let file = tour.pictures.join("failed.png");
        // The step's own error matters more than a picture that could not be taken.
        let _ = journey.window.picture(&file).await;
        say(&format!(
            "the window when it failed: {}\n{}",
            file.display(),
            journey.window.text().await.unwrap_or_default()
        ))?;
        say(&std::fs::read_to_string(journey.session.log()).unwrap_or_default())?;
    }
    told?;
    let read_back = tour.steps;
    let Journey { window, sandbox: _, session } = journey;
    narrow(&mut tour, &session, &window, "Narrow").await?;
    window.close().await?;

    let mut dark = Window::rollcall(&session, &[REPORT, ("GTK_THEME", "Adwaita:dark")]).await?;
    Journey::open_sandbox(&mut dark).await?;
    let theme = dark.script("return document.documentElement.dataset.theme", vec![]).await?;
    ensure!(theme == "dark", "the system's dark theme is shown as {theme}");
    rooms(&mut tour, &dark, "Dark").await?;
    narrow(&mut tour, &session, &dark, "Dark and narrow").await?;
    dark.close().await?;
    say(&format!(
        "{read_back} steps, each read back from the sandbox, and {} looks into the rooms; pictures in {}",
        tour.steps - read_back,
        tour.pictures.display()
    ))
}

async fn steps(tour: &mut Tour, journey: &Journey) -> Result<()> {
    see(tour, journey).await?;
    roll_call(tour, journey).await?;
    refresh(tour, journey).await?;
    link(tour, journey).await?;
    publish(tour, journey).await
}

/// Every room of the house, in a window as narrow as it gets.
async fn narrow(tour: &mut Tour, session: &Session, window: &Window, look: &str) -> Result<()> {
    window.resize(session, "Rollcall", NARROW.0, NARROW.1).await?;
    rooms(tour, window, look).await
}

/// Looks into every room. Whether they please is for a person to say.
async fn rooms(tour: &mut Tour, window: &Window, look: &str) -> Result<()> {
    let mut take = async |room: &str| tour.step(window, &format!("{look} {room}"), room).await;
    window.click(button("Outbox")).await?;
    take("outbox").await?;
    window.click(button("Activity")).await?;
    window.find(button("Export…")).await?;
    take("activity").await?;
    window.click(button("Settings")).await?;
    window.find(button("Sync Unipile")).await?;
    take("settings").await?;
    window.click(button("Compose")).await?;
    if window.look(button("Write another")).await?.is_some() {
        window.click(button("Write another")).await?;
    }
    window.fill(field("Post text"), POST.lines().next().unwrap_or_default()).await?;
    window.click(control("checkbox", "Elif Watanabe")).await?;
    window.find(button("Publish to 1")).await?;
    take("compose").await?;
    window.click(button("Discard")).await?;
    the_accounts(tour, window, look).await
}

/// What the accounts screen shows beside the list, and above it.
async fn the_accounts(tour: &mut Tour, window: &Window, look: &str) -> Result<()> {
    let mut take = async |room: &str| tour.step(window, &format!("{look} {room}"), room).await;
    window.click(button("Accounts")).await?;
    window.fill(control("searchbox", "Search accounts"), "").await?;
    window.click(button("Link account")).await?;
    window.find(button("Start linking")).await?;
    take("link").await?;
    window.click(button("Close the inspector")).await?;
    take("accounts").await?;
    window.click(control("checkbox", "Select Hana Lindqvist")).await?;
    window.says("1 selected").await?;
    take("selection").await?;
    window.click(button("Select nobody")).await?;
    window.click(control("row", "Hana Lindqvist")).await?;
    window.find(control("heading", "Hana Lindqvist")).await?;
    // Its heading is there before its history, which is read for it.
    window.says("Found at").await?;
    take("inspector").await?;
    window.click(button("Close the inspector")).await
}

async fn see(tour: &mut Tour, journey: &Journey) -> Result<()> {
    let accounts = journey.sandbox.accounts().await?;
    let listed = format!("{} linked", accounts.len());
    journey.window.says(&listed).await?;
    tour.step(&journey.window, "Accounts", &format!("{listed}, as many as the sandbox lists")).await
}

async fn roll_call(tour: &mut Tour, journey: &Journey) -> Result<()> {
    let before =
        journey.sandbox.requests("edges").await?.len() + journey.sandbox.requests("unipile").await?.len();
    journey.window.click(button("Check all")).await?;
    journey.window.find_within(button("Check all"), Duration::from_secs(90)).await?;
    let after =
        journey.sandbox.requests("edges").await?.len() + journey.sandbox.requests("unipile").await?.len();
    ensure!(after > before, "the roll call asked no provider");
    tour.step(&journey.window, "Roll call", &format!("{} requests reached Edges and Unipile", after - before))
        .await
}

async fn refresh(tour: &mut Tour, journey: &Journey) -> Result<()> {
    journey.inspect("Dana Okafor").await?;
    journey.status(&["Sign-in needed"]).await?;
    journey.start_refresh("Send login link", "owner_link").await?;
    let link = journey.owner_link().await?;
    tour.step(&journey.window, "Login link", "a link for Dana Okafor, to be sent to her").await?;
    owner::sign_in_by_login_link(&journey.session, &link, "ok@alderfinch.example", "correct horse").await?;
    journey.provider_says("edges", "Dana Okafor", "VALID").await?;
    journey.waiting("done").await?;
    journey.status(&["Connected"]).await?;
    tour.step(
        &journey.window,
        "Brought back",
        "Edges calls Dana Okafor VALID, and the same row is connected",
    )
    .await?;

    journey.inspect("Mateo Ruiz").await?;
    journey.start_refresh("Update cookies", "cookies").await?;
    journey.give_cookies("AQED-mateo-ruiz.newest", Some("AQED-li-a")).await?;
    journey.provider_says("unipile", "Mateo Ruiz", "running").await?;
    journey.waiting("done").await?;
    journey.status(&["Connected"]).await?;
    tour.step(&journey.window, "Cookies", "Unipile calls Mateo Ruiz running").await?;

    journey.expire("edges", "Lena Fischer").await?;
    journey.start_refresh("Sign in again", "credentials").await?;
    journey.give_credentials("2fa@alderfinch.example", "correct horse").await?;
    journey.waiting("checkpoint").await?;
    tour.step(&journey.window, "Checkpoint", "LinkedIn asks Lena Fischer for a code, with a countdown")
        .await?;
    journey.answer_checkpoint("Code", owner::CODE).await?;
    journey.provider_says("edges", "Lena Fischer", "VALID").await?;
    journey.waiting("done").await?;
    tour.step(&journey.window, "Code accepted", "Edges calls Lena Fischer VALID").await
}

async fn link(tour: &mut Tour, journey: &Journey) -> Result<()> {
    let before = journey.sandbox.accounts().await?.len();
    journey.start_linking("Unipile", "HOSTED · LINK", "Ada Novak", "Meridian Labs").await?;
    journey.waiting("owner_link").await?;
    let link = journey.owner_link().await?;
    owner::sign_in_by_hosted_link(&journey.session, &link, "ada.novak@members.example", "correct horse")
        .await?;
    journey.waiting("done").await?;
    let after = journey.sandbox.accounts().await?.len();
    ensure!(after == before + 1, "the sandbox lists {after} accounts after {before}");
    tour.step(&journey.window, "Linked", &format!("Ada Novak is the sandbox's account number {after}")).await
}

async fn publish(tour: &mut Tour, journey: &Journey) -> Result<()> {
    let authors = ["Amara Sithole", "Elif Watanabe"];
    let picture = Picture::drawn(journey.session.home(), "lagos-opening.png", 1200, 627)?;
    journey.compose(&authors, POST).await?;
    journey.attach(&picture).await?;
    tour.step(&journey.window, "Composed", "one text, one image, two authors").await?;
    journey.publish(authors.len()).await?;
    for author in authors {
        let post = journey
            .sandbox
            .post_where(&format!("{author}'s copy"), PATIENCE * 2, |post| post["author"]["name"] == author)
            .await?;
        ensure!(post["text"] == POST, "{author}'s copy reads {}", post["text"]);
        ensure!(
            post["media"][0]["sha256"] == picture.sha256,
            "{author}'s image is another one: {}",
            post["media"]
        );
    }
    let posts = journey.sandbox.posts().await?;
    ensure!(posts.len() == authors.len(), "{} posts arrived for {} authors", posts.len(), authors.len());
    tour.step(&journey.window, "Published", "both copies arrived once each, with these very words and bytes")
        .await
}

fn say(line: &str) -> Result<()> {
    let mut out = std::io::stdout().lock();
    writeln!(out, "{line}")?;
    Ok(out.flush()?)
}

/// Ends on Ctrl-C, or on the signal with which `cargo xtask` stops a step.
#[cfg(unix)]
async fn stop_asked() {
    use tokio::signal::unix::{SignalKind, signal};
    let Ok(mut terminate) = signal(SignalKind::terminate()) else { return std::future::pending().await };
    tokio::select! {
        _ = tokio::signal::ctrl_c() => {}
        _ = terminate.recv() => {}
    }
}

#[cfg(not(unix))]
async fn stop_asked() {
    let _ = tokio::signal::ctrl_c().await;
}
