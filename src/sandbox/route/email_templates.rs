//! `/templates/email/list|info|create|update` ("Email templates").

use rusqlite::Connection;
use serde_json::{Map, Value, json};

use super::{missing, shelf};
use crate::sandbox::answer::{Answer, Refusal};
use crate::sandbox::call::{Call, Fields};
use crate::sandbox::world::documents::{self, Document, Kind};
use crate::sandbox::{id, time};

/// What a template says, besides its name.
const TEXTS: [&str; 5] = ["subject", "body", "plaintext_body", "preheader", "description"];

pub(super) fn list(call: &Call<'_>, db: &Connection) -> Result<Answer, Refusal> {
    let found = documents::list(db, Kind::EmailTemplate, &shelf(call)?)?;
    let rows: Vec<_> = found.iter().map(row).collect();
    Ok(Answer::read(json!({ "count": rows.len(), "templates": rows, "message": "success" })))
}

fn row(template: &Document) -> Value {
    json!({
        "email_template_id": template.id,
        "template_name": template.name,
        "created_at": time::zulu(template.created),
        "updated_at": time::zulu(template.updated),
        "tags": template.fields.get("tags").unwrap_or(&Value::Null),
    })
}

pub(super) fn info(call: &Call<'_>, db: &Connection) -> Result<Answer, Refusal> {
    let found = call.query("email_template_id").map(|id| find(db, id)).transpose()?;
    let Some(template) = found.flatten() else { return missing(call, unknown()) };
    let mut body = row(&template);
    for (name, value) in template.fields {
        body[name] = value;
    }
    body["message"] = "success".into();
    Ok(Answer::read(body))
}

pub(super) fn create(call: &Call<'_>, db: &Connection) -> Result<Answer, Refusal> {
    let number = documents::count(db, Kind::EmailTemplate)?;
    made(call, db, id::uuid("email template", call.settings.seed, number))
}

/// `POST /_sandbox/email_templates`: makes the template of that id say this.
pub(super) fn put(call: &Call<'_>, db: &Connection) -> Result<Answer, Refusal> {
    let id = call.body().required_text("email_template_id")?;
    if find(db, &id)?.is_some() { update(call, db) } else { made(call, db, id) }
}

fn made(call: &Call<'_>, db: &Connection, id: String) -> Result<Answer, Refusal> {
    let body = call.body();
    let mut fields: Map<_, _> =
        TEXTS.map(|name| (name.to_owned(), "".into())).into_iter().collect();
    fields.insert("should_inline_css".to_owned(), false.into());
    fields.insert("tags".to_owned(), json!([]));
    let mut template = Document {
        kind: Kind::EmailTemplate,
        id,
        name: body.required_text("template_name")?,
        fields,
        created: call.now,
        updated: call.now,
    };
    body.required_text("subject")?;
    body.required_text("body")?;
    write(db, &mut template, &body)?;
    Ok(Answer::taken(json!({ "email_template_id": template.id, "message": "success" })))
}

pub(super) fn update(call: &Call<'_>, db: &Connection) -> Result<Answer, Refusal> {
    let body = call.body();
    let mut template = find(db, &body.required_text("email_template_id")?)?.ok_or_else(unknown)?;
    template.updated = call.now;
    write(db, &mut template, &body)?;
    Ok(Answer::taken(json!({ "email_template_id": template.id, "message": "success" })))
}

fn find(db: &Connection, id: &str) -> rusqlite::Result<Option<Document>> {
    documents::find(db, Kind::EmailTemplate, id)
}

/// Braze's text is not documented.
fn unknown() -> Refusal {
    Refusal::bad("`email_template_id` is no email template's id")
}

fn write(db: &Connection, template: &mut Document, body: &Fields<'_>) -> Result<(), Refusal> {
    if let Some(name) = body.text("template_name")? {
        template.name = name;
    }
    for name in TEXTS {
        if let Some(text) = body.text(name)? {
            template.fields.insert(name.to_owned(), text.into());
        }
    }
    if body.mentions("should_inline_css") {
        let inline = body.flag("should_inline_css")?;
        template.fields.insert("should_inline_css".to_owned(), inline.into());
    }
    if body.mentions("tags") {
        template.fields.insert("tags".to_owned(), body.texts("tags")?.into());
    }
    Ok(documents::put(db, template)?)
}
