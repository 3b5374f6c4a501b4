//! A problem file with its changes written into it says the same as the file and the
//! changes.

use super::super::edit::with_overrides;
use super::super::overrides::apply;
use super::super::tree::{self, Table, Value};
use crate::problem::Text;

/// The values of a table by their keys, without their places and their order.
fn said(table: &Table) -> String {
    let entries = table.entries.iter();
    let mut entries: Vec<String> = entries
        .map(|(key, _, item)| format!("{key:?}: {}", value(&item.value)))
        .collect();
    entries.sort();
    format!("{{{}}}", entries.join(", "))
}

fn value(of: &Value) -> String {
    match of {
        Value::Table(table) => said(table),
        Value::Array(items) => {
            let items: Vec<String> = items.iter().map(|item| value(&item.value)).collect();
            format!("[{}]", items.join(", "))
        }
        Value::String(text) => format!("{text:?}"),
        Value::Integer(x) => x.to_string(),
        Value::Float(x) => format!("{x:?}"),
        Value::Boolean(x) => x.to_string(),
        Value::Datetime => "a date".to_owned(),
    }
}

/// One problem in many forms; each line with a comment keeps it.
const FORMS: [&str; 8] = [
    // Sections, and lists of sections.
    "# A problem\ntitle = \"A\" # its title\ninputs = [\"x\"]\n\n[domain] # where\nx = [0, 1] # from, to\n\n\
     [shapes]\nhole = { kind = \"disk\", radius = 1 } # round\n\n[[equation]]\nname = \"a\"\nlaw = \"u = 0\" # a law\n\n\
     [[equation]]\nlaw = \"v = 0\"\n\n[[condition]]\nname = \"start\"\nlaw = \"u = 1\"\n\n\
     [training]\nseed = 1 # the first\nschedule = \"cosine\"\n\n[reference]\nerror = { u = 1e-6 }\n",
    // Dotted keys.
    "title = \"A\"\ninputs = [\"x\"]\ndomain.x = [0, 1] # from, to\nshapes.hole.kind = \"disk\"\nshapes.hole.radius = 1\n\
     training.seed = 1 # the first\ntraining.schedule.kind = \"exponential\"\nreference.error.u = 1e-6\n\
     [[equation]]\nname = \"a\"\nlaw = \"u = 0\"\n[[equation]]\nlaw = \"v = 0\"\n[[condition]]\nname = \"start\"\nlaw = \"u = 1\"\n",
    // Everything within braces.
    "title = \"A\"\ninputs = [\"x\"]\ndomain = { x = [0, 1] } # where\nshapes = { hole = { kind = \"disk\", radius = 1 } }\n\
     equation = [{ name = \"a\", law = \"u = 0\" }, { law = \"v = 0\" }] # two\n\
     condition = [\n  { name = \"start\", law = \"u = 1\" }, # the only one\n]\n\
     training = { seed = 1, schedule = { kind = \"exponential\", rate = 0.5 } }\nreference = { error.u = 1e-6 }\n",
    // Quoted keys.
    "'title' = \"A\"\n\"inputs\" = [\"x\"]\n\"domain\".'x' = [0, 1]\n[\"shapes\".hole]\n\"kind\" = \"disk\"\nradius = 1\n\
     [[\"equation\"]]\n\"name\" = 'a'\nlaw = '''u = 0'''\n[['equation']]\nlaw = \"v = 0\"\n[[condition]]\nname = \"\"\"\nstart\"\"\"\nlaw = \"u = 1\"\n\
     [\"training\"]\n\"seed\" = 1 # the first\n",
    // Sections of sections, the inner before the outer.
    "title = \"A\"\ninputs = [\"x\"]\n[training.schedule] # how it falls\nkind = \"exponential\"\n[domain]\nx = [0, 1]\n\
     [[condition]]\nname = \"start\"\nlaw = \"u = 1\"\n[shapes.hole]\nkind = \"disk\"\nradius = 1\n[[equation]]\nname = \"a\"\nlaw = \"u = 0\"\n\
     [training] # the rest\nseed = 1\n[[equation]]\nlaw = \"v = 0\"\n",
    // Nothing at the top, and no end of the last line.
    "# Nothing stands above the sections.\n[[equation]]\nname = \"a\"\nlaw = \"u = 0\"\n[[equation]]\nlaw = \"v = 0\" # the last",
    // Lists over several lines.
    "inputs = [\n  \"x\", # place\n  \"t\",\n]\ntitle = \"A\"\n[domain]\nx = [\n  0, # from\n  1,\n]\n[[condition]]\nname = \"start\"\nlaw = [\n  \"u = 1\", # value\n  \"v = 1\",\n]\n",
    // Ends of lines as Windows has them.
    "title = \"A\"\r\n[training] # how\r\nseed = 1 # the first\r\n[[equation]]\r\nname = \"a\"\r\nlaw = \"u = 0\"\r\n",
];

