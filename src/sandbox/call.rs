//! One request, with Braze's leniency in reading it: null and empty lists are absent, ids may be
//! integers.

use serde_json::{Map, Value};

use super::answer::Refusal;
use super::settings::Settings;
use super::time::{self, Millis};

/// What an endpoint is asked.
pub(super) struct Call<'a> {
    pub(super) now: Millis,
    /// What this call would have done later is not to happen.
    pub(super) lost: bool,
    /// As they are for this call.
    pub(super) settings: &'a Settings,
    pub(super) path: &'a [(String, String)],
    pub(super) query: &'a [(String, String)],
    pub(super) body: &'a Map<String, Value>,
}

impl<'a> Call<'a> {
    pub(super) fn body(&self) -> Fields<'a> {
        Fields::body(self.body)
    }

    /// A piece of the path, decoded.
    pub(super) fn segment(&self, name: &str) -> &str {
        find(self.path, name).unwrap_or_default()
    }

    /// A query parameter; an empty one is absent.
    pub(super) fn query(&self, name: &str) -> Option<&str> {
        find(self.query, name).filter(|value| !value.is_empty())
    }

    /// Every value of a query parameter, which may be written `name=a&name=b` or `name[]=a`.
    pub(super) fn query_all(&self, name: &str) -> Vec<&str> {
        let named = self.query.iter().filter(|(known, _)| {
            known == name || known.strip_suffix("[]").is_some_and(|known| known == name)
        });
        named.map(|(_, value)| value.as_str()).filter(|value| !value.is_empty()).collect()
    }

    /// A query parameter that is `true` or `false`, which is the default.
    pub(super) fn query_flag(&self, name: &str) -> Result<bool, Refusal> {
        match self.query(name) {
            None | Some("false" | "0") => Ok(false),
            Some("true" | "1") => Ok(true),
            Some(_) => Err(Refusal::bad(format!("`{name}` is true or false"))),
        }
    }

    /// A query parameter that is a whole number within bounds.
    pub(super) fn query_integer(
        &self,
        name: &str,
        bounds: std::ops::RangeInclusive<i64>,
    ) -> Result<Option<i64>, Refusal> {
        let Some(text) = self.query(name) else { return Ok(None) };
        let number = text.parse().ok().filter(|number| bounds.contains(number));
        let (least, most) = bounds.into_inner();
        number.map(Some).ok_or_else(|| {
            Refusal::bad(format!("`{name}` is a whole number from {least} to {most}"))
        })
    }

    /// A query parameter that is a time.
    pub(super) fn query_time(&self, name: &str) -> Result<Option<Millis>, Refusal> {
        let Some(text) = self.query(name) else { return Ok(None) };
        let time = time::parse(text);
        time.map(Some).ok_or_else(|| Refusal::bad(format!("`{name}` is a time in ISO 8601")))
    }
}

fn find<'a>(pairs: &'a [(String, String)], name: &str) -> Option<&'a str> {
    pairs.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
}

/// The fields of an object, and where it stands in the request.
pub(super) struct Fields<'a> {
    of: String,
    map: &'a Map<String, Value>,
}

impl<'a> Fields<'a> {
    /// The fields of a request's body.
    pub(super) fn body(map: &'a Map<String, Value>) -> Self {
        Self { of: String::new(), map }
    }

    /// Reads a value as an object.
    pub(super) fn of(place: &str, value: &'a Value) -> Result<Self, Refusal> {
        let map =
            value.as_object().ok_or_else(|| Refusal::bad(format!("`{place}` is an object")))?;
        Ok(Self { of: format!("{place}."), map })
    }

    /// A field's value, if there is any.
    pub(super) fn get(&self, name: &str) -> Option<&'a Value> {
        self.map.get(name).filter(|value| match value {
            Value::Null => false,
            Value::Array(items) => !items.is_empty(),
            _ => true,
        })
    }

    /// Whether a field is there, even as null.
    pub(super) fn mentions(&self, name: &str) -> bool {
        self.map.contains_key(name)
    }

    pub(super) fn text(&self, name: &str) -> Result<Option<String>, Refusal> {
        self.get(name)
            .map(|value| text(value).ok_or_else(|| self.wrong(name, "is a string")))
            .transpose()
    }

    pub(super) fn required_text(&self, name: &str) -> Result<String, Refusal> {
        let text = self.text(name)?.filter(|text| !text.is_empty());
        text.ok_or_else(|| self.wrong(name, "is required"))
    }

    pub(super) fn flag(&self, name: &str) -> Result<bool, Refusal> {
        match self.get(name) {
            None => Ok(false),
            Some(Value::Bool(flag)) => Ok(*flag),
            Some(Value::String(text)) if text == "true" => Ok(true),
            Some(Value::String(text)) if text == "false" => Ok(false),
            Some(_) => Err(self.wrong(name, "is true or false")),
        }
    }

    pub(super) fn integer(&self, name: &str) -> Result<Option<i64>, Refusal> {
        self.get(name)
            .map(|value| value.as_i64().ok_or_else(|| self.wrong(name, "is a whole number")))
            .transpose()
    }

    pub(super) fn time(&self, name: &str) -> Result<Option<Millis>, Refusal> {
        self.get(name)
            .map(|value| {
                let time = value.as_str().and_then(time::parse);
                time.ok_or_else(|| self.wrong(name, "is a time in ISO 8601"))
            })
            .transpose()
    }

    /// The elements of a list; of none where it is absent.
    pub(super) fn list(&self, name: &str) -> Result<&'a [Value], Refusal> {
        match self.get(name) {
            None => Ok(&[]),
            Some(Value::Array(items)) => Ok(items),
            Some(_) => Err(self.wrong(name, "is a list")),
        }
    }

    /// The elements of a list, as texts.
    pub(super) fn texts(&self, name: &str) -> Result<Vec<String>, Refusal> {
        let texts: Option<_> = self.list(name)?.iter().map(text).collect();
        texts.ok_or_else(|| self.wrong(name, "is a list of strings"))
    }

    /// The elements of a list, as objects.
    pub(super) fn objects(&self, name: &str) -> Result<Vec<Fields<'a>>, Refusal> {
        let place = |index| format!("{}{name}[{index}]", self.of);
        let items = self.list(name)?.iter().enumerate();
        items.map(|(index, item)| Fields::of(&place(index), item)).collect()
    }

    /// The elements of a list of objects. One object stands for a list of one: clients send that.
    pub(super) fn one_or_more(&self, name: &str) -> Result<Vec<Fields<'a>>, Refusal> {
        match self.get(name) {
            Some(Value::Object(_)) => Ok(self.object(name)?.into_iter().collect()),
            _ => self.objects(name),
        }
    }

    pub(super) fn object(&self, name: &str) -> Result<Option<Fields<'a>>, Refusal> {
        let place = format!("{}{name}", self.of);
        self.get(name).map(|value| Fields::of(&place, value)).transpose()
    }

    pub(super) fn entries(&self) -> impl Iterator<Item = (&'a String, &'a Value)> {
        self.map.iter()
    }

    /// A refusal that names the field.
    pub(super) fn wrong(&self, name: &str, what: &str) -> Refusal {
        Refusal::bad(format!("`{}{name}` {what}", self.of))
    }
}

/// A string, or an integer that stands for one.
pub(super) fn text(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) if number.is_i64() || number.is_u64() => Some(number.to_string()),
        _ => None,
    }
}
