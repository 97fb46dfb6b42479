//! Session cookies as people paste them.

use thiserror::Error;

use crate::secret::Secret;

/// The cookies that a LinkedIn session needs.
#[derive(Debug, Clone)]
pub struct SessionCookies {
    /// The session itself.
    pub li_at: Secret,
    /// Needed for Sales Navigator and Recruiter.
    pub li_a: Option<Secret>,
}

/// Why pasted cookies were refused. Never repeats what was pasted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum CookieError {
    /// Nothing was pasted.
    #[error("Paste the li_at cookie from the browser in which the owner is signed in.")]
    Empty,
    /// There are cookies, but not the one that matters.
    #[error(
        "There is no li_at cookie in this. In the browser's developer tools, open Application, Cookies, linkedin.com, and copy the value of li_at."
    )]
    NoSession,
    /// The value can't be a cookie.
    #[error(
        "This doesn't look like a cookie: it is too short, or has spaces or odd characters in it. Copy the value of li_at again."
    )]
    Malformed,
}

/// Reads cookies from what a person pasted: the bare value, `li_at=…`, a whole `Cookie:` header,
/// quoted values, line breaks from a terminal, or the JSON of a cookie export.
/// `li_a_field` is the second, optional field of the form.
pub fn parse(li_at_field: &str, li_a_field: &str) -> Result<SessionCookies, CookieError> {
    let pasted = li_at_field.trim();
    if pasted.is_empty() {
        return Err(CookieError::Empty);
    }
    let names_cookies = looks_named(pasted);
    let li_at = match named(pasted, "li_at") {
        Some(value) => value,
        None if names_cookies => return Err(CookieError::NoSession),
        None => bare(pasted),
    };
    let second = li_a_field.trim();
    let li_a = named(pasted, "li_a")
        .or_else(|| (!second.is_empty()).then(|| named(second, "li_a").unwrap_or_else(|| bare(second))));
    let session = checked(li_at)?;
    let premium = li_a.filter(|value| !value.is_empty()).map(checked).transpose()?;
    Ok(SessionCookies { li_at: session, li_a: premium })
}

fn looks_named(text: &str) -> bool {
    text.starts_with(['[', '{'])
        || text.to_ascii_lowercase().starts_with("cookie:")
        || text.split(';').any(|pair| {
            pair.trim().split_once('=').is_some_and(|(name, value)| {
                !value.is_empty()
                    && value != "="
                    && name.len() <= 40
                    && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_' || c == '-')
            })
        }) && text.contains('=')
            && !text.trim_end_matches('=').chars().all(|c| c.is_ascii_alphanumeric() || "-_+/%.".contains(c))
}

fn named(text: &str, name: &str) -> Option<String> {
    if text.starts_with(['[', '{']) {
        return from_export(text, name);
    }
    let joined = text.replace(['\r', '\n'], "");
    let header = joined
        .get(..7)
        .filter(|start| start.eq_ignore_ascii_case("cookie:"))
        .map_or(joined.as_str(), |_| &joined[7..]);
    header.split([';', '\t', ' ']).find_map(|pair| {
        let (key, value) = pair.trim().split_once('=')?;
        (key.trim() == name).then(|| bare(value))
    })
}

/// Finds `"name": "li_at" … "value": "…"` (browser exports) or `"li_at": "…"` in JSON-like text
/// without a JSON parser: exports differ, and a value holds no quote.
fn from_export(text: &str, name: &str) -> Option<String> {
    let quoted = format!("\"{name}\"");
    let at = text.find(&quoted)?;
    let after = text[at + quoted.len()..].trim_start();
    if let Some(value) = after.strip_prefix(':') {
        return value.trim_start().strip_prefix('"')?.split('"').next().map(bare);
    }
    let start = text[..at].rfind('{')?;
    let end = text[at..].find('}').map_or(text.len(), |end| at + end);
    let object = &text[start..end];
    let value = object.find("\"value\"").map(|at| &object[at + 7..])?;
    value.split_once(':')?.1.trim_start().strip_prefix('"')?.split('"').next().map(bare)
}

fn bare(value: &str) -> String {
    let joined = value.replace(['\r', '\n'], "");
    joined.trim().trim_matches(['"', '\'']).trim().to_owned()
}

fn checked(value: String) -> Result<Secret, CookieError> {
    let sane = value.len() >= 8
        && value.len() <= 4096
        && value.chars().all(|c| c.is_ascii_graphic() && !matches!(c, '"' | ';' | ',' | '\\'));
    if sane { Ok(Secret::new(value)) } else { Err(CookieError::Malformed) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_clearly_meant_is_accepted() {
        let export = r#"[{"name":"JSESSIONID","value":"ajax:1"},{"domain":".linkedin.com","name":"li_at","value":"AQEDATX123"},{"name":"li_a","value":"AQJ2premium"}]"#;
        let cases: [(&str, &str, Option<&str>); 11] = [
            ("AQEDATX123", "", None),
            ("  AQEDATX123\n", "", None),
            ("\"AQEDATX123\"", "", None),
            ("AQED\nATX123", "", None),
            ("li_at=AQEDATX123", "", None),
            ("li_at=\"AQEDATX123\";", "", None),
            ("Cookie: bcookie=v2; li_at=AQEDATX123; li_a=AQJ2premium; lang=en", "", Some("AQJ2premium")),
            ("lang=v=2&lang=en-us; li_at=AQEDATX123", "AQJ2premium", Some("AQJ2premium")),
            ("AQEDATX123", "li_a=AQJ2premium", Some("AQJ2premium")),
            (export, "", Some("AQJ2premium")),
            (r#"{"li_at": "AQEDATX123", "li_a": "AQJ2premium"}"#, "", Some("AQJ2premium")),
        ];
        for (pasted, second, premium) in cases {
            let cookies = parse(pasted, second).unwrap_or_else(|error| panic!("{pasted}: {error}"));
            assert_eq!(cookies.li_at.expose(), "AQEDATX123", "{pasted}");
            assert_eq!(cookies.li_a.as_ref().map(Secret::expose), premium, "{pasted}");
        }
    }

    #[test]
    fn the_rest_is_refused_with_a_sentence() {
        let cases = [
            ("", CookieError::Empty),
            ("   \n", CookieError::Empty),
            ("short", CookieError::Malformed),
            ("hello this is not a cookie", CookieError::Malformed),
            ("Cookie: bcookie=v2; lang=en", CookieError::NoSession),
            (r#"[{"name":"bcookie","value":"x"}]"#, CookieError::NoSession),
        ];
        for (pasted, error) in cases {
            assert_eq!(parse(pasted, "").map(|_| ()), Err(error), "{pasted}");
        }
    }
}