const CHANGES: [&str; 34] = [
    "title=Another one",
    "title = \"with \\\"quotes\\\" = signs\"",
    "title='''three'''",
    "title=a # b",
    "inputs=[\"x\", \"y\"]",
    "domain.x=[0, 2] # longer",
    "domain.y=[0, 1]",
    "domain.shape=plate - hole",
    "domain=plate",
    "shapes.hole.radius=0.5",
    "shapes.hole=disk",
    "shapes.new={kind=\"disk\", radius = 2}",
    "shapes.new.kind=disk",
    "shapes.new.other.deep=1",
    "equation.a.weight=2",
    "equation.a.law=[\"u = 0\", \"v = 0\"]",
    "equation.equation-2.law=\"u = 1\"",
    "equation.equation-2.name=b",
    "equation.b.weight=3.5",
    "equation=[{law=\"u = 2\"}]",
    "condition.start.law=u = 7",
    "condition.start.name=begin",
    "condition.begin.weight=3",
    "condition.start.extra.key=true",
    "training.seed=7",
    "training . seed = 4 ",
    "training.schedule=constant",
    "training.schedule={kind=\"cosine\"}",
    "training.schedule.rate=0.25",
    "training={seed=3}",
    "network.hidden=[8, 8]",
    "reference.error.u=1e-3",
    "reference.error=1e-3",
    "reference.error={ v = 2 }",
];

#[test]
fn changes_in_their_places_say_the_same_as_beside_the_file() {
    let mut compared = 0;
    for source in FORMS {
        let alone = CHANGES.iter().map(|&change| vec![change]);
        let pairs = CHANGES
            .iter()
            .flat_map(|&one| CHANGES.iter().map(move |&two| vec![one, two]));
        for changes in alone.chain(pairs) {
            let mut beside = tree::parse(source, Text::File).unwrap();
            let mut applied = changes.iter().enumerate();
            if !applied.all(|(i, change)| apply(change, i, &mut beside).is_ok()) {
                continue;
            }
            let owned: Vec<String> = changes.iter().map(|&change| change.to_owned()).collect();
            let text = with_overrides(source, &owned);
            let within = tree::parse(&text, Text::File)
                .unwrap_or_else(|wrong| panic!("{source}\n{changes:?}\n{text}\n{wrong:?}"));
            assert_eq!(
                said(&within),
                said(&beside),
                "{source}\n{changes:?}\n{text}"
            );
            compared += 1;
        }
    }
    assert!(compared > 5000, "{compared}");
}

#[test]
fn a_changed_value_keeps_the_comments_around_it() {
    for source in FORMS {
        let text = with_overrides(
            source,
            &["training.seed=7".to_owned(), "title=B".to_owned()],
        );
        for line in source.lines() {
            let comment = line.find('#').map_or("", |at| &line[at..]);
            assert!(text.contains(comment), "{comment}\n{text}");
        }
    }
}
