//! How much room text takes up. All of it is set in a monospaced font, so that its width is known without the font: 0.6 of its size in
//! every one that is in use; a little is added for signs that come from another font.

/// Width and height.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Size {
    pub width: f64,
    pub height: f64,
}

impl Size {
    /// The height of a line of text.
    pub const LINE: f64 = 17.0;
    /// The diameter of an operation's circle.
    pub const CIRCLE: f64 = 34.0;
    /// The diameter of a branch's circle.
    pub const BRANCH: f64 = 20.0;
}

/// The width of a character.
pub mod width {
    pub const NAME: f64 = 8.0;
    pub const SHAPE: f64 = 7.3;
    pub const RULE: f64 = 7.5;
}

/// A rule is written in lines of about so many characters.
const LINE_LENGTH: usize = 26;

/// Breaks a rule at spaces into lines; an empty rule has none. A sign stays with what follows it, and the last one with what is before it.
pub fn lines(rule: &str) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    let mut is_open = false;
    for word in rule.split_whitespace() {
        match words.last_mut() {
            Some(last) if is_open => {
                last.push(' ');
                last.push_str(word);
            }
            _ => words.push(word.to_owned()),
        }
        is_open = matches!(word, "·" | "∘" | "+" | "−" | "/" | "?" | ":");
    }
    if is_open && words.len() > 1 {
        let sign = words.pop().unwrap_or_default();
        if let Some(last) = words.last_mut() {
            last.push(' ');
            last.push_str(&sign);
        }
    }
    let mut lines: Vec<String> = Vec::new();
    for word in words {
        match lines.last_mut() {
            Some(line) if line.chars().count() + 1 + word.chars().count() <= LINE_LENGTH => {
                line.push(' ');
                line.push_str(&word);
            }
            _ => lines.push(word),
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::lines;

    #[test]
    fn a_rule_is_broken_at_spaces() {
        assert_eq!(lines(""), Vec::<String>::new());
        assert_eq!(lines("∘ b"), ["∘ b"]);
        assert_eq!(lines("·"), ["·"]);
        assert_eq!(lines("h_context_letter_embeddingᵀ ·"), ["h_context_letter_embeddingᵀ ·"]);
        assert_eq!(lines("∘ (rowsum(y) ∘ softmax(z2) − y)"), ["∘ (rowsum(y) ∘ softmax(z2)", "− y)"]);
    }
}
