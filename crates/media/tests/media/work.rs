//! Tasks on bytes, in a real worker.

use std::{
    fs::File,
    io::{Read, Seek, SeekFrom, Write},
};

use rollcall_media::{Answer, MediaError, Task, worker};

/// The example beside this test is a program that can be a worker.
pub fn with_a_worker() {
    let test = std::env::current_exe().unwrap();
    let program = test.parent().unwrap().parent().unwrap().join("examples").join("worker");
    assert!(program.exists(), "the example isn't built: {}", program.display());
    worker::start_as(program);
}

pub fn file(bytes: &[u8]) -> File {
    let mut file = tempfile::tempfile().unwrap();
    file.write_all(bytes).unwrap();
    file
}

pub fn content(mut file: File) -> Vec<u8> {
    let mut bytes = Vec::new();
    file.seek(SeekFrom::Start(0)).unwrap();
    file.read_to_end(&mut bytes).unwrap();
    bytes
}

#[tokio::main(flavor = "current_thread")]
pub async fn on(task: Task, source: File) -> (Result<Answer, MediaError>, Vec<u8>) {
    with_a_worker();
    let result = tempfile::tempfile().unwrap();
    let answer = worker::run(task, source, Some(result.try_clone().unwrap())).await;
    (answer, content(result))
}

pub fn look(bytes: &[u8]) -> Result<rollcall_domain::media::MediaFacts, MediaError> {
    on(Task::Look, file(bytes)).0.map(|answer| answer.facts.unwrap())
}

pub fn take_in(bytes: &[u8]) -> (Answer, Vec<u8>) {
    let (answer, kept) = on(Task::TakeIn { keep_metadata: false }, file(bytes));
    (answer.unwrap(), kept)
}

/// As [`take_in`], for a video, which is cleaned in place.
pub fn clean_video(bytes: &[u8]) -> (Answer, Vec<u8>) {
    let video = file(bytes);
    let answer = on(Task::CleanVideo, video.try_clone().unwrap()).0;
    (answer.unwrap(), content(video))
}
