//! The one place that writes to the terminal.

use std::io::Write;
use std::time::Duration;

/// Writes one line and flushes it, so that a log read through a pipe is never behind.
pub fn line(text: &str) {
    let mut out = std::io::stdout().lock();
    // A closed terminal is no reason to stop a build.
    let _ = writeln!(out, "{text}").and_then(|()| out.flush());
}

/// A duration as a person says it: `0.4 s`, `12 s`, `3 min 05 s`.
pub fn elapsed(time: Duration) -> String {
    let seconds = time.as_secs();
    if seconds >= 60 {
        format!("{} min {:02} s", seconds / 60, seconds % 60)
    } else if seconds >= 10 {
        format!("{seconds} s")
    } else {
        format!("{:.1} s", time.as_secs_f64())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_read_like_speech() {
        let table = [(400, "0.4 s"), (9_960, "10.0 s"), (12_300, "12 s"), (185_000, "3 min 05 s")];
        for (milliseconds, said) in table {
            assert_eq!(elapsed(Duration::from_millis(milliseconds)), said);
        }
    }
}
