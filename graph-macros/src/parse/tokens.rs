//! A place in the input that can look ahead and never fails: `syn`'s cursor, and where it is.

use proc_macro2::{Delimiter, Ident, Literal, Punct, Spacing, Span, TokenStream, TokenTree};
use syn::buffer::Cursor;

use super::syntax::Range;
use super::text::code;
use crate::diagnostics::wording::shortened;

/// Operators of more than one character, longest first. Most are not the language's own: they are known so that a
/// message can name them whole.
const LONG_OPERATORS: &[&str] = &[
    "..=", "**", "&&", "||", "==", "!=", "<=", ">=", "+=", "-=", "*=", "/=", "@=", ":=", "->", "=>", "..", "::", "|>",
    "<<", ">>",
];

/// How many of these neighbouring marks make up the first operator; at least one.
pub fn operator_length(puncts: &[Punct]) -> usize {
    LONG_OPERATORS.iter().find(|operator| begins_with(puncts, operator)).map_or(1, |operator| operator.len())
}

fn begins_with(puncts: &[Punct], operator: &str) -> bool {
    let last = operator.len() - 1;
    puncts.len() > last
        && operator.chars().zip(puncts).all(|(mark, punct)| punct.as_char() == mark)
        && puncts[..last].iter().all(|punct| punct.spacing() == Spacing::Joint)
}

/// What encloses the tokens that are being read; messages name its end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Enclosure {
    /// `graph! { … }` itself.
    Block,
    /// The graph's own braces.
    Graph,
    /// The braces of a function or a layer.
    Body,
    /// `(…)`.
    Parentheses,
    /// `[…]`.
    Brackets,
    /// The invisible group around what another macro passes on.
    Invisible,
}

impl Enclosure {
    fn end(self) -> &'static str {
        match self {
            Enclosure::Block => "the end of the block",
            Enclosure::Graph => "the graph's closing `}`",
            Enclosure::Body => "the closing `}`",
            Enclosure::Parentheses => "`)`",
            Enclosure::Brackets => "`]`",
            Enclosure::Invisible => "nothing more",
        }
    }
}

/// The tokens still to be read, up to the end of their group. A copy is a bookmark.
#[derive(Clone, Copy)]
pub struct Tokens<'t> {
    cursor: Cursor<'t>,
    enclosure: Enclosure,
    /// The token read last; before the first, the opening delimiter.
    previous: Span,
}

/// The same place.
impl PartialEq for Tokens<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.cursor == other.cursor
    }
}

impl<'t> Tokens<'t> {
    pub fn new(cursor: Cursor<'t>) -> Self {
        Tokens { cursor, enclosure: Enclosure::Block, previous: Span::call_site() }
    }

    pub fn at_end(&self) -> bool {
        self.cursor.eof()
    }

    pub fn enclosure(&self) -> Enclosure {
        self.enclosure
    }

    /// Whether statements stand here, one after another.
    pub fn in_braces(&self) -> bool {
        matches!(self.enclosure, Enclosure::Graph | Enclosure::Body)
    }

    /// The same place, in braces of another kind.
    pub fn enclosed_in(self, enclosure: Enclosure) -> Self {
        Tokens { enclosure, ..self }
    }

    /// The token read last.
    pub fn previous(&self) -> Span {
        self.previous
    }

    /// Just behind the token read last, where something that is missing should stand.
    pub fn gap(&self) -> Range {
        Range::token(end_of(self.previous))
    }

    /// The next token, all of it where it is a group or an operator of several characters; at the end the closing
    /// delimiter.
    pub fn here(&self) -> Range {
        let first = self.cursor.span();
        let marks = self.marks();
        match marks.get(operator_length(&marks) - 1) {
            Some(last) => Range { first, last: last.span() },
            None => Range::token(first),
        }
    }

    /// The next token in words: "`foo`", "`**`", "`(`", "the graph's closing `}`".
    pub fn found(&self) -> String {
        if self.at_end() {
            return self.enclosure.end().into();
        }
        if let Some(operator) = self.operator() {
            return format!("`{operator}`");
        }
        if let Some((lifetime, _)) = self.cursor.lifetime() {
            return format!("`{lifetime}`");
        }
        match self.cursor.token_tree() {
            Some((TokenTree::Group(group), _)) => String::from(match group.delimiter() {
                Delimiter::Parenthesis => "`(`",
                Delimiter::Bracket => "`[`",
                Delimiter::Brace => "`{`",
                Delimiter::None if group.stream().is_empty() => "nothing",
                Delimiter::None => return format!("`{}`", shortened(&code(group.stream()))),
            }),
            Some((token, _)) => format!("`{}`", shortened(&token.to_string())),
            None => self.enclosure.end().into(),
        }
    }

    /// The next token, if it is an identifier or a keyword of Rust.
    pub fn ident(&self) -> Option<Ident> {
        self.cursor.ident().map(|(ident, _)| ident)
    }

