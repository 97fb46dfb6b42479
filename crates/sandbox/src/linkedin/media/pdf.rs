//! How many pages a PDF says it has.

use crate::world::Content;

const STEP: u64 = 1024 * 1024;
/// So much of the step before is looked at again, for what stood across its end.
const OVERLAP: u64 = 256;

/// The largest `/Count` of a page tree that is not compressed; `None` when there is none to read.
pub fn pages(content: &Content) -> Option<u32> {
    let mut most = None;
    let mut at = 0;
    while at < content.len() {
        let bytes = content.read(at..at + STEP + OVERLAP).ok()?;
        most = most.max(largest_count(&bytes));
        at += STEP;
    }
    most
}

fn largest_count(bytes: &[u8]) -> Option<u32> {
    const COUNT: &[u8] = b"/Count";
    let mut most = None;
    let mut rest = bytes;
    while let Some(found) = rest.windows(COUNT.len()).position(|window| window == COUNT) {
        rest = &rest[found + COUNT.len()..];
        let number = rest.trim_ascii_start();
        let digits = number.iter().take_while(|byte| byte.is_ascii_digit()).count();
        let count = std::str::from_utf8(&number[..digits]).ok().and_then(|text| text.parse().ok());
        most = most.max(count.filter(|&count: &u32| count > 0));
    }
    most
}

#[cfg(test)]
mod tests {
    use super::pages;

    #[test]
    fn the_root_of_the_page_tree_counts() {
        for (text, expected) in [
            ("%PDF-1.4 << /Type /Pages /Count 12 /Kids [] >> << /Type /Pages /Count 4 >>", Some(12)),
            ("%PDF-1.4 << /Type /Pages /Count\n3>>", Some(3)),
            ("%PDF-1.7 nothing to see", None),
            ("%PDF-1.4 /Outlines << /Count -5 >>", None),
        ] {
            assert_eq!(pages(&text.as_bytes().to_vec().into()), expected, "{text}");
        }
    }
}
