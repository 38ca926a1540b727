//! Strings in generated code that stay readable there: no line is longer than a page of code is wide.

use proc_macro2::Literal;

/// How many characters of a string stand in a line.
const WIDTH: usize = 56;

/// Text of several lines as a raw string, so that it is read as it was written.
pub fn verbatim(text: &str) -> Literal {
    let is_plain = |character: char| character == '\n' || !character.is_control();
    let marks = (0..8).map(|count| "#".repeat(count)).find(|marks| !text.contains(&format!("\"{marks}")));
    marks
        .filter(|_| text.contains('\n') && text.chars().all(is_plain))
        .and_then(|marks| format!("r{marks}\"{text}\"{marks}").parse().ok())
        .unwrap_or_else(|| Literal::string(text))
}

/// A line of text as a string that goes on in the next line where it gets too long.
pub fn broken(text: &str) -> Literal {
    let whole = Literal::string(text);
    if text.chars().count() <= WIDTH {
        return whole;
    }
    let mut broken = String::new();
    let mut width = 0;
    // What begins a line after a backslash loses its spaces, so they stand before it.
    for word in whole.to_string().split_inclusive(' ') {
        let length = word.chars().count();
        if width + length > WIDTH && broken.ends_with(' ') && word != " " {
            broken.push_str("\\\n                    ");
            width = 0;
        }
        broken.push_str(word);
        width += length;
    }
    broken.parse().unwrap_or(whole)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn value(literal: &Literal) -> String {
        syn::parse_str::<syn::LitStr>(&literal.to_string()).expect("a string").value()
    }

    #[test]
    fn what_is_written_is_what_is_meant() {
        let long = "a = \"b\" \\ ".repeat(20) + "  (13)   (5)";
        for text in ["", "one line", "two\nlines", "a \"quoted\"\nline", "a \"#quoted\"##\nline", "a\r\nb", &long] {
            assert_eq!(value(&verbatim(text)), text);
            assert_eq!(value(&broken(text)), text);
        }
        assert_eq!(verbatim("two\nlines").to_string(), "r\"two\nlines\"");
        assert_eq!(verbatim("a \"quoted\"\nline").to_string(), "r#\"a \"quoted\"\nline\"#");
        assert!(broken(&long).to_string().lines().all(|line| line.chars().count() < WIDTH + 24));
    }
}
