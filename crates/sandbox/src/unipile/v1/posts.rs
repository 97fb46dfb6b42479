//! `POST /api/v1/posts`: multipart, published at once.

use std::collections::BTreeMap;

use axum::Json;
use axum::extract::multipart::{Multipart, MultipartRejection};
use axum::http::StatusCode;
use bytes::Bytes;
use serde_json::{Value, json};

use super::errors::{ApiError, error, invalid, missing, unpublished};
use super::{Keyed, connected};
use crate::unipile::publishing::{self, Draft, File};

pub async fn create(
    keyed: Keyed,
    parts: Result<Multipart, MultipartRejection>,
) -> Result<(StatusCode, Json<Value>), ApiError> {
    let parts =
        parts.map_err(|_| error(415, "unsupported_media_type", "The body must be multipart/form-data."))?;
    let form = Form::read(parts).await?;
    let mut world = keyed.world();
    let account = connected(&world, form.field("account_id"))?.id.clone();
    let text = form.field("text").ok_or_else(|| missing("text"))?;
    let text = mentioned(text, &form.mentions()?)?;
    if let Some(link) = form.field("external_link")
        && !super::link::is_http(link)
    {
        return Err(error(400, "invalid_url", "external_link is no http address."));
    }
    let owned = |name: &str| form.field(name).filter(|value| !value.is_empty()).map(ToOwned::to_owned);
    let draft = Draft {
        text,
        repost: owned("repost"),
        organization: owned("as_organization"),
        link: owned("external_link"),
        files: form.files,
        ..Draft::default()
    };
    let urn = publishing::publish(&mut world, &account, draft)
        .map_err(|refusal| unpublished(refusal, &world.config))?;
    let number = urn.rsplit(':').next().unwrap_or_default();
    Ok((StatusCode::CREATED, Json(json!({"object": "PostCreated", "post_id": number}))))
}

/// The parts of a form, by name.
struct Form {
    fields: BTreeMap<String, Vec<String>>,
    files: Vec<File>,
}

impl Form {
    async fn read(mut parts: Multipart) -> Result<Self, ApiError> {
        let broken = |_| error(400, "malformed_request", "The body is no multipart form.");
        let mut form = Self { fields: BTreeMap::new(), files: Vec::new() };
        while let Some(part) = parts.next_field().await.map_err(broken)? {
            let name = part.name().unwrap_or_default().trim_end_matches("[]").to_owned();
            let file = part.file_name().map(ToOwned::to_owned);
            let claimed = part.content_type().map(ToOwned::to_owned);
            let bytes: Bytes = part.bytes().await.map_err(broken)?;
            match (name.as_str(), file) {
                ("attachments", file) => form.files.push(File {
                    name: file.unwrap_or_else(|| "attachment".to_owned()),
                    bytes,
                    alt: String::new(),
                    claimed,
                }),
                // A picture shown before the video plays; nothing else depends on it.
                ("video_thumbnail", _) => {}
                (_, Some(_)) => return Err(invalid(format!("{name} takes no file."))),
                (_, None) => {
                    let text = String::from_utf8(bytes.to_vec())
                        .map_err(|_| invalid(format!("{name} is no text.")))?;
                    form.fields.entry(name).or_default().push(text);
                }
            }
        }
        Ok(form)
    }

    fn field(&self, name: &str) -> Option<&str> {
        self.fields.get(name)?.first().map(String::as_str)
    }

    /// The names behind `{{0}}`, `{{1}}`: from JSON, or from fields like `mentions[0][name]`.
    fn mentions(&self) -> Result<Vec<String>, ApiError> {
        let mut mentions = Vec::new();
        for text in self.fields.get("mentions").into_iter().flatten() {
            let json: Value = serde_json::from_str(text)
                .map_err(|_| invalid("mentions takes objects of name and profile_id."))?;
            match json {
                Value::Array(list) => mentions.extend(list),
                one => mentions.push(one),
            }
        }
        for number in 0.. {
            let field = |name: &str| self.field(&format!("mentions[{number}][{name}]"));
            let (Some(name), Some(profile)) = (field("name"), field("profile_id")) else {
                break;
            };
            mentions.push(json!({"name": name, "profile_id": profile}));
        }
        mentions
            .iter()
            .map(|mention| {
                let profile = mention["profile_id"].as_str().unwrap_or_default();
                let known = profile.starts_with("ACo")
                    || profile.starts_with("ADo")
                    || (!profile.is_empty() && profile.bytes().all(|digit| digit.is_ascii_digit()));
                mention["name"]
                    .as_str()
                    .filter(|_| known)
                    .map(ToOwned::to_owned)
                    .ok_or_else(|| invalid("mentions takes objects of name and profile_id."))
            })
            .collect()
    }
}

/// The text with every `{{n}}` replaced by the name it stands for.
fn mentioned(text: &str, names: &[String]) -> Result<String, ApiError> {
    let mut written = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("{{") {
        written.push_str(before);
        let index =
            after.split_once("}}").and_then(|(index, rest)| Some((index.parse::<usize>().ok()?, rest)));
        match index {
            Some((index, remaining)) => {
                let name =
                    names.get(index).ok_or_else(|| invalid(format!("mentions has no entry {index}.")))?;
                written.push_str(name);
                rest = remaining;
            }
            None => {
                written.push_str("{{");
                rest = after;
            }
        }
    }
    written.push_str(rest);
    Ok(written)
}

#[cfg(test)]
mod tests {
    use super::mentioned;

    #[test]
    fn placeholders_become_names_and_other_braces_stay() {
        let names = ["Ada Lane".to_owned(), "Acme".to_owned()];
        for (text, expected) in [
            ("Hey {{0}}, meet {{1}}!", Some("Hey Ada Lane, meet Acme!")),
            ("{{ }} {{x}} {0}", Some("{{ }} {{x}} {0}")),
            ("{{0", Some("{{0")),
            ("{{2}}", None),
        ] {
            assert_eq!(mentioned(text, &names).ok().as_deref(), expected, "{text}");
        }
    }
}
