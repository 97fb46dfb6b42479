//! The one place that prints: results on standard output, complaints on standard error.

use std::io::{self, Write as _};

use rollcall_api::{domain::Timestamp, many::OwnersLink};
use serde::Serialize;

use crate::exit::Failure;

/// Prints for people or, with `--json`, for programs.
#[derive(Debug, Clone, Copy)]
pub struct Printer {
    json: bool,
}

impl Printer {
    /// A printer for programs when `json`, else for people.
    pub fn new(json: bool) -> Self {
        Self { json }
    }

    /// Prints a result: the value on one line of JSON, or its words.
    pub fn result<T: Serialize>(&self, value: &T, words: impl FnOnce() -> String) {
        if self.json { self.json_line(value) } else { self.line(&words()) }
    }

    /// Prints a value as one line of JSON, whoever reads it.
    pub fn json_line<T: Serialize>(&self, value: &T) {
        match serde_json::to_string(value) {
            Ok(line) => self.line(&line),
            Err(error) => self.complain(&format!("The result can't be written as JSON: {error}")),
        }
    }

    /// Prints the owners' links as a table, or each as one line of JSON.
    pub fn links(&self, links: &[OwnersLink]) {
        #[derive(Serialize)]
        struct Link<'a> {
            name: &'a str,
            client: &'a str,
            link: &'a str,
            expires_at: Option<Timestamp>,
        }
        if !self.json && !links.is_empty() {
            return self.line(rollcall_api::many::table(links).trim_end());
        }
        for OwnersLink { name, client, url, expires_at, .. } in links {
            self.json_line(&Link { name, client, link: url, expires_at: *expires_at });
        }
    }

    /// Prints a file as it is.
    pub fn bytes(&self, bytes: &[u8]) {
        let mut out = io::stdout().lock();
        // A reader that has read enough (`| head`) is no failure of ours.
        let _ = out.write_all(bytes).and_then(|()| out.flush());
    }

    /// Prints why a command could not be carried out.
    pub fn failure(&self, failure: &Failure) {
        #[derive(Serialize)]
        struct Failed<'a, T: ?Sized> {
            error: &'a T,
        }
        #[derive(Serialize)]
        struct InWords<'a> {
            code: &'a str,
            sentence: &'a str,
        }
        let in_words =
            |code, sentence: &String| serde_json::to_string(&Failed { error: &InWords { code, sentence } });
        let json = match failure {
            Failure::Usage(sentence) => in_words("bad_input", sentence),
            Failure::Person(sentence) => in_words("needs_person", sentence),
            Failure::System(sentence) => in_words("failed", sentence),
            Failure::Api(error) => serde_json::to_string(&Failed { error }),
        };
        let words = match failure {
            Failure::Usage(sentence) | Failure::Person(sentence) | Failure::System(sentence) => {
                sentence.clone()
            }
            Failure::Api(error) => error.to_string(),
        };
        match json {
            Ok(line) if self.json => self.complain(&line),
            _ => self.complain(&words),
        }
    }

    /// Asks a person for something, where the answer isn't part of the result.
    pub fn complain(&self, words: &str) {
        // Nobody is left to be told when standard error is closed.
        let _ = writeln!(io::stderr().lock(), "{words}");
    }

    fn line(&self, line: &str) {
        let mut out = io::stdout().lock();
        // A reader that has read enough (`| head`) is no failure of ours.
        let _ = writeln!(out, "{line}").and_then(|()| out.flush());
    }
}

/// Lines up columns: each as wide as its longest cell, two blanks between them.
pub fn table<const N: usize>(head: [&str; N], rows: Vec<[String; N]>) -> String {
    let rows: Vec<[String; N]> = std::iter::once(head.map(str::to_owned)).chain(rows).collect();
    let widths: [usize; N] = std::array::from_fn(|column| {
        rows.iter().map(|row| row[column].chars().count()).max().unwrap_or_default()
    });
    let lines: Vec<String> = rows
        .iter()
        .map(|row| {
            let cells = row.iter().zip(widths).map(|(cell, width)| format!("{cell:<width$}"));
            cells.collect::<Vec<_>>().join("  ").trim_end().to_owned()
        })
        .collect();
    lines.join("\n")
}

#[cfg(test)]
mod tests {
    use super::table;

    #[test]
    fn columns_are_as_wide_as_their_longest_cell() {
        let rows = vec![["Zoë".into(), "ok".into()], ["Maximilian".into(), String::new()]];
        assert_eq!(table(["Name", "Status"], rows), "Name        Status\nZoë         ok\nMaximilian");
    }
}
