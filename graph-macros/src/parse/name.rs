//! Names: which are allowed, and what to write instead of those that are not.

use proc_macro2::Ident;

use super::keyword::{Keyword, begins_statement};
use super::syntax::Range;
use super::tokens::Tokens;
use super::{Parsed, Parser};

/// The words that Rust keeps for itself, in any edition.
const RUST_KEYWORDS: &[&str] = &[
    "Self", "abstract", "as", "async", "await", "become", "box", "break", "const", "continue", "crate", "do", "dyn",
    "else", "enum", "extern", "false", "final", "fn", "for", "gen", "if", "impl", "in", "let", "loop", "macro",
    "match", "mod", "move", "mut", "override", "priv", "pub", "ref", "return", "self", "static", "struct", "super",
    "trait", "true", "try", "type", "typeof", "unsafe", "unsized", "use", "virtual", "where", "while", "yield",
];

pub fn is_rust_keyword(word: &str) -> bool {
    RUST_KEYWORDS.contains(&word)
}

impl Parser<'_> {
    /// The name of a value at its declaration. A name that is refused is reported and handed back in the form in which
    /// [`Parser::use_of_name`] knows it, so that the declaration is not lost.
    pub(super) fn value_name(&mut self, tokens: &mut Tokens, example: &str) -> Parsed<Ident> {
        let next_statement = begins_statement(*tokens);
        let Some(ident) = tokens.ident().filter(|ident| ident != "_" && !next_statement) else {
            let what = format!("expected a name, found {}", tokens.found());
            let at = if next_statement { tokens.gap() } else { tokens.here() };
            return Err(self.report(at, what, format!("write `{example}`")));
        };
        let at = tokens.here();
        tokens.skip();
        let written = ident.to_string();
        if let Some(plain) = written.strip_prefix("r#") {
            let help = format!("choose another name: `{}`", accepted(plain));
            self.report(at, format!("`{written}`: raw names are not accepted"), help);
        } else if is_rust_keyword(&written) || Keyword::reserved(&written).is_some() {
            let owner = if is_rust_keyword(&written) { "Rust" } else { "the graph language" };
            let help = format!("choose another name: `{}`", accepted(&written));
            self.report(at, format!("`{written}` is a keyword of {owner} and cannot name a value"), help);
        } else {
            if let Some(snake) = snake_case(&written) {
                self.report(at, format!("`{written}`: values have snake_case names"), format!("write `{snake}`"));
            }
            return Ok(ident);
        }
        let name = Ident::new(&accepted(&written), ident.span());
        self.refused.insert(written);
        Ok(name)
    }

    /// The name that an expression uses, given the identifier as written, which has been read.
    pub(super) fn use_of_name(&mut self, ident: Ident, at: Range) -> Parsed<Ident> {
        let written = ident.to_string();
        if self.refused.contains(&written) {
            return Ok(Ident::new(&accepted(&written), ident.span()));
        }
        let what = match Keyword::reserved(&written) {
            _ if written == "_" => "`_` is not a value".into(),
            _ if written.starts_with("r#") => format!("`{written}`: raw names are not accepted"),
            _ if is_rust_keyword(&written) => {
                format!("expected an expression, found the Rust keyword `{written}`")
            }
            Some(Keyword::Loss) => "`loss` is a keyword and not a value: nothing can be computed from the loss".into(),
            Some(_) => format!("`{written}` is a keyword and not a value"),
            None => return Ok(ident),
        };
        let help = match written.as_str() {
            "if" | "match" => "a graph has no control flow; `select(a > b, x, y)` chooses for each element",
            "where" => "write `select(a > b, x, y)` to choose for each element",
            "for" | "while" | "loop" => "a graph has no loops: write the steps out, a `let` for each",
            "true" | "false" => "write the number 1 or 0",
            _ => "write the name of an input, a param or a `let`",
        };
        Err(self.report(at, what, help))
    }
}

/// The name that stands in for a refused one.
fn accepted(written: &str) -> String {
    let plain = written.strip_prefix("r#").unwrap_or(written);
    let snake = snake_case(plain).unwrap_or_else(|| plain.to_owned());
    if is_rust_keyword(&snake) || Keyword::reserved(&snake).is_some() { format!("{snake}_") } else { snake }
}

/// The name in `snake_case`, if it is not so already.
pub fn snake_case(name: &str) -> Option<String> {
    if !name.chars().any(char::is_uppercase) {
        return None;
    }
    Some(words(name).join("_").to_lowercase())
}

/// The name in `UpperCamelCase`, if it is not so already.
pub fn camel_case(name: &str) -> Option<String> {
    if name.starts_with(char::is_uppercase) && !name.contains('_') {
        return None;
    }
    let capitalised = words(name).into_iter().map(|word| {
        let mut letters = word.chars();
        let first = letters.next().into_iter().flat_map(char::to_uppercase);
        first.chain(letters.flat_map(char::to_lowercase)).collect::<String>()
    });
    Some(capitalised.collect()).filter(|name: &String| !name.is_empty())
}

/// The name as a part of a longer one in `UpperCamelCase`: `out_2` is `Out2`.
pub fn capitalised(name: &str) -> String {
    camel_case(name).unwrap_or_else(|| name.to_owned())
}

/// The name in `UPPER_CASE`, if it is not so already.
pub fn upper_case(name: &str) -> Option<String> {
    if !name.chars().any(char::is_lowercase) {
        return None;
    }
    Some(words(name).join("_").to_uppercase())
}

/// `hiddenSize`, `hidden_size` and `HiddenSize` all are `hidden` and `size`; a run of capitals is one word.
fn words(name: &str) -> Vec<String> {
    let mut words: Vec<String> = vec![String::new()];
    let mut before: Option<char> = None;
    let leading = name.chars().take_while(|&letter| letter == '_').count();
    for letter in name.chars() {
        let begins = letter == '_' || (letter.is_uppercase() && before.is_some_and(|before| !before.is_uppercase()));
        if begins && words.last().is_some_and(|word| !word.is_empty()) {
            words.push(String::new());
        }
        if letter != '_'
            && let Some(word) = words.last_mut()
        {
            word.push(letter);
        }
        before = Some(letter);
    }
    words.retain(|word| !word.is_empty());
    // What begins with `_` may stay unused, and shall keep that right.
    if leading > 0
        && let Some(first) = words.first_mut()
    {
        first.insert(0, '_');
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn conversions_between_cases() {
        assert_eq!(snake_case("W1").as_deref(), Some("w1"));
        assert_eq!(snake_case("camelCase").as_deref(), Some("camel_case"));
        assert_eq!(snake_case("_HiddenSize").as_deref(), Some("_hidden_size"));
        assert_eq!(snake_case("hidden_2"), None);
        assert_eq!(camel_case("digits").as_deref(), Some("Digits"));
        assert_eq!(camel_case("two_layers").as_deref(), Some("TwoLayers"));
        assert_eq!(camel_case("MNIST_net").as_deref(), Some("MnistNet"));
        assert_eq!(camel_case("MLP"), None);
        assert_eq!(upper_case("batch").as_deref(), Some("BATCH"));
        assert_eq!(upper_case("batchSize").as_deref(), Some("BATCH_SIZE"));
        assert_eq!(upper_case("B2"), None);
    }

    #[test]
    fn odd_names_do_not_confuse() {
        assert_eq!(words("___"), Vec::<String>::new());
        assert_eq!(snake_case("_A").as_deref(), Some("_a"));
        assert_eq!(camel_case("__"), None);
    }
}
