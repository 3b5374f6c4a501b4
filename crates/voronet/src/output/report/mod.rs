//! report.html: a run on one page, in one file, readable without scripts and
//! without a network.

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use minijinja::value::Value;
use minijinja::{Environment, context};

use super::Error;
use super::plot::FONT;
use crate::judge::Verdict;

/// What stands on the page. Everything but the pictures is plain text and is
/// escaped.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ReportData {
    /// Of the problem.
    pub title: String,
    /// A line below the title: sampler, seed, version, ...
    pub subtitle: String,
    /// The numbers to see first, as (name, value): loss, relative L2 errors,
    /// iterations, time.
    pub headline: Vec<(String, String)>,
    /// How far the solution can be trusted, if it was judged.
    pub verdict: Option<Verdict>,
    /// What came out for unknowns, line by line.
    pub unknowns: Vec<String>,
    /// Why the training stopped.
    pub stopped_because: String,
    /// The problem in readable mathematics, line by line.
    pub problem: Vec<String>,
    /// The terms of the loss.
    pub terms: Vec<TermRow>,
    /// Settings as (name, value).
    pub settings: Vec<(String, String)>,
    /// Pictures, in the order of the page.
    pub pictures: Vec<Picture>,
    /// Files of the run folder as (name, what it holds).
    pub files: Vec<(String, String)>,
}

/// A term of the loss.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct TermRow {
    /// Its name.
    pub name: String,
    /// Its law as written.
    pub law: String,
    /// Where it holds.
    pub place: String,
    /// λ
    pub weight: String,
    /// Its part of the last tracked loss.
    pub loss: String,
    /// Its residual relative to its own terms.
    pub relative: String,
}

/// A picture of the page.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Picture {
    /// An SVG document of this library; it goes onto the page as it is.
    pub svg: String,
    /// Below it.
    pub caption: String,
}

/// Makes the page.
pub fn report(data: &ReportData) -> Result<String, Error> {
    let pairs = |rows: &[(String, String)]| -> Value {
        let pair = |(name, value): &(String, String)| context! { name, value };
        rows.iter().map(pair).collect()
    };
    let term = |row: &TermRow| {
        let TermRow {
            name,
            law,
            place,
            weight,
            loss,
            relative,
        } = row;
        context! { name, law, place, weight, loss, relative }
    };
    let picture = |picture: &Picture| {
        let svg = Value::from_safe_string(inline(&picture.svg).to_string());
        context! { svg, caption => &picture.caption }
    };
    let verdict = |verdict: &Verdict| {
        let word = verdict.judgement.name();
        let class = word.replace(' ', "-");
        let reasons: Value = verdict.reasons.iter().collect();
        let advice: Value = verdict.advice.iter().collect();
        context! { word, class, reasons, advice }
    };
    let mut environment = Environment::new();
    // the name's ending turns the escaping on
    environment.add_template("page.html", include_str!("page.html"))?;
    let page = environment.get_template("page.html")?.render(context! {
        title => &data.title,
        subtitle => &data.subtitle,
        headline => pairs(&data.headline),
        verdict => data.verdict.as_ref().map(verdict),
        unknowns => data.unknowns.iter().collect::<Value>(),
        stopped_because => &data.stopped_because,
        problem => data.problem.iter().collect::<Value>(),
        terms => data.terms.iter().map(term).collect::<Value>(),
        settings => pairs(&data.settings),
        pictures => data.pictures.iter().map(picture).collect::<Value>(),
        files => pairs(&data.files),
        font => BASE64_STANDARD.encode(FONT),
    })?;
    Ok(page)
}

/// An SVG without what may stand before its root element in a file of its own.
fn inline(svg: &str) -> &str {
    svg.find("<svg").map_or("", |start| &svg[start..])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::judge::Judgement;

    fn pair(name: &str, value: &str) -> (String, String) {
        (name.into(), value.into())
    }

    #[test]
    fn everything_is_on_the_page_and_escaped() {
        let evil = "<script>alert(\"x\")</script> & 'co'";
        let data = ReportData {
            title: evil.into(),
            subtitle: evil.into(),
            headline: vec![pair(evil, evil)],
            verdict: Some(Verdict {
                judgement: Judgement::NotSolved,
                reasons: vec![evil.into()],
                advice: vec![evil.into()],
                laws: Vec::new(),
                fresh_to_trained: None,
                estimated_errors: Vec::new(),
                worst: None,
            }),
            unknowns: vec![evil.into()],
            stopped_because: evil.into(),
            problem: vec![evil.into(), "u_t = u_xx".into()],
            terms: vec![TermRow {
                name: evil.into(),
                ..TermRow::default()
            }],
            settings: vec![pair("batch", evil)],
            pictures: vec![
                Picture {
                    svg: "<?xml version=\"1.0\"?>\n<svg id=\"first\"></svg>".into(),
                    caption: evil.into(),
                },
                Picture {
                    svg: "<svg id=\"second\"></svg>".into(),
                    caption: "two".into(),
                },
            ],
            files: vec![pair("a&b.csv", evil)],
        };
        let page = report(&data).unwrap();
        assert!(!page.contains("<script") && !page.contains("<?xml"));
        assert!(page.contains("u_t = u_xx"));
        assert!(page.contains("class=\"verdict not-solved\"") && page.contains("Not solved"));
        assert!(page.contains("<svg id=\"first\"></svg>"));
        assert!(page.contains("<svg id=\"second\"></svg>"));
        assert!(page.contains("href=\"a&amp;b.csv\""), "{page}");
    }
}
