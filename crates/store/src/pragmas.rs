//! How SQLite is told to behave, and the proof that it listened.

use rusqlite::{Connection, types::Value};

use crate::StoreError;

/// The oldest SQLite that is safe here. Before 3.51.3, two connections that write and checkpoint
/// at once can corrupt a database in WAL mode (<https://sqlite.org/wal.html#walresetbug>).
const OLDEST_SQLITE: i32 = 3_051_003;

/// Each pragma, what it is set to, and what it must read back as.
///
/// `synchronous=FULL` is what makes "recorded before the first byte leaves" true when the power
/// goes; with `NORMAL` a committed row can be lost. `fullfsync` does the same on macOS, where a
/// plain fsync stops at the disk's cache; elsewhere it changes nothing.
/// `secure_delete` together with a truncated WAL leaves nothing of what was deleted.
const EVERY_CONNECTION: [(&str, &str, &str); 8] = [
    ("busy_timeout", "5000", "5000"),
    ("trusted_schema", "OFF", "0"),
    ("cell_size_check", "ON", "1"),
    ("mmap_size", "0", "0"),
    ("temp_store", "MEMORY", "2"),
    ("foreign_keys", "ON", "1"),
    ("secure_delete", "ON", "1"),
    ("synchronous", "FULL", "2"),
];

const THE_WRITER: [(&str, &str, &str); 4] = [
    ("journal_mode", "WAL", "wal"),
    ("journal_size_limit", "67108864", "67108864"),
    ("fullfsync", "ON", "1"),
    ("checkpoint_fullfsync", "ON", "1"),
];

const A_READER: [(&str, &str, &str); 1] = [("query_only", "ON", "1")];

/// Refuses a SQLite with known damage.
pub(crate) fn check_sqlite() -> Result<(), StoreError> {
    if rusqlite::version_number() >= OLDEST_SQLITE {
        return Ok(());
    }
    Err(StoreError::Failed(format!(
        "This Rollcall was built with SQLite {}, which can damage databases. Install Rollcall again from its own package.",
        rusqlite::version()
    )))
}

/// Sets up the one connection that writes.
pub(crate) fn set_up_writer(connection: &Connection) -> Result<(), StoreError> {
    set(connection, &EVERY_CONNECTION)?;
    set(connection, &THE_WRITER)
}

/// Sets up a connection that only reads.
pub(crate) fn set_up_reader(connection: &Connection) -> Result<(), StoreError> {
    set(connection, &EVERY_CONNECTION)?;
    set(connection, &A_READER)
}

fn set(connection: &Connection, pragmas: &[(&str, &str, &str)]) -> Result<(), StoreError> {
    for (name, value, expected) in pragmas {
        // Some answer with a row when set and some don't; neither answer is the proof.
        connection.pragma_update_and_check(None, name, value, |_| Ok(())).or_else(|error| match error {
            rusqlite::Error::QueryReturnedNoRows => Ok(()),
            other => Err(other),
        })?;
        let read: Option<Value> = match connection.pragma_query_value(None, name, |row| row.get(0)) {
            // With memory mapping compiled out there is nothing to read.
            Err(rusqlite::Error::QueryReturnedNoRows) if *name == "mmap_size" => None,
            other => Some(other?),
        };
        let listened = match &read {
            None => true,
            Some(Value::Integer(number)) => number.to_string() == *expected,
            Some(Value::Text(text)) => text == expected,
            Some(_) => false,
        };
        if !listened {
            return Err(StoreError::Failed(format!(
                "The workspace's database can't be used safely here ({name} isn't {value}). Move the workspace to this computer's own disk."
            )));
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_built_in_sqlite_is_new_enough() {
        assert_eq!(check_sqlite(), Ok(()));
    }

    #[test]
    fn a_pragma_that_did_not_take_is_noticed() {
        let memory = Connection::open_in_memory().unwrap();
        // A database in memory can't have a WAL.
        assert!(
            matches!(set_up_writer(&memory), Err(StoreError::Failed(sentence)) if sentence.contains("journal_mode"))
        );
    }

    #[test]
    fn a_writer_on_a_disk_gets_every_pragma() {
        let directory = tempfile::tempdir().unwrap();
        let connection = Connection::open(directory.path().join("rollcall.db")).unwrap();
        set_up_writer(&connection).unwrap();
        for (name, _, expected) in EVERY_CONNECTION.iter().chain(&THE_WRITER) {
            let value: Value = connection.pragma_query_value(None, name, |row| row.get(0)).unwrap();
            let text = match value {
                Value::Integer(number) => number.to_string(),
                Value::Text(text) => text,
                other => panic!("{name} is {other:?}"),
            };
            assert_eq!(text, *expected, "{name}");
        }
    }
}
