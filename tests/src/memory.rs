//! Memory of a program with everything it started.

use std::collections::BTreeMap;
use std::fs;

use anyhow::{Context, Result};

/// The proportional set size of `root` and its descendants, in KiB: pages shared by several
/// processes count once, split among them, so that a web view's processes are not counted twice.
///
/// # Errors
/// When the system does not say.
pub fn proportional_kib(root: u32) -> Result<u64> {
    let mut total = 0;
    for process in tree(root)? {
        // One that ended meanwhile takes none.
        let Ok(rollup) = fs::read_to_string(format!("/proc/{process}/smaps_rollup")) else { continue };
        total += pss(&rollup).with_context(|| format!("no Pss for process {process}"))?;
    }
    Ok(total)
}

fn pss(rollup: &str) -> Option<u64> {
    let line = rollup.lines().find_map(|line| line.strip_prefix("Pss:"))?;
    line.split_whitespace().next()?.parse().ok()
}

/// A process with all its descendants.
///
/// # Errors
/// When the system does not list its processes.
pub fn tree(root: u32) -> Result<Vec<u32>> {
    let mut children: BTreeMap<u32, Vec<u32>> = BTreeMap::new();
    for entry in fs::read_dir("/proc").context("this system has no /proc")? {
        let Some(process) = entry?.file_name().to_str().and_then(|name| name.parse().ok()) else { continue };
        let Ok(stat) = fs::read_to_string(format!("/proc/{process}/stat")) else { continue };
        if let Some(parent) = parent(&stat) {
            children.entry(parent).or_default().push(process);
        }
    }
    let mut tree = vec![root];
    let mut next = 0;
    while let Some(process) = tree.get(next) {
        tree.extend(children.get(process).into_iter().flatten().copied().collect::<Vec<_>>());
        next += 1;
    }
    Ok(tree)
}

/// The fourth field of `/proc/PID/stat`; the second, the name, may itself hold spaces and brackets.
fn parent(stat: &str) -> Option<u32> {
    stat.rsplit_once(')')?.1.split_whitespace().nth(1)?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_process_name_may_hold_anything() {
        assert_eq!(parent("42 (a) b (c)) S 7 42 42 0"), Some(7));
        assert_eq!(parent(""), None);
    }

    #[test]
    fn the_proportional_size_is_told_from_its_parts() {
        let rollup = "Rss:  900 kB\nPss:  512 kB\nPss_Anon:  3 kB\n";
        assert_eq!(pss(rollup), Some(512));
    }
}
