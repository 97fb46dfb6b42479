//! Videos that are killed on their way at random, again and again, while LinkedIn has trouble of its
//! own: they arrive byte by byte, once, and what was on disk doesn't travel twice.

use std::{
    collections::{HashMap, HashSet},
    ops::RangeInclusive,
};

use rand::{Rng, SeedableRng, rngs::StdRng, seq::IndexedRandom};
use rollcall_domain::{id::PostId, outbox::TargetState, provider::Provider};
use rollcall_engine::{
    event::Event,
    publishing::{Finding, Publishing},
};
use rollcall_sandbox::{Fault, PostQuery, RequestQuery};

use crate::{
    film::{film, keep, sha256, video_post},
    workspace::Workspace,
};

/// LinkedIn takes no video of fewer bytes.
const SMALLEST: usize = 75 * 1024;

/// A sandbox answers what it saw by reading all of it.
const AT_ONE_SANDBOX: usize = 25;

#[derive(Debug, Clone, Copy)]
enum Trouble {
    Status(u16),
    Cut(usize),
    ReplyLost,
}

/// When Rollcall is killed.
#[derive(Debug, Clone, Copy)]
enum Kill {
    /// So many parts are there.
    Parts(u32),
    /// So many notices of any kind came since the start.
    Notices(usize),
}

#[derive(Debug)]
struct Case {
    part_bytes: usize,
    length: usize,
    kills: Vec<Kill>,
    /// What strikes how many parts, after so many.
    trouble: Option<(Trouble, u32, u32)>,
}

fn case(random: &mut StdRng) -> Case {
    let parts: usize = random.random_range(2..=9);
    let part_bytes = SMALLEST / (parts - 1) + random.random_range(2..4_000);
    // Both sides of a part's end matter most.
    let length = match random.random_range(0..4) {
        0 => parts * part_bytes - 1,
        1 => parts * part_bytes,
        2 => (parts - 1) * part_bytes + 1,
        _ => random.random_range((parts - 1) * part_bytes + 1..=parts * part_bytes),
    };
    let in_parts: RangeInclusive<u32> = 0..=u32::try_from(parts).unwrap();
    let kill = |random: &mut StdRng| match random.random_bool(0.7) {
        true => Kill::Parts(random.random_range(in_parts.clone())),
        false => Kill::Notices(random.random_range(0..2 * parts + 4)),
    };
    let kills = (0..random.random_range(0..=2)).map(|_| kill(random)).collect();
    let troubles = [
        Trouble::Status(429),
        Trouble::Status(500),
        Trouble::Status(401),
        Trouble::Cut(0),
        Trouble::Cut(part_bytes / 2),
        Trouble::ReplyLost,
    ];
    let trouble = random.random_bool(0.5).then(|| {
        let trouble = *troubles.choose(random).unwrap();
        // Places are asked for anew once.
        let times = if matches!(trouble, Trouble::Status(401)) { 1 } else { random.random_range(1..=2) };
        (trouble, random.random_range(in_parts.clone()), times)
    });
    Case { part_bytes, length, kills, trouble }
}

/// The parts that LinkedIn acknowledged since this request: the video's id with the part's number.
fn acknowledged_since(workspace: &Workspace, first: u64) -> Vec<(String, usize)> {
    let puts = RequestQuery {
        provider: Some(rollcall_sandbox::Provider::LinkedIn),
        method: Some("PUT".into()),
        path: Some("/dms-uploads/".into()),
    };
    let seen = workspace.sandbox.control().requests(&puts);
    let taken = seen.into_iter().filter(|request| request.id >= first && request.status == Some(200));
    taken
        .map(|request| {
            let words: Vec<&str> = request.path.split('/').collect();
            let [_, _, id, _, number] = words[..] else { panic!("{}", request.path) };
            (id.to_owned(), number.parse().unwrap())
        })
        .collect()
}

/// The id of the next request.
fn next_request(workspace: &Workspace) -> u64 {
    let seen = workspace.sandbox.control().requests(&RequestQuery::default());
    seen.last().map_or(0, |request| request.id + 1)
}

/// Which parts are known to be there: the video's id with the part's number.
async fn on_disk(workspace: &Workspace, post: &PostId) -> HashSet<(String, usize)> {
    let target = &workspace.engine.post(post).await.unwrap().targets[0].id;
    let uploads = workspace.engine.store().uploads_of(target).await.unwrap();
    let Some(upload) = uploads.first() else { return HashSet::new() };
    let id = upload.remote.rsplit(':').next().unwrap();
    let parts = upload.parts.iter().enumerate();
    parts.filter(|(_, part)| part.tag.is_some()).map(|(n, _)| (id.to_owned(), n)).collect()
}

/// What was on disk when Rollcall started wasn't sent since.
fn travels_no_more(workspace: &Workspace, kept: &HashSet<(String, usize)>, since: u64, text: &str) {
    let sent: HashSet<_> = acknowledged_since(workspace, since).into_iter().collect();
    assert!(kept.is_disjoint(&sent), "{text}: what was on disk travelled again: {kept:?} {sent:?}");
}

