//! A connected audience: a filter of a send, over custom attributes and subscriptions ("Connected
//! audience").

use std::borrow::Cow;

use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

/// One filter, or several that all (`AND`) or in part (`OR`) have to hold. There is no `NOT`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Audience {
    #[serde(rename = "AND")]
    And(Vec<Audience>),
    #[serde(rename = "OR")]
    Or(Vec<Audience>),
    #[serde(rename = "custom_attribute")]
    CustomAttribute(CustomAttribute),
    #[serde(rename = "push_subscription_status")]
    PushSubscriptionStatus(StatusFilter),
    #[serde(rename = "email_subscription_status")]
    EmailSubscriptionStatus(StatusFilter),
    #[serde(rename = "last_used_app")]
    LastUsedApp(LastUsedApp),
}

/// The same as properties of which one is there: a mistake inside of one is then reported as such.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields, extend(
    "minProperties" = 1,
    "maxProperties" = 1,
    "errorMessage" = "expected exactly one of `AND`, `OR` or a filter"
))]
#[expect(dead_code, reason = "only its schema is of use")]
struct Shape {
    /// All of these hold.
    #[schemars(rename = "AND", length(min = 1))]
    and: Option<Vec<Audience>>,
    /// At least one of these holds.
    #[schemars(rename = "OR", length(min = 1))]
    or: Option<Vec<Audience>>,
    /// Compares a custom attribute.
    custom_attribute: Option<CustomAttribute>,
    /// Compares the user's push subscription.
    push_subscription_status: Option<StatusFilter>,
    /// Compares the user's email subscription.
    email_subscription_status: Option<StatusFilter>,
    /// Compares when the user last used an app.
    last_used_app: Option<LastUsedApp>,
}

impl JsonSchema for Audience {
    fn schema_name() -> Cow<'static, str> {
        "Audience".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        Shape::json_schema(generator)
    }
}

/// Compares a custom attribute. Nested attributes and the default ones cannot be named.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(transform = value_as_compared)]
pub struct CustomAttribute {
    /// The attribute's name.
    #[schemars(length(min = 1))]
    pub custom_attribute_name: String,
    /// How the attribute is compared.
    pub comparison: AttributeComparison,
    /// What it is compared with; absent for `exists` and `does_not_exist`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "ComparedValue")]
    pub value: Option<Value>,
}

/// The comparisons of custom attributes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum AttributeComparison {
    /// A text, number or boolean that is the same.
    Equals,
    /// A text, number or boolean that is another.
    NotEqual,
    /// A text that matches the expression.
    MatchesRegex,
    /// A text that does not match the expression.
    DoesNotMatchRegex,
    /// A list that has the value.
    IncludesValue,
    /// A list that does not have the value.
    DoesNotIncludeValue,
    /// A number above.
    GreaterThan,
    /// A number above or equal.
    GreaterThanOrEqualTo,
    /// A number below.
    LessThan,
    /// A number below or equal.
    LessThanOrEqualTo,
    /// A time in the last so many days.
    LessThanXDaysAgo,
    /// A time before the last so many days.
    GreaterThanXDaysAgo,
    /// A time within the next so many days.
    LessThanXDaysInTheFuture,
    /// A time beyond the next so many days.
    GreaterThanXDaysInTheFuture,
    /// A time after: ISO 8601.
    After,
    /// A time before: ISO 8601.
    Before,
    /// Any value; takes no `value`.
    Exists,
    /// No value; takes no `value`.
    DoesNotExist,
}

#[derive(JsonSchema)]
#[schemars(inline, extend("type" = ["string", "number", "boolean"]))]
#[expect(dead_code, reason = "only its schema is of use")]
struct ComparedValue(Value);

/// Compares a subscription.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct StatusFilter {
    /// Whether it is this or anything else.
    pub comparison: StatusComparison,
    /// The state.
    pub value: Status,
}

/// Equality.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum StatusComparison {
    Is,
    IsNot,
}

/// The states of a subscription.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    OptedIn,
    Subscribed,
    Unsubscribed,
}

/// Compares when the user last used an app.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct LastUsedApp {
    /// Before or after.
    pub comparison: TimeComparison,
    /// The time: ISO 8601.
    #[schemars(extend("pattern" = MOMENT, "errorMessage" = MOMENT_MESSAGE))]
    #[schemars(example = &"2027-01-31T18:00:00Z")]
    pub value: String,
}

/// The order of two times.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum TimeComparison {
    After,
    Before,
}

const MOMENT_MESSAGE: &str = "expected a date or a time in ISO 8601, such as 2027-01-31T18:00:00Z";

/// The texts that are a moment in ISO 8601.
const MOMENT: &str = r"^[0-9]{4}-[0-9]{2}-[0-9]{2}([T ][0-9]{2}:[0-9]{2}(:[0-9]{2}([.][0-9]+)?)?(Z|[+-][0-9]{2}:?[0-9]{2})?)?$";

/// What a comparison takes as its value.
fn value_as_compared(schema: &mut Schema) {
    let when = |words: &[&str], value: Value| {
        json!({
            "if": {
                "properties": { "comparison": { "enum": words } },
                "required": ["comparison"],
            },
            "then": { "properties": { "value": value } },
        })
    };
    let existence = ["exists", "does_not_exist"];
    let none = json!({ "not": {}, "errorMessage": "a test of existence takes no `value`" });
    let mut first = when(&existence, none);
    first["else"] = json!({ "required": ["value"] });
    let numbers =
        ["greater_than", "greater_than_or_equal_to", "less_than", "less_than_or_equal_to"];
    let days = [
        "less_than_x_days_ago",
        "greater_than_x_days_ago",
        "less_than_x_days_in_the_future",
        "greater_than_x_days_in_the_future",
    ];
    let conditions = json!([
        first,
        when(&["matches_regex", "does_not_match_regex"], json!({ "type": "string" })),
        when(&numbers, json!({ "type": "number" })),
        when(&days, json!({ "type": "integer", "minimum": 0 })),
        when(
            &["after", "before"],
            json!({ "type": "string", "pattern": MOMENT, "errorMessage": MOMENT_MESSAGE }),
        ),
    ]);
    schema.insert("allOf".into(), conditions);
}
