//! Text in XML and HTML.

/// Makes text safe between tags and in attributes; characters that XML cannot
/// hold are dropped.
pub fn escape(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '"' => safe.push_str("&quot;"),
            '\'' => safe.push_str("&#39;"),
            '\n' | '\t' => safe.push(' '),
            '\u{FFFE}' | '\u{FFFF}' => {}
            other if other.is_control() => {}
            other => safe.push(other),
        }
    }
    safe
}

#[cfg(test)]
mod tests {
    use resvg::usvg::roxmltree::Document;

    use super::*;

    #[test]
    fn any_text_survives_as_attribute_and_as_content() {
        let text = "<a & \"b\"> 'c' ∂\u{0}\u{8}\u{FFFF}";
        let safe = escape(text);
        let xml = format!("<a b=\"{safe}\">{safe}</a>");
        let document = Document::parse(&xml).unwrap();
        let expected = "<a & \"b\"> 'c' ∂";
        assert_eq!(document.root_element().attribute("b"), Some(expected));
        assert_eq!(document.root_element().text(), Some(expected));
    }
}
