//! Phone numbers as LinkedIn's checkpoint wants them: the country's dialling code in brackets, as
//! in `(+33)0612345678` (Unipile, "Solve a phone checkpoint").

/// Dialling codes of two digits. Those that begin with 1 or 7 have one digit, all others three
/// (ITU-T E.164, list of assigned country codes).
const TWO_DIGITS: [&str; 43] = [
    "20", "27", "30", "31", "32", "33", "34", "36", "39", "40", "41", "43", "44", "45", "46", "47", "48",
    "49", "51", "52", "53", "54", "55", "56", "57", "58", "60", "61", "62", "63", "64", "65", "66", "81",
    "82", "84", "86", "90", "91", "92", "93", "94", "95",
];

/// The number with its dialling code in brackets, however it was typed: `+33 6 12 34 56 78`,
/// `0033 612345678` or `(+33) 06 12 34 56 78`. `None` when it has no dialling code, or is none.
pub fn with_dialling_code(typed: &str) -> Option<String> {
    let typed = typed.trim();
    let known = |c: char| c.is_ascii_digit() || " +()-./\u{a0}".contains(c);
    if !typed.chars().all(known) {
        return None;
    }
    let digits = |text: &str| text.chars().filter(char::is_ascii_digit).collect::<String>();
    let (code, number) = match typed.strip_prefix('(').and_then(|rest| rest.split_once(')')) {
        Some((code, number)) => {
            let code = code.trim().strip_prefix('+').or_else(|| code.trim().strip_prefix("00"))?;
            (digits(code), digits(number))
        }
        None => {
            let rest = typed.strip_prefix('+').or_else(|| typed.strip_prefix("00"))?;
            let all = digits(rest);
            let length = match all.get(..2)? {
                two if two.starts_with(['1', '7']) => 1,
                two if TWO_DIGITS.contains(&two) || two == "98" => 2,
                _ => 3,
            };
            let (code, number) = all.split_at_checked(length)?;
            (code.to_owned(), number.to_owned())
        }
    };
    let fits = (1..=3).contains(&code.len()) && !code.starts_with('0') && (4..=14).contains(&number.len());
    fits.then(|| format!("(+{code}){number}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_dialling_code_is_found_however_the_number_was_typed() {
        let cases = [
            ("(+33)0612345678", Some("(+33)0612345678")),
            (" (+33) 06 12 34 56 78 ", Some("(+33)0612345678")),
            ("+33 6 12 34 56 78", Some("(+33)612345678")),
            ("0033612345678", Some("(+33)612345678")),
            ("+1 (415) 555-0132", Some("(+1)4155550132")),
            ("+351 912 345 678", Some("(+351)912345678")),
            ("+98-912-345-6789", Some("(+98)9123456789")),
            ("0612345678", None),
            ("612345678", None),
            ("+33", None),
            ("(33)612345678", None),
            ("+33 call me", None),
            ("", None),
        ];
        for (typed, expected) in cases {
            assert_eq!(with_dialling_code(typed).as_deref(), expected, "{typed}");
        }
    }
}
