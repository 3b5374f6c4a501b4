//! What came out for the unknowns, in summary.json.

use serde_json::{Map, Value, json};

use super::summary::as_number;
use crate::judge::{Estimate, Estimates};

/// `{"each": {"k": {"value": …, "standard_error": …, "interval": […, …]}}, "combinations": …,
/// "remarks": […]}`.
pub fn written(estimates: &Estimates) -> Value {
    json!({
        "each": all(&estimates.each),
        "combinations": all(&estimates.combinations),
        "remarks": estimates.remarks,
    })
}

fn all(estimates: &[Estimate]) -> Value {
    let pair = |estimate: &Estimate| {
        let mut of = json!({ "value": estimate.value });
        if let Some(error) = estimate.standard_error {
            of["standard_error"] = json!(error);
        }
        if let Some(interval) = estimate.interval {
            of["interval"] = json!(interval);
        }
        (estimate.name.clone(), of)
    };
    Value::Object(estimates.iter().map(pair).collect())
}

/// Reads what [`written`] wrote.
pub fn read(value: &Value) -> Result<Estimates, String> {
    let no_object = |key: &str| format!("`{key}` of its unknowns is no object");
    let root = value.as_object().ok_or("`unknowns` is no object")?;
    let estimates = |key: &str| -> Result<Vec<Estimate>, String> {
        let Some(of) = root.get(key) else {
            return Ok(Vec::new());
        };
        let of = of.as_object().ok_or_else(|| no_object(key))?;
        of.iter().map(|(name, of)| estimate(name, of)).collect()
    };
    let remarks = root.get("remarks").and_then(Value::as_array);
    let texts = remarks.into_iter().flatten().filter_map(Value::as_str);
    Ok(Estimates {
        each: estimates("each")?,
        combinations: estimates("combinations")?,
        remarks: texts.map(str::to_owned).collect(),
    })
}

fn estimate(name: &str, of: &Value) -> Result<Estimate, String> {
    let of: &Map<String, Value> = of
        .as_object()
        .ok_or_else(|| format!("the unknown `{name}` is no object"))?;
    let number = |key: &str| of.get(key).map(|value| as_number(key, value)).transpose();
    let interval = match of
        .get("interval")
        .and_then(Value::as_array)
        .map(Vec::as_slice)
    {
        Some([a, b]) => Some([as_number("interval", a)?, as_number("interval", b)?]),
        _ => None,
    };
    Ok(Estimate {
        name: name.to_owned(),
        value: number("value")?.unwrap_or(f64::NAN),
        standard_error: number("standard_error")?,
        interval,
    })
}
