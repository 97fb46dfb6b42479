//! Passed and failed, as each test runner reports them.

use std::ops::AddAssign;

/// How many checks passed and how many failed.
#[derive(Clone, Copy, Default, PartialEq, Eq, Debug)]
pub struct Counts {
    /// Checks that passed.
    pub passed: u64,
    /// Checks that failed.
    pub failed: u64,
}

impl AddAssign for Counts {
    fn add_assign(&mut self, other: Self) {
        self.passed += other.passed;
        self.failed += other.failed;
    }
}

impl Counts {
    /// A step that is one check by itself.
    pub fn one(passed: bool) -> Self {
        Self { passed: u64::from(passed), failed: u64::from(!passed) }
    }

    /// A runner that failed without a failing test (it did not compile, it crashed) is one failure.
    pub fn settled(self, success: bool) -> Self {
        if success || self.failed > 0 { self } else { Self { failed: 1, ..self } }
    }

    /// From nextest's summary line:
    /// `Summary [   0.1s] 4 tests run: 2 passed (1 slow), 1 failed, 1 timed out, 0 skipped`.
    pub fn of_nextest(output: &str) -> Self {
        let Some(summary) = output.lines().rev().find(|line| line.trim_start().starts_with("Summary ["))
        else {
            return Self::default();
        };
        let Some((_, results)) = summary.split_once(" run: ") else {
            return Self::default();
        };
        // `1/4 tests run` stops early: what was not run did not pass, but its cause is counted.
        let mut counts = Self::default();
        for part in results.split(", ") {
            let mut words = part.split_whitespace();
            let Some(number) = words.next().and_then(|word| word.parse::<u64>().ok()) else {
                continue;
            };
            match words.next() {
                Some("passed") => counts.passed += number,
                // `1 timed out`, `1 exec failed`; what stands in brackets passed.
                Some("failed" | "timed" | "exec") => counts.failed += number,
                _ => {}
            }
        }
        counts
    }

    /// From libtest's `test result:` lines, of which doc tests print one per crate.
    pub fn of_libtest(output: &str) -> Self {
        let mut counts = Self::default();
        for line in output.lines() {
            let Some((_, results)) =
                line.trim_start().strip_prefix("test result: ").and_then(|rest| rest.split_once(". "))
            else {
                continue;
            };
            for part in results.split("; ") {
                let mut words = part.split_whitespace();
                let number = words.next().and_then(|word| word.parse::<u64>().ok());
                match (number, words.next()) {
                    (Some(number), Some("passed")) => counts.passed += number,
                    (Some(number), Some("failed")) => counts.failed += number,
                    _ => {}
                }
            }
        }
        counts
    }

    /// From vitest's JSON report. A file that could not be loaded has no tests, only a failed suite.
    pub fn of_vitest(report: &serde_json::Value) -> Self {
        let number = |name: &str| report[name].as_u64().unwrap_or(0);
        Self { passed: number("numPassedTests"), failed: number("numFailedTests") }
            .settled(report["success"].as_bool().unwrap_or(false))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn counts(passed: u64, failed: u64) -> Counts {
        Counts { passed, failed }
    }

    #[test]
    fn nextest_summaries() {
        let table = [
            ("     Summary [   0.012s] 4 tests run: 4 passed, 0 skipped", counts(4, 0)),
            (
                "Summary [ 9.1s] 10 tests run: 7 passed (2 slow, 1 flaky), 2 failed, 1 timed out, 3 skipped",
                counts(7, 3),
            ),
            ("Summary [ 9.1s] 3/10 tests run: 1 passed, 1 failed, 1 exec failed, 0 skipped", counts(1, 2)),
            ("error: could not compile `rollcall-domain`", counts(0, 0)),
        ];
        for (line, expected) in table {
            assert_eq!(Counts::of_nextest(&format!("PASS a\n{line}\nafter")), expected, "{line}");
        }
    }

    #[test]
    fn doc_test_results_of_several_crates_add_up() {
        let output = "test result: ok. 3 passed; 0 failed; 1 ignored; 0 measured; 0 filtered out\n\
                      test result: FAILED. 1 passed; 2 failed; 0 ignored\n";
        assert_eq!(Counts::of_libtest(output), counts(4, 2));
    }

    #[test]
    fn a_vitest_file_that_does_not_load_is_a_failure() {
        let report = serde_json::json!({"numPassedTests": 5, "numFailedTests": 0, "success": false});
        assert_eq!(Counts::of_vitest(&report), counts(5, 1));
    }

    #[test]
    fn a_failed_run_without_a_failed_test_counts_as_one() {
        assert_eq!(counts(0, 0).settled(false), counts(0, 1));
        assert_eq!(counts(2, 3).settled(false), counts(2, 3));
        assert_eq!(counts(2, 0).settled(true), counts(2, 0));
    }
}
