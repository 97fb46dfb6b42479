//! The one thread that talks to the keychain, and the time limit on waiting for it.
//!
//! A keychain may take a question and never answer: its password window waits for somebody, or its
//! service hangs. The thread then hangs with it, and there is no way to call it back; but nobody
//! waits for it longer than the limit.

use std::{
    sync::{Arc, Mutex, MutexGuard, PoisonError, mpsc},
    thread,
    time::{Duration, Instant},
};

use tokio::sync::{oneshot, watch};

use crate::{Backend, KeychainState, VaultError, state::Evidence};

type Job = Box<dyn FnOnce(&mut dyn Backend) + Send>;

/// The question that the keychain is busy with.
struct Running {
    id: u64,
    since: Instant,
    /// Somebody waited for it as long as the limit.
    overdue: bool,
}

#[derive(Default)]
struct Progress {
    last_id: u64,
    running: Option<Running>,
}

pub(crate) struct KeychainThread {
    limit: Duration,
    jobs: mpsc::Sender<Job>,
    progress: Arc<Mutex<Progress>>,
    state: watch::Sender<KeychainState>,
}

impl KeychainThread {
    pub(crate) fn start(mut backend: Box<dyn Backend>, limit: Duration) -> Self {
        let (jobs, inbox) = mpsc::channel::<Job>();
        // Without a thread the inbox is gone, and every call says so.
        let started = thread::Builder::new().name("rollcall-keychain".into()).spawn(move || {
            for job in inbox {
                job(backend.as_mut());
            }
        });
        if started.is_err() {
            tracing::error!("the keychain's thread could not be started");
        }
        let state = watch::Sender::new(KeychainState::Unchecked);
        Self { limit, jobs, progress: Arc::default(), state }
    }

    pub(crate) fn state(&self) -> &watch::Sender<KeychainState> {
        &self.state
    }

    /// Asks the keychain something and waits no longer than the limit. A question that nobody
    /// waits for any more is dropped if it hasn't begun, and finished if it has.
    pub(crate) async fn ask<T, W, E>(&self, work: W, evidence: E) -> Result<T, VaultError>
    where
        T: Send + 'static,
        W: FnOnce(&mut dyn Backend) -> Result<T, VaultError> + Send + 'static,
        E: FnOnce(&T) -> Evidence + Send + 'static,
    {
        let id = {
            let mut progress = lock(&self.progress);
            if progress.running.as_ref().is_some_and(|it| it.overdue || it.since.elapsed() >= self.limit) {
                return Err(VaultError::Silent);
            }
            progress.last_id += 1;
            progress.last_id
        };
        let (reply, answer) = oneshot::channel();
        let (progress, state) = (self.progress.clone(), self.state.clone());
        let job: Job = Box::new(move |backend| {
            if reply.is_closed() {
                return;
            }
            lock(&progress).running = Some(Running { id, since: Instant::now(), overdue: false });
            let answered = work(backend);
            // Under the lock, so that somebody whose patience ends just now can't call the keychain
            // silent after this has said otherwise.
            let mut progress = lock(&progress);
            progress.running = None;
            note(&state, answered.as_ref().map_or_else(|error| Evidence::Failed(*error), evidence));
            drop(progress);
            let _ = reply.send(answered);
        });
        self.jobs.send(job).map_err(|_| VaultError::Failed)?;
        match tokio::time::timeout(self.limit, answer).await {
            Ok(answered) => answered.map_err(|_| VaultError::Failed)?,
            Err(_) => {
                self.give_up(id);
                Err(VaultError::Silent)
            }
        }
    }

    fn give_up(&self, id: u64) {
        let mut progress = lock(&self.progress);
        if let Some(running) = progress.running.as_mut()
            && (running.id == id || running.since.elapsed() >= self.limit)
        {
            running.overdue = true;
            note(&self.state, Evidence::Failed(VaultError::Silent));
        }
    }
}

fn lock(progress: &Mutex<Progress>) -> MutexGuard<'_, Progress> {
    progress.lock().unwrap_or_else(PoisonError::into_inner)
}

fn note(state: &watch::Sender<KeychainState>, evidence: Evidence) {
    state.send_if_modified(|state| {
        let after = state.after(evidence);
        std::mem::replace(state, after) != after
    });
}
