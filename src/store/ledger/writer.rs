//! One thread writes. What is asked while it commits is committed together next, so that many
//! requests in flight cost one sync of the disk.

use std::sync::mpsc;
use std::thread;

use rusqlite::Connection;
use tokio::sync::oneshot;

use crate::port::LedgerError;

/// The most pieces of work in one commit.
const MOST: usize = 512;

pub(super) struct Writer {
    /// `None` once it is being dropped.
    jobs: Option<mpsc::Sender<Job>>,
    thread: Option<thread::JoinHandle<()>>,
}

/// Why a piece of work was not done.
pub(super) enum Failure {
    Ledger(LedgerError),
    Sqlite(String),
}

/// Does its work and returns what to say once the commit is known.
type Job = Box<dyn FnOnce(Result<&Connection, &str>) -> Reply + Send>;
type Reply = Box<dyn FnOnce(Result<(), String>) + Send>;

impl Writer {
    pub(super) fn start(database: Connection) -> std::io::Result<Self> {
        let (jobs, work) = mpsc::channel::<Job>();
        let thread = thread::Builder::new().name("ledger".to_owned()).spawn(move || {
            while let Ok(first) = work.recv() {
                let group = std::iter::once(first).chain(work.try_iter()).take(MOST).collect();
                commit(&database, group);
            }
        })?;
        Ok(Self { jobs: Some(jobs), thread: Some(thread) })
    }

    /// Returns when the work is committed.
    pub(super) async fn call<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Connection) -> Result<T, Failure> + Send + 'static,
    ) -> Result<T, Failure> {
        let (answer, answered) = oneshot::channel();
        let job: Job = Box::new(move |database| {
            let refused = |reason: &str| Failure::Sqlite(reason.to_owned());
            let done = database.map_err(refused).and_then(|database| undoable(database, work));
            Box::new(move |committed| {
                let result = committed.map_err(Failure::Sqlite).and(done);
                // Nobody may be waiting any more: the work is done all the same.
                drop(answer.send(result));
            })
        });
        let gone = || Failure::Sqlite("its writer has ended".to_owned());
        let sent = self.jobs.as_ref().is_some_and(|jobs| jobs.send(job).is_ok());
        if !sent {
            return Err(gone());
        }
        answered.await.unwrap_or_else(|_| Err(gone()))
    }
}

impl Drop for Writer {
    fn drop(&mut self) {
        self.jobs = None;
        if let Some(thread) = self.thread.take() {
            // A panic of the thread has been reported by now.
            drop(thread.join());
        }
    }
}

impl From<rusqlite::Error> for Failure {
    fn from(error: rusqlite::Error) -> Self {
        Self::Sqlite(error.to_string())
    }
}

fn commit(database: &Connection, group: Vec<Job>) {
    let begun = database.execute_batch("BEGIN IMMEDIATE").map_err(|error| error.to_string());
    let begun = begun.as_ref().map(|()| database).map_err(String::as_str);
    let replies: Vec<Reply> = group.into_iter().map(|job| job(begun)).collect();
    let committed = match begun {
        Ok(database) => database.execute_batch("COMMIT").map_err(|error| error.to_string()),
        Err(reason) => Err(reason.to_owned()),
    };
    if committed.is_err() && !database.is_autocommit() {
        // A failed commit may leave the transaction open; the replies say that nothing was done.
        drop(database.execute_batch("ROLLBACK"));
    }
    for reply in replies {
        reply(committed.clone());
    }
}

/// Undoes the work if it fails, and leaves the rest of the transaction.
fn undoable<T>(
    database: &Connection,
    work: impl FnOnce(&Connection) -> Result<T, Failure>,
) -> Result<T, Failure> {
    database.execute_batch("SAVEPOINT work")?;
    let done = work(database);
    if done.is_err() {
        database.execute_batch("ROLLBACK TO work")?;
    }
    database.execute_batch("RELEASE work")?;
    done
}
