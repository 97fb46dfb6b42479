//! A picture for everybody: initials on the person's own colours.

use std::hash::{DefaultHasher, Hash as _, Hasher as _};

use crate::html::escape;

/// An SVG portrait of 400 by 400, the same for the same name.
pub fn portrait(name: &str) -> String {
    let mut hasher = DefaultHasher::new();
    name.hash(&mut hasher);
    let hue = hasher.finish() % 360;
    let other = (hue + 40) % 360;
    let initials: String = name.split(' ').filter_map(|word| word.chars().next()).take(2).collect();
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 400 400\" width=\"400\" height=\"400\">\
         <defs><linearGradient id=\"g\" x2=\"1\" y2=\"1\"><stop stop-color=\"hsl({hue} 45% 46%)\"/>\
         <stop offset=\"1\" stop-color=\"hsl({other} 50% 32%)\"/></linearGradient></defs>\
         <rect width=\"400\" height=\"400\" fill=\"url(#g)\"/>\
         <text x=\"200\" y=\"252\" font-family=\"Inter, system-ui, sans-serif\" font-size=\"150\" \
         font-weight=\"600\" text-anchor=\"middle\" fill=\"#fff\">{}</text></svg>",
        escape(&initials)
    )
}
