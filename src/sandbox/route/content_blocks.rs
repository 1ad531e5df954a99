//! `/content_blocks/list|info|create|update` ("Content Blocks").

use rusqlite::Connection;
use serde_json::{Map, Value, json};

use super::{missing, shelf};
use crate::sandbox::answer::{Answer, Refusal};
use crate::sandbox::call::{Call, Fields};
use crate::sandbox::world::documents::{self, Document, Kind};
use crate::sandbox::{id, time};

/// Characters of a name, and of a description.
const LONGEST_NAME: usize = 100;
const LONGEST_DESCRIPTION: usize = 250;
/// Bytes of content.
const LONGEST_CONTENT: usize = 50 * 1024;

pub(super) fn list(call: &Call<'_>, db: &Connection) -> Result<Answer, Refusal> {
    let found = documents::list(db, Kind::ContentBlock, &shelf(call)?)?;
    let rows: Vec<_> = found.iter().map(row).collect();
    Ok(Answer::read(json!({
        "count": rows.len(),
        "content_blocks": rows,
        "message": "success",
    })))
}

fn row(block: &Document) -> Value {
    json!({
        "content_block_id": block.id,
        "name": block.name,
        "content_type": content_type(block),
        "liquid_tag": liquid_tag(&block.name),
        "inclusion_count": 0,
        "created_at": time::zulu(block.created),
        "last_edited": time::zulu(block.updated),
        "tags": block.fields.get("tags").unwrap_or(&Value::Null),
    })
}

fn content_type(block: &Document) -> &'static str {
    let content = block.fields.get("content").and_then(Value::as_str).unwrap_or_default();
    if content.contains('<') { "html" } else { "text" }
}

fn liquid_tag(name: &str) -> String {
    format!("{{{{content_blocks.${{{name}}}}}}}")
}

pub(super) fn info(call: &Call<'_>, db: &Connection) -> Result<Answer, Refusal> {
    let found = call.query("content_block_id").map(|id| find(db, id)).transpose()?;
    let Some(block) = found.flatten() else { return missing(call, unknown()) };
    let mut body = row(&block);
    body["content"] = block.fields["content"].clone();
    body["description"] = block.fields["description"].clone();
    body["message"] = "success".into();
    Ok(Answer::read(body))
}

pub(super) fn create(call: &Call<'_>, db: &Connection) -> Result<Answer, Refusal> {
    let number = documents::count(db, Kind::ContentBlock)?;
    made(call, db, id::uuid("content block", call.settings.seed, number))
}

/// `POST /_sandbox/content_blocks`: makes the block of that id say this.
pub(super) fn put(call: &Call<'_>, db: &Connection) -> Result<Answer, Refusal> {
    let id = call.body().required_text("content_block_id")?;
    if find(db, &id)?.is_some() { update(call, db) } else { made(call, db, id) }
}

fn made(call: &Call<'_>, db: &Connection, id: String) -> Result<Answer, Refusal> {
    let body = call.body();
    let mut block = Document {
        kind: Kind::ContentBlock,
        id,
        name: String::new(),
        fields: Map::from_iter([
            ("content".to_owned(), Value::Null),
            ("description".to_owned(), "".into()),
            ("state".to_owned(), "active".into()),
            ("tags".to_owned(), json!([])),
        ]),
        created: call.now,
        updated: call.now,
    };
    body.required_text("name")?;
    body.required_text("content")?;
    write(db, &mut block, &body)?;
    Ok(Answer::taken(json!({
        "content_block_id": block.id,
        "liquid_tag": liquid_tag(&block.name),
        "created_at": time::zulu(block.created),
        "message": "success",
    })))
}

pub(super) fn update(call: &Call<'_>, db: &Connection) -> Result<Answer, Refusal> {
    let body = call.body();
    let mut block = find(db, &body.required_text("content_block_id")?)?.ok_or_else(unknown)?;
    block.updated = call.now;
    write(db, &mut block, &body)?;
    Ok(Answer::taken(json!({
        "content_block_id": block.id,
        "liquid_tag": liquid_tag(&block.name),
        "message": "success",
    })))
}

fn find(db: &Connection, id: &str) -> rusqlite::Result<Option<Document>> {
    documents::find(db, Kind::ContentBlock, id)
}

/// Braze's text is not documented.
fn unknown() -> Refusal {
    Refusal::bad("`content_block_id` is no content block's id")
}

fn write(db: &Connection, block: &mut Document, body: &Fields<'_>) -> Result<(), Refusal> {
    if let Some(name) = body.text("name")? {
        block.name = name;
    }
    let fine = |letter: char| letter.is_alphanumeric() || letter == '-' || letter == '_';
    if block.name.chars().count() >= LONGEST_NAME || !block.name.chars().all(fine) {
        return Err(body.wrong("name", "has letters, digits, - and _, fewer than 100"));
    }
    let same = documents::find_named(db, Kind::ContentBlock, &block.name)?;
    if same.is_some_and(|same| same.id != block.id) {
        return Err(body.wrong("name", "is another content block's"));
    }
    for (name, longest) in [("content", LONGEST_CONTENT), ("description", LONGEST_DESCRIPTION)] {
        if let Some(text) = body.text(name)? {
            if text.len() > longest {
                return Err(body.wrong(name, &format!("is longer than {longest} bytes")));
            }
            block.fields.insert(name.to_owned(), text.into());
        }
    }
    if let Some(state) = body.text("state")? {
        if !["active", "draft"].contains(&state.as_str()) {
            return Err(body.wrong("state", "is `active` or `draft`"));
        }
        block.fields.insert("state".to_owned(), state.into());
    }
    if body.mentions("tags") {
        block.fields.insert("tags".to_owned(), body.texts("tags")?.into());
    }
    Ok(documents::put(db, block)?)
}
