//! How a page's bytes become text.

use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};

/// How many bytes are looked at for a declaration: as many as browsers look at (WHATWG HTML, "prescan
/// a byte stream to determine its encoding").
pub(super) const PRESCAN: usize = 1024;

/// The encoding of a page: by its first bytes, by its `Content-Type`, by its own `<meta>`, else by
/// what fits.
pub(super) fn of(content_type: Option<&str>, beginning: &[u8]) -> &'static Encoding {
    if let Some((encoding, _)) = Encoding::for_bom(beginning) {
        return encoding;
    }
    if let Some(encoding) = content_type.and_then(|kind| declared(kind.as_bytes())) {
        return encoding;
    }
    if let Some(encoding) = declared(&beginning[..beginning.len().min(PRESCAN)]) {
        // It was read, so it can't be in two bytes to a letter.
        return if encoding == UTF_16BE || encoding == UTF_16LE { UTF_8 } else { encoding };
    }
    match std::str::from_utf8(beginning) {
        Ok(_) => UTF_8,
        // Cut in the middle of a letter.
        Err(error) if error.error_len().is_none() => UTF_8,
        Err(_) => WINDOWS_1252,
    }
}

/// The encoding behind the first `charset=` that names one.
fn declared(bytes: &[u8]) -> Option<&'static Encoding> {
    const WORD: &[u8] = b"charset";
    let places = bytes.windows(WORD.len()).enumerate().filter(|(_, word)| word.eq_ignore_ascii_case(WORD));
    places.into_iter().find_map(|(at, _)| {
        let rest = bytes[at + WORD.len()..].trim_ascii_start().strip_prefix(b"=")?.trim_ascii_start();
        let rest = rest.strip_prefix(b"\"").or_else(|| rest.strip_prefix(b"'")).unwrap_or(rest);
        let is_label = |byte: &u8| byte.is_ascii_alphanumeric() || b"-_:.".contains(byte);
        let length = rest.iter().take_while(|byte| is_label(byte)).count();
        Encoding::for_label(&rest[..length])
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_encoding_is_what_browsers_take() {
        let cases: [(Option<&str>, &[u8], &str); 14] = [
            (None, b"<title>plain</title>", "UTF-8"),
            (None, "<title>Größe</title>".as_bytes(), "UTF-8"),
            (None, &"<title>Größe".as_bytes()[..10], "UTF-8"),
            (None, b"<title>Gr\xf6\xdfe</title>", "windows-1252"),
            (Some("text/html; charset=ISO-8859-2"), b"<title>", "ISO-8859-2"),
            (Some("text/html;charset=\"shift_jis\""), b"<title>", "Shift_JIS"),
            (Some("text/html; charset=nonsense"), b"<meta charset=koi8-r>", "KOI8-R"),
            (Some("text/html"), b"<META CHARSET='windows-1251'>", "windows-1251"),
            (None, b"<meta http-equiv=content-type content=\"text/html; charset = euc-kr\">", "EUC-KR"),
            (None, b"<meta charset=utf-16le>", "UTF-8"),
            (Some("text/html; charset=latin1"), b"\xef\xbb\xbf<title>", "UTF-8"),
            (None, b"\xff\xfe<\0t\0", "UTF-16LE"),
            (None, b"<p>charset</p><meta charset=gbk>", "GBK"),
            (None, b"", "UTF-8"),
        ];
        for (content_type, bytes, name) in cases {
            assert_eq!(of(content_type, bytes).name(), name, "{content_type:?} {bytes:?}");
        }
    }
}