    pub fn literal(&self) -> Option<Literal> {
        self.cursor.literal().map(|(literal, _)| literal)
    }

    /// The operator that comes next, with all its characters.
    pub fn operator(&self) -> Option<String> {
        let marks = self.marks();
        if marks.is_empty() {
            return None;
        }
        Some(marks[..operator_length(&marks)].iter().map(Punct::as_char).collect())
    }

    pub fn is_operator(&self, operator: &str) -> bool {
        let begins = self.cursor.punct().is_some_and(|(punct, _)| operator.starts_with(punct.as_char()));
        begins && self.operator().is_some_and(|next| next == operator)
    }

    pub fn is_word(&self, word: &str) -> bool {
        self.ident().is_some_and(|ident| ident == word)
    }

    pub fn is_group(&self, delimiter: Delimiter) -> bool {
        self.cursor.group(delimiter).is_some()
    }

    pub fn is_lifetime(&self) -> bool {
        self.cursor.lifetime().is_some()
    }

    /// As many marks as the longest operator has.
    fn marks(&self) -> Vec<Punct> {
        let mut marks = Vec::new();
        let mut cursor = self.cursor;
        while let Some((punct, rest)) = cursor.punct() {
            let joint = punct.spacing() == Spacing::Joint;
            marks.push(punct);
            cursor = rest;
            if !joint || marks.len() == 3 {
                break;
            }
        }
        marks
    }

    /// What is left after the next token, groups and long operators counting as one.
    pub fn after_next(mut self) -> Self {
        self.skip();
        self
    }

    /// Steps over one token, groups and long operators counting as one.
    pub fn skip(&mut self) {
        let marks = self.marks();
        for _ in 0..operator_length(&marks) {
            self.previous = self.cursor.span();
            if let Some((punct, rest)) = self.cursor.punct() {
                self.previous = punct.span();
                self.cursor = rest;
            } else if let Some((_, rest)) = self.cursor.lifetime() {
                self.cursor = rest;
            } else if let Some((_, rest)) = self.cursor.ident() {
                // Asked before the token tree, so that a step into an invisible group is a step of one word.
                self.cursor = rest;
            } else if let Some((_, rest)) = self.cursor.literal() {
                self.cursor = rest;
            } else if let Some((token, rest)) = self.cursor.token_tree() {
                self.previous = match &token {
                    TokenTree::Group(group) => group.span_close(),
                    _ => token.span(),
                };
                self.cursor = rest;
            }
        }
    }

    /// Reads one token as it is, invisible parentheses with all that is in them.
    pub fn take_tree(&mut self) -> Option<TokenTree> {
        let (tree, rest) = self.cursor.token_tree()?;
        self.previous = tree.span();
        self.cursor = rest;
        Some(tree)
    }

    /// Reads the operator, if it is what comes next.
    pub fn take_operator(&mut self, operator: &str) -> Option<Range> {
        self.is_operator(operator).then(|| self.take())
    }

    /// Reads the word, if it is what comes next.
    pub fn take_word(&mut self, word: &str) -> Option<Range> {
        self.is_word(word).then(|| self.take())
    }

    fn take(&mut self) -> Range {
        let range = self.here();
        self.skip();
        range
    }

    /// Reads the group, if one with these delimiters comes next: its contents, and its two delimiters.
    pub fn take_group(&mut self, delimiter: Delimiter) -> Option<(Tokens<'t>, Range)> {
        let (cursor, span, rest) = self.cursor.group(delimiter)?;
        self.cursor = rest;
        let enclosure = match delimiter {
            Delimiter::Parenthesis => Enclosure::Parentheses,
            Delimiter::Bracket => Enclosure::Brackets,
            Delimiter::Brace => Enclosure::Graph,
            Delimiter::None => Enclosure::Invisible,
        };
        self.previous = span.close();
        let contents = Tokens { cursor, enclosure, previous: span.open() };
        Some((contents, Range { first: span.open(), last: span.close() }))
    }

    /// The text inside the group, if one with these delimiters comes next.
    pub fn text_of_group(&self, delimiter: Delimiter) -> Option<String> {
        let (contents, _, _) = self.cursor.group(delimiter)?;
        Some(code(contents.token_stream()))
    }

    /// All that is left of the group.
    pub fn up_to_end(self) -> TokenStream {
        self.cursor.token_stream()
    }

    /// The tokens from here to `end`, which must be a later place in the same group.
    pub fn up_to(self, end: Tokens) -> TokenStream {
        let mut tokens = TokenStream::new();
        let mut cursor = self.cursor;
        while cursor != end.cursor {
            let Some((token, rest)) = cursor.token_tree() else {
                break;
            };
            tokens.extend([token]);
            cursor = rest;
        }
        tokens
    }
}

/// The empty place just behind a token, so that a missing `;` is shown where it belongs. Outside of a macro's
/// expansion, which is to say in unit tests, the token itself.
fn end_of(token: Span) -> Span {
    if proc_macro::is_available() { token.unwrap().end().into() } else { token }
}
