//! One figure beside its reference.

use serde_json::{Value, json};

/// Which way is good.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Better {
    Lower,
    Higher,
}

/// What was measured, and what it is held against.
pub struct Figure {
    pub name: &'static str,
    pub unit: &'static str,
    /// What the reference is.
    pub beside: &'static str,
    pub ours: f64,
    pub reference: f64,
    /// Of the ratio.
    pub limit: f64,
    pub better: Better,
}

impl Figure {
    fn ratio(&self) -> f64 {
        self.ours / self.reference
    }

    pub fn is_within(&self) -> bool {
        match self.better {
            Better::Lower => self.ratio() <= self.limit,
            Better::Higher => self.ratio() >= self.limit,
        }
    }

    pub fn line(&self) -> String {
        format!(
            "{:<16} ours {:8.1} {unit}   {} {:8.1} {unit}   ratio {:.2}   limit {:.2}{}",
            self.name,
            self.ours,
            self.beside,
            self.reference,
            self.ratio(),
            self.limit,
            if self.is_within() { "" } else { "   OVER THE LIMIT" },
            unit = self.unit,
        )
    }

    pub fn json(&self) -> Value {
        json!({
            "ours": rounded(self.ours, 10.0), "reference": rounded(self.reference, 10.0), "unit": self.unit,
            "ratio": rounded(self.ratio(), 1000.0), "limit": self.limit,
            "better": match self.better { Better::Lower => "lower", Better::Higher => "higher" },
        })
    }
}

fn rounded(value: f64, parts: f64) -> f64 {
    (value * parts).round() / parts
}

pub fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    let middle = values.len() / 2;
    if values.len() % 2 == 1 { values[middle] } else { f64::midpoint(values[middle - 1], values[middle]) }
}

#[cfg(test)]
mod tests {
    use super::{Better, Figure, median};

    #[test]
    fn the_median_stands_in_the_middle() {
        assert!((median(vec![9.0, 1.0, 2.0]) - 2.0).abs() < 1e-9);
        assert!((median(vec![4.0, 1.0, 2.0, 3.0]) - 2.5).abs() < 1e-9);
    }

    #[test]
    fn a_limit_is_held_from_the_good_side() {
        for (better, ours, within) in [
            (Better::Lower, 4.0, true),
            (Better::Lower, 6.0, false),
            (Better::Higher, 6.0, true),
            (Better::Higher, 4.0, false),
        ] {
            let figure = Figure { name: "", unit: "", beside: "", ours, reference: 10.0, limit: 0.5, better };
            assert_eq!(figure.is_within(), within, "{ours}");
        }
    }
}
