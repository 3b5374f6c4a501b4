//! Changes written into a problem file, whose other lines stay as they are.

use toml_edit::{DocumentMut, Item, Table, TableLike, Value};

/// The text with overrides (`key=value`) in their places, so that reading it alone
/// gives the same problem. The overrides are known to be right.
pub fn with_overrides(source: &str, overrides: &[String]) -> String {
    let Ok(mut document) = source.parse::<DocumentMut>() else {
        return source.to_owned();
    };
    if overrides.is_empty() {
        return source.to_owned();
    }
    for text in overrides {
        if let Some((key, text)) = text.split_once('=') {
            let path: Vec<&str> = key.split('.').map(str::trim).collect();
            put(document.as_table_mut(), &path, value(text));
        }
    }
    document.to_string()
}

/// TOML, or a bare word that is taken as a string.
fn value(text: &str) -> Value {
    let document = format!("v={text}").parse::<DocumentMut>();
    let item = document.ok().filter(|d| d.len() == 1);
    let item = item.and_then(|mut d| d.remove("v"));
    match item.map(Item::into_value) {
        Some(Ok(mut value)) => {
            value.decor_mut().clear();
            value
        }
        _ => Value::from(text.trim()),
    }
}

fn put(table: &mut dyn TableLike, path: &[&str], mut value: Value) {
    match path {
        [] => {}
        [key] => match table.get_mut(key) {
            Some(Item::Value(old)) => {
                *value.decor_mut() = old.decor().clone();
                *old = value;
            }
            Some(other) => *other = Item::Value(value),
            None => {
                table.insert(key, Item::Value(value));
            }
        },
        [list @ ("equation" | "condition"), name, rest @ ..] => {
            if let Some(term) = table.get_mut(list).and_then(|item| term(item, list, name)) {
                put(term, rest, value);
            }
        }
        [key, rest @ ..] => {
            if table.get(key).is_none() {
                // Within braces it is put in braces, too.
                table.insert(key, Item::Table(Table::new()));
            }
            if let Some(inner) = table.get_mut(key).and_then(Item::as_table_like_mut) {
                put(inner, rest, value);
            }
        }
    }
}

/// The term of a name, or of the name that it has by its number.
fn term<'a>(item: &'a mut Item, list: &str, name: &str) -> Option<&'a mut dyn TableLike> {
    let is_it = |i: usize, term: &dyn TableLike| match term.get("name").and_then(Item::as_str) {
        Some(own) => own == name,
        None => format!("{list}-{}", i + 1) == name,
    };
    match item {
        Item::ArrayOfTables(terms) => {
            let found = terms
                .iter()
                .enumerate()
                .position(|(i, term)| is_it(i, term))?;
            Some(terms.get_mut(found)?)
        }
        Item::Value(Value::Array(terms)) => {
            let fits = |(i, term): (usize, &Value)| {
                let term = term.as_inline_table();
                term.is_some_and(|term| is_it(i, term))
            };
            let found = terms.iter().enumerate().position(fits)?;
            Some(terms.get_mut(found)?.as_inline_table_mut()?)
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_replaced_or_added_and_the_rest_stays() {
        let source = "title = \"A\"  # one line\ndomain.x = [0, 1]\n\n[[equation]]\nlaw = \"u = 0\"\n\n[training]\nseed = 1 # first\n";
        let set = |text: &str| with_overrides(source, &[text.to_owned()]);
        let replaced = |from: &str, to: &str| source.replace(from, to);
        assert_eq!(set("training.seed=7"), replaced("seed = 1 #", "seed = 7 #"));
        assert_eq!(
            set("title = Another one"),
            replaced("\"A\"  #", "\"Another one\"  #")
        );
        assert_eq!(
            set("equation.equation-1.weight=2"),
            replaced("0\"\n", "0\"\nweight = 2\n")
        );
        assert_eq!(
            set("training.iterations=5"),
            replaced("first\n", "first\niterations = 5\n")
        );
        assert_eq!(
            set("domain.x=[0, \"2*pi\"]"),
            replaced("[0, 1]", "[0, \"2*pi\"]")
        );
        assert!(set("network.hidden=[8]").ends_with("\n[network]\nhidden = [8]\n"));
        assert!(set("domain.y=[0, 1]").contains("domain.y = [0, 1]\n"));
    }
}
