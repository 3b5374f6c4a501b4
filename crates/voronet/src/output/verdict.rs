//! The verdict in summary.json.

use serde_json::{Map, Value, json};

use super::summary::as_number;
use crate::judge::{Balance, Judgement, Verdict, Worst};

/// Writes a verdict as an object.
pub fn written(verdict: &Verdict) -> Value {
    let mut laws = Map::new();
    for law in &verdict.laws {
        let mut numbers = json!({ "relative_residual": law.relative });
        if let Some(early) = law.early {
            numbers["early"] = json!(early);
        }
        laws.insert(law.law.clone(), numbers);
    }
    let mut root = json!({
        "judgement": verdict.judgement.name(),
        "reasons": verdict.reasons,
        "try": verdict.advice,
        "laws": laws,
    });
    if !verdict.estimated_errors.is_empty() {
        let errors = verdict.estimated_errors.iter();
        let errors = errors.map(|(name, error)| (name.clone(), json!(error)));
        root["estimated_error"] = Value::Object(errors.collect());
    }
    if let Some(ratio) = verdict.fresh_to_trained {
        root["fresh_to_trained"] = json!(ratio);
    }
    if let Some(worst) = &verdict.worst {
        let at = worst.at.iter().map(|(name, x)| (name.clone(), json!(x)));
        root["worst"] = json!({
            "law": worst.law,
            "at": Value::Object(at.collect()),
            "residual": worst.residual,
        });
    }
    root
}

/// Reads what [`written`] wrote.
pub fn read(value: &Value) -> Result<Verdict, String> {
    let bad = |what: &str| format!("`verdict` has no {what}");
    let text = |value: &Value, key: &str| value[key].as_str().map(str::to_owned).ok_or(bad(key));
    let texts = |key: &str| -> Result<Vec<String>, String> {
        let all = value[key].as_array().ok_or(bad(key))?.iter();
        all.map(|text| text.as_str().map(str::to_owned).ok_or(bad(key)))
            .collect()
    };
    let optional = |object: &Value, key: &str| match &object[key] {
        Value::Null => Ok(None),
        number => as_number(key, number).map(Some),
    };
    let law = |(law, numbers): (&String, &Value)| {
        Ok(Balance {
            law: law.clone(),
            relative: as_number(law, &numbers["relative_residual"])?,
            early: optional(numbers, "early")?,
        })
    };
    let worst = |worst: &Value| -> Result<Worst, String> {
        let at = worst["at"].as_object().ok_or(bad("point"))?.iter();
        let at = at.map(|(name, x)| Ok((name.clone(), as_number(name, x)?)));
        Ok(Worst {
            law: text(worst, "law")?,
            at: at.collect::<Result<_, String>>()?,
            residual: as_number("residual", &worst["residual"])?,
        })
    };
    let estimated = value.get("estimated_error").and_then(Value::as_object);
    let estimated = estimated.into_iter().flatten();
    let estimated = estimated.map(|(name, error)| Ok((name.clone(), as_number(name, error)?)));
    let named = text(value, "judgement")?;
    let judgement = Judgement::ALL.into_iter().find(|one| one.name() == named);
    let laws = value["laws"].as_object().ok_or(bad("laws"))?.iter();
    Ok(Verdict {
        judgement: judgement.ok_or(bad("judgement"))?,
        reasons: texts("reasons")?,
        advice: texts("try")?,
        laws: laws.map(law).collect::<Result<_, String>>()?,
        fresh_to_trained: optional(value, "fresh_to_trained")?,
        estimated_errors: estimated.collect::<Result<_, String>>()?,
        worst: value.get("worst").map(worst).transpose()?,
    })
}
