//! As much of JSON Schema 2020-12 as `schema.json` uses, strictly: a keyword that is not known
//! here is an error.

use gnash::scalar::rational_from_text;
use serde_json::{Map, Value};

/// A schema with its definitions.
pub struct Schema {
    root: Value,
}

/// What is allowed to say nothing.
const ANNOTATIONS: [&str; 4] = ["$schema", "$defs", "title", "description"];

impl Schema {
    /// From its text.
    pub fn new(text: &str) -> Self {
        let root = serde_json::from_str(text).expect("the schema is JSON");
        Self { root }
    }

    /// Whether the value obeys, and if not, where.
    pub fn check(&self, value: &Value) -> Result<(), String> {
        self.obeys(&self.root, value)
    }

    fn obeys(&self, schema: &Value, value: &Value) -> Result<(), String> {
        let rules = schema.as_object().expect("a schema is an object");
        for (name, rule) in rules {
            let good = match name.as_str() {
                "$ref" => {
                    let path = rule.as_str().and_then(|path| path.strip_prefix('#'));
                    let target = self.root.pointer(path.expect("a local reference"));
                    self.obeys(target.expect("a definition"), value)?;
                    true
                }
                "oneOf" => {
                    let all = rule.as_array().expect("a list").iter();
                    let results: Vec<_> = all.map(|one| self.obeys(one, value)).collect();
                    if results.iter().all(Result::is_err) {
                        let reasons: Vec<_> = results.into_iter().filter_map(Result::err).collect();
                        return Err(format!("none of: {}", reasons.join("; ")));
                    }
                    results.iter().filter(|result| result.is_ok()).count() == 1
                }
                "const" => value == rule,
                "enum" => rule.as_array().expect("a list").contains(value),
                "type" => is_of_type(rule, value),
                "minimum" => value.as_f64() >= rule.as_f64(),
                // all patterns of ours are about texts of numbers
                "pattern" => value
                    .as_str()
                    .is_some_and(|text| rational_from_text(text).is_ok()),
                "minItems" => length(value) >= rule.as_u64(),
                "maxItems" => length(value) <= rule.as_u64(),
                "items" => {
                    for (i, item) in value.as_array().into_iter().flatten().enumerate() {
                        self.obeys(rule, item).map_err(|e| format!("[{i}]{e}"))?;
                    }
                    true
                }
                "required" => {
                    let names = rule.as_array().expect("a list").iter();
                    let mut names = names.filter_map(Value::as_str);
                    names.all(|name| value.get(name).is_some())
                }
                "properties" | "patternProperties" | "additionalProperties" => {
                    self.fields(rules, value)?;
                    true
                }
                name if ANNOTATIONS.contains(&name) => true,
                name => panic!("unknown keyword {name}"),
            };
            if !good {
                return Err(format!(" breaks {name}"));
            }
        }
        Ok(())
    }

    /// Every field has a rule, and keeps it.
    fn fields(&self, rules: &Map<String, Value>, value: &Value) -> Result<(), String> {
        assert_eq!(
            rules["additionalProperties"], false,
            "nothing beyond the schema"
        );
        for (name, field) in value.as_object().into_iter().flatten() {
            let named = rules.get("properties").and_then(|all| all.get(name));
            let patterns = rules.get("patternProperties").and_then(Value::as_object);
            let mut patterns = patterns.into_iter().flatten();
            let rule =
                named.or_else(|| patterns.find(|(p, _)| fits(p, name)).map(|(_, rule)| rule));
            let rule = rule.ok_or_else(|| format!(".{name} is in no schema"))?;
            self.obeys(rule, field).map_err(|e| format!(".{name}{e}"))?;
        }
        Ok(())
    }
}

fn length(value: &Value) -> Option<u64> {
    value.as_array().map(|list| list.len() as u64)
}

fn is_of_type(name: &Value, value: &Value) -> bool {
    match name.as_str() {
        Some("object") => value.is_object(),
        Some("array") => value.is_array(),
        Some("string") => value.is_string(),
        Some("number") => value.is_number(),
        Some("integer") => value.is_u64() || value.is_i64(),
        Some("boolean") => value.is_boolean(),
        Some("null") => value.is_null(),
        _ => panic!("unknown type {name}"),
    }
}

/// The two patterns of names.
fn fits(pattern: &str, name: &str) -> bool {
    let mut letters = name.chars();
    match pattern {
        "^[0-9]+$" => letters.all(|c| c.is_ascii_digit()),
        "^[A-Za-z0-9_]+$" => letters.all(|c| c.is_ascii_alphanumeric() || c == '_'),
        _ => panic!("unknown pattern {pattern}"),
    }
}
