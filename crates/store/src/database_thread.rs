//! A thread that owns one SQLite connection. SQLite blocks, and nothing that blocks may run where
//! the window's or the network's work runs.

use std::{sync::mpsc, thread};

use rusqlite::Connection;
use tokio::sync::oneshot;

use crate::StoreError;

type Job = Box<dyn FnOnce(&mut Connection) + Send>;

/// A connection on a thread of its own. Work is done in the order in which it was sent.
pub(crate) struct DatabaseThread {
    jobs: Option<mpsc::Sender<Job>>,
    thread: Option<thread::JoinHandle<()>>,
}

impl DatabaseThread {
    /// Hands the connection over to a new thread with this name.
    pub(crate) fn spawn(name: &str, mut connection: Connection) -> Result<Self, StoreError> {
        let (jobs, inbox) = mpsc::channel::<Job>();
        let thread = thread::Builder::new()
            .name(name.to_owned())
            .spawn(move || {
                for job in inbox {
                    job(&mut connection);
                }
            })
            .map_err(|_| {
                StoreError::Failed("The computer has no thread left for the database. Close some applications and start Rollcall again.".into())
            })?;
        Ok(Self { jobs: Some(jobs), thread: Some(thread) })
    }

    /// Does some work with the connection. When the returned future is dropped, work that was
    /// already sent is still done.
    pub(crate) async fn call<T, F>(&self, work: F) -> Result<T, StoreError>
    where
        T: Send + 'static,
        F: FnOnce(&mut Connection) -> Result<T, StoreError> + Send + 'static,
    {
        let (reply, answer) = oneshot::channel();
        let job: Job = Box::new(move |connection| {
            // A caller that went away needs no answer.
            let _ = reply.send(work(connection));
        });
        self.jobs.as_ref().and_then(|jobs| jobs.send(job).ok()).ok_or_else(stopped)?;
        answer.await.map_err(|_| stopped())?
    }
}

impl Drop for DatabaseThread {
    /// Waits until everything that was sent is done and the connection is closed.
    fn drop(&mut self) {
        self.jobs.take();
        if let Some(thread) = self.thread.take() {
            // It only fails when the thread panicked, and then there is nothing left to wait for.
            let _ = thread.join();
        }
    }
}

fn stopped() -> StoreError {
    StoreError::Failed("The database stopped. Start Rollcall again.".into())
}