async fn reaches(workspace: &Workspace, kill: Kill) {
    workspace
        .heard(|events| match kill {
            Kill::Notices(most) => events.len() >= most,
            Kill::Parts(0) => true,
            Kill::Parts(done) => events
                .iter()
                .any(|event| matches!(event, Event::Upload(progress) if progress.parts_done >= done)),
        })
        .await;
}

async fn survives(mut workspace: Workspace, text: &str, case: &Case, seed: u64) -> Workspace {
    let control = workspace.sandbox.control();
    control.configure(|config| config.video_part_bytes = case.part_bytes as u64);
    if let Some((trouble, skip, times)) = case.trouble {
        let fault = Fault { skip, times, ..Fault::of(rollcall_sandbox::Provider::LinkedIn) };
        let fault = fault.on("PUT", "/dms-uploads/*");
        let struck = match trouble {
            Trouble::Status(status) => Fault { status: Some(status), ..fault },
            Trouble::Cut(bytes) => Fault { cut_upload_after_bytes: Some(bytes), ..fault },
            Trouble::ReplyLost => Fault { reply_lost: true, ..fault },
        };
        control.fault(struck).unwrap();
    }
    let first = next_request(&workspace);
    let mut film = film(case.length);
    let end = film.len() - 8;
    film[end..].copy_from_slice(&seed.to_be_bytes());
    let media = keep(&workspace, &film).await;
    let chloe = workspace.account("Chloé Lambert").await;
    workspace.events.lock().unwrap().clear();
    let draft = video_post(&workspace, text, &chloe, media);
    let post = workspace.engine.publish(&draft, Publishing::default()).await.unwrap().post.id;
    let (mut kept, mut since) = (HashSet::new(), first);
    for kill in &case.kills {
        tokio::select! {
            () = reaches(&workspace, *kill) => {}
            _ = workspace.settle(&post) => {}
        }
        workspace = workspace.restarted().await;
        travels_no_more(&workspace, &kept, since, text);
        (kept, since) = (on_disk(&workspace, &post).await, next_request(&workspace));
    }
    let settled = workspace.settle(&post).await;
    travels_no_more(&workspace, &kept, since, text);
    let control = workspace.sandbox.control();
    control.clear_faults();
    let made = || {
        let posts = control.posts(&PostQuery::default()).into_iter();
        posts.filter(|post| post.text == text).collect::<Vec<_>>()
    };
    let target = &settled.targets[0];
    if target.state == TargetState::Unknown {
        // Killed while the answer to the create call was on its way: a person looks.
        let finding = if made().is_empty() { Finding::SendAgain } else { Finding::ItIsThere };
        workspace.engine.resolve(&target.id, finding).await.unwrap();
    }
    let settled = workspace.settle(&post).await;
    assert_eq!(settled.targets[0].state, TargetState::Published, "{text}: {:?}", settled.targets[0].sentence);
    let posts = made();
    assert_eq!(posts.len(), 1, "{text}");
    assert_eq!(posts[0].media[0].sha256, sha256(&film), "{text}: byte by byte");
    let mut times: HashMap<(String, usize), usize> = HashMap::new();
    for part in acknowledged_since(&workspace, first) {
        *times.entry(part).or_default() += 1;
    }
    let twice: usize = times.values().map(|times| times - 1).sum();
    assert!(twice <= case.kills.len(), "{text}: at most one part a kill travels twice: {times:?}");
    workspace
}

async fn random_videos(seed: u64, count: usize) {
    let mut random = StdRng::seed_from_u64(seed);
    let mut done = 0;
    while done < count {
        let mut workspace = Workspace::empty().await;
        let connection = workspace.input(Provider::Linkedin);
        workspace.sandbox.control().configure(|config| {
            config.native_pkce = true;
            config.video_processing_s = 0;
        });
        workspace.engine.connect(connection).await.unwrap();
        workspace.link_member("chloe-lambert").await;
        for _ in 0..AT_ONE_SANDBOX.min(count - done) {
            let case = case(&mut random);
            let text = format!("Film {done} of seed {seed}: {case:?}");
            workspace = survives(workspace, &text, &case, seed * 1_000 + done as u64).await;
            done += 1;
        }
    }
}

#[tokio::test]
async fn videos_killed_at_random_arrive_once_and_whole_1() {
    random_videos(1, 250).await;
}

#[tokio::test]
async fn videos_killed_at_random_arrive_once_and_whole_2() {
    random_videos(2, 250).await;
}

#[tokio::test]
async fn videos_killed_at_random_arrive_once_and_whole_3() {
    random_videos(3, 250).await;
}

#[tokio::test]
async fn videos_killed_at_random_arrive_once_and_whole_4() {
    random_videos(4, 250).await;
}
