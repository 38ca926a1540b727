//! The text of a block, line by line as its author wrote it, and where in it a token stands.

use proc_macro2::{Delimiter, Span, TokenStream, TokenTree};
use syn::parse::Parser as _;

use crate::parse::syntax::Range;

/// The block's own text; see the [module](self).
#[derive(Debug, Default)]
pub struct Source {
    /// Without what stands to the left of all lines, and with blank lines where comments were.
    pub text: String,
    /// Where its first token and its last one stand; `None` if its tokens do not stand in a file one behind the other, as when another
    /// macro has made them.
    lines: Option<(Position, usize)>,
}

/// A token's place in a file.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Position {
    file: String,
    line: usize,
    column: usize,
}

impl Source {
    pub fn of(block: TokenStream) -> Self {
        let words = flatten(own(block));
        lay_out(&words).unwrap_or_else(|| {
            let words: Vec<&str> = words.iter().map(|(_, word)| word.as_str()).collect();
            Source { text: words.join(" "), lines: None }
        })
    }

    /// The line of the file in which the text begins; 0 if that is not known.
    pub fn first_line(&self) -> usize {
        self.lines.as_ref().map_or(0, |(first, _)| first.line)
    }

    /// The line of the text, counted from 1, in which something begins; 0 if it stands elsewhere.
    pub fn line(&self, at: Range) -> usize {
        let (Some((first, last)), Some(found)) = (&self.lines, position(at.first)) else { return 0 };
        let is_inside = found.file == first.file && (first.line..=*last).contains(&found.line);
        if is_inside { found.line - first.line + 1 } else { 0 }
    }
}

/// A block without the layers of other modules that were put in front of it: `@import Dense { … }`.
fn own(block: TokenStream) -> TokenStream {
    let tokens: Vec<TokenTree> = block.into_iter().collect();
    let mut rest = tokens.as_slice();
    while let [TokenTree::Punct(at), TokenTree::Ident(_), _, TokenTree::Group(_), behind @ ..] = rest {
        if at.as_char() != '@' {
            break;
        }
        rest = behind;
    }
    rest.iter().cloned().collect()
}

/// The tokens one behind the other, each with its text; a doc comment is one. Uses no recursion: nobody has looked yet how deep they are nested.
fn flatten(tokens: TokenStream) -> Vec<(Span, String)> {
    let mut words = Vec::new();
    let mut enclosing = vec![(tokens.into_iter().peekable(), None)];
    while let Some((innermost, close)) = enclosing.last_mut() {
        match innermost.next() {
            None => {
                words.extend(close.take());
                enclosing.pop();
            }
            Some(TokenTree::Group(group)) => {
                let delimiters = match group.delimiter() {
                    Delimiter::Parenthesis => Some(("(", ")")),
                    Delimiter::Brace => Some(("{", "}")),
                    Delimiter::Bracket => Some(("[", "]")),
                    Delimiter::None => None,
                };
                words.extend(delimiters.map(|(open, _)| (group.span_open(), open.to_owned())));
                let close = delimiters.map(|(_, close)| (group.span_close(), close.to_owned()));
                enclosing.push((group.stream().into_iter().peekable(), close));
            }
            Some(TokenTree::Punct(hash)) if hash.as_char() == '#' => {
                let comment = innermost.peek().and_then(doc_comment);
                if comment.is_some() {
                    innermost.next();
                }
                words.push((hash.span(), comment.unwrap_or_else(|| "#".to_owned())));
            }
            Some(token) => words.push((token.span(), token.to_string())),
        }
    }
    words
}

/// `[doc = " Text."]` as `/// Text.`.
fn doc_comment(attribute: &TokenTree) -> Option<String> {
    let TokenTree::Group(group) = attribute else { return None };
    let syn::MetaNameValue { path, value, .. } =
        (|input: syn::parse::ParseStream<'_>| input.parse::<syn::MetaNameValue>()).parse2(group.stream()).ok()?;
    let syn::Expr::Lit(syn::ExprLit { lit: syn::Lit::Str(text), .. }) = value else { return None };
    let is_one_line = !text.value().contains('\n');
    (path.is_ident("doc") && is_one_line).then(|| format!("///{}", text.value()))
}

/// The words where they stand; `None` if they don't stand one behind the other.
fn lay_out(words: &[(Span, String)]) -> Option<Source> {
    let mut placed: Vec<(Position, &str)> = Vec::with_capacity(words.len());
    for (span, word) in words {
        let position = position(*span)?;
        if let Some((before, _)) = placed.last() {
            let follows = (position.line, position.column) > (before.line, before.column);
            if position.file != before.file || !follows {
                return None;
            }
        }
        placed.push((position, word));
    }
    let first = placed.first()?.0.clone();
    let last = placed.last()?.0.line;
    let mut starts = vec![&first];
    starts.extend(placed.windows(2).filter(|pair| pair[0].0.line < pair[1].0.line).map(|pair| &pair[1].0));
    let margin = starts.iter().map(|start| start.column).min()?;
    let (mut text, mut line, mut column) = (String::new(), first.line, margin);
    for (position, word) in &placed {
        if position.line > line {
            text.extend(std::iter::repeat_n('\n', position.line - line));
            (line, column) = (position.line, margin);
        }
        text.extend(std::iter::repeat_n(' ', position.column.saturating_sub(column)));
        text.push_str(word);
        column = position.column.max(column) + word.chars().count();
    }
    Some(Source { text, lines: Some((first, last)) })
}

/// Where a token stands, where a compiler is there to tell.
fn position(span: Span) -> Option<Position> {
    if proc_macro::is_available() {
        let span = span.unwrap();
        return Some(Position { file: span.file(), line: span.line(), column: span.column() });
    }
    in_test(span)
}

/// In tests of the macro a token's place is that in the text of the test.
#[cfg(test)]
#[expect(clippy::unnecessary_wraps, reason = "without tests there is none")]
fn in_test(span: Span) -> Option<Position> {
    let start = span.start();
    Some(Position { file: String::new(), line: start.line, column: start.column })
}

#[cfg(not(test))]
fn in_test(_: Span) -> Option<Position> {
    None
}

#[cfg(test)]
mod tests {
    use super::Source;

    #[test]
    fn a_block_keeps_its_lines() {
        let text = "        /// A line.\n        pub graph Line<const B: usize> {\n            input x: [B, 1]; \n\n            output y = 2*x;\n        }";
        let source = Source::of(text.parse().expect("tokens"));
        assert_eq!(
            source.text,
            "/// A line.\npub graph Line<const B: usize> {\n    input x: [B, 1];\n\n    output y = 2*x;\n}"
        );
        assert_eq!(source.first_line(), 1);
    }

    #[test]
    fn layers_of_other_modules_are_no_part_of_it() {
        let source = Source::of("@import Dense { layer Dense }\ngraph G { output y = 1; }".parse().expect("tokens"));
        assert_eq!(source.text, "graph G { output y = 1; }");
        assert_eq!(source.first_line(), 2);
    }

    #[test]
    fn tokens_from_elsewhere_stand_in_one_line() {
        let source = Source::of(quote::quote!(graph G { output y = 1; }));
        assert_eq!(source.text, "graph G { output y = 1 ; }");
        assert_eq!(source.first_line(), 0);
    }
}
