//! Cells of files that people open in a spreadsheet.

/// A cell that a spreadsheet shows and never runs: what would be read as a formula gets an
/// apostrophe before it (OWASP, "CSV Injection": = + - @ tab and carriage return).
pub fn safe_cell(text: &str) -> String {
    let text: String = text.chars().filter(|c| *c != '\0').collect();
    if text.starts_with(['=', '+', '-', '@', '\t', '\r']) { format!("'{text}") } else { text }
}

/// What a cell held before [`safe_cell`] made it safe.
pub fn read_cell(cell: &str) -> &str {
    let cell = cell.trim();
    match cell.strip_prefix('\'') {
        Some(rest) if rest.starts_with(['=', '+', '-', '@', '\t', '\r']) => rest.trim(),
        _ => cell,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_that_starts_like_a_formula_leaves_unquoted() {
        for (text, cell) in [
            ("Dana Okafor", "Dana Okafor"),
            ("=HYPERLINK(\"http://evil\")", "'=HYPERLINK(\"http://evil\")"),
            ("+49 30 1234", "'+49 30 1234"),
            ("-1", "'-1"),
            ("@dana", "'@dana"),
            ("\t=1", "'\t=1"),
            ("\r=1", "'\r=1"),
            ("'quoted'", "'quoted'"),
            ("", ""),
        ] {
            assert_eq!(safe_cell(text), cell);
            assert_eq!(read_cell(cell), text.trim(), "and is read back as it was");
        }
    }
}
