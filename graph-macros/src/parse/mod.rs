//! Tokens to syntax tree: what was written, nothing resolved.
//!
//! Never fails and never panics. A mistake is reported at its token and the parser goes on behind the next `;`, so
//! that the rest of the graph is still there for the later stages. After a mistake holds:
//!
//! - a declaration whose name was understood is in the tree, so that nobody complains that the name is unknown. A
//!   shape that was not understood is [`guessed`](syntax::ShapeSyntax::guessed), a value is an
//!   [`ExprKind::Error`](syntax::ExprKind::Error), an initialiser is `zeros`;
//! - a statement that ends without its `;` is in [`GraphBlock::unfinished`](syntax::GraphBlock::unfinished): it may be
//!   half typed, and nothing more is said about its value;
//! - names in skipped tokens are in [`Block::mentioned`], so that nobody complains that they are unused.
//!
//! The parser walks `syn`'s cursor rather than its `ParseStream`: a cursor is a plain place that can be copied, looked
//! ahead from and skipped with, where a stream is made for giving up at the first mistake.

mod attribute;
mod budget;
mod declaration;
mod definition;
mod dimension;
mod expression;
mod foreign;
mod header;
pub mod import;
mod initialiser;
mod keyword;
mod mistake;
pub mod name;
mod number;
pub mod syntax;
mod text;
mod tokens;

#[cfg(test)]
mod tests;

use std::collections::BTreeSet;
use std::fmt::Display;

use proc_macro2::{Ident, Span, TokenStream, TokenTree};
use syn::buffer::TokenBuffer;

use self::definition::Within;
use self::syntax::{Block, Budget, Definition, DimSyntax, Expr, Import, Range};
use self::tokens::Tokens;
use crate::diagnostics::Errors;

/// How deeply parentheses, brackets and braces may be nested: every level is a level of the parser's own recursion.
const DEEPEST_NESTING: usize = 128;

/// Reads the contents of one `graph! { … }`; `None` if not even the graph's name and braces could be made out, which
/// has then been reported.
pub fn parse(tokens: TokenStream, errors: &mut Errors) -> Option<Block> {
    if let Some(span) = too_deep(tokens.clone()) {
        errors.report(
            Range::token(span),
            format!(
                "parentheses are nested more than {DEEPEST_NESTING} deep\n\
                 help: give an inner expression a name with `let`"
            ),
        );
        return None;
    }
    let buffer = TokenBuffer::new2(tokens);
    Parser::new(errors).block(Tokens::new(buffer.begin()))
}

/// Reads an expression of the compiler's own, in which rules are written; `None` if anything is wrong with it.
pub fn parse_formula(text: &str) -> Option<Expr> {
    let buffer = TokenBuffer::new2(text.parse().ok()?);
    let mut errors = Errors::default();
    let mut tokens = Tokens::new(buffer.begin());
    let formula = Parser::new(&mut errors).expression(&mut tokens).ok()?;
    (tokens.at_end() && errors.is_empty()).then_some(formula)
}

/// A layer with its dimensions as they are written: `Dense<784, 128>`.
pub fn code_of_sizes(layer: &Ident, sizes: &[DimSyntax]) -> String {
    let sizes: Vec<String> = sizes.iter().map(|size| size.kind.text()).collect();
    if sizes.is_empty() { layer.to_string() } else { format!("{layer}<{}>", sizes.join(", ")) }
}

/// The group that is nested too deeply, if there is one. Uses no recursion, as the rest of the parser may.
fn too_deep(tokens: TokenStream) -> Option<Span> {
    let mut enclosing = vec![tokens.into_iter()];
    while let Some(innermost) = enclosing.last_mut() {
        match innermost.next() {
            None => drop(enclosing.pop()),
            Some(TokenTree::Group(group)) if enclosing.len() > DEEPEST_NESTING => {
                return Some(group.span_open());
            }
            Some(TokenTree::Group(group)) => enclosing.push(group.stream().into_iter()),
            Some(_) => {}
        }
    }
    None
}

/// Proof that a mistake has been reported: who returns it need not, and must not, report another.
#[derive(Debug)]
struct Reported;

type Parsed<T> = Result<T, Reported>;

/// What is known while one block is read. Its methods are spread over the files of this folder by subject.
struct Parser<'e> {
    errors: &'e mut Errors,
    definitions: Vec<Definition>,
    /// In what the statements stand that are being read.
    within: Within,
    budget: Option<Budget>,
    /// Whether `_` is a dimension here.
    open_shapes: bool,
    imports: Vec<Import>,
    /// The import in which the definitions stand that are being read; 0 for the block itself.
    package: usize,
    /// How many imports have been read.
    packages: usize,
    /// The const generics of the graph, once they have been read.
    graph_sizes: Vec<Ident>,
    mentioned: Vec<Ident>,
    /// How many mistakes had been reported before the statement that is being read.
    reported_before: usize,
    /// The statement that is being read ended without its `;`.
    ended_early: bool,
    /// The statements that did, by their place in the tree.
    unfinished: Vec<usize>,
    /// Names that were refused because they are keywords, as they were written: reported where they are declared, they
    /// are not reported again where they are used.
    refused: BTreeSet<String>,
    /// The graph has no scalar type of its own, so that its numbers are those of `f32`.
    over_f32: bool,
    /// How many operations the expression that is being read has so far.
    operations: usize,
    /// How many signs and transposes in it are applied to another sign or transpose.
    stacked: usize,
}

impl<'e> Parser<'e> {
    fn new(errors: &'e mut Errors) -> Self {
        Parser {
            errors,
            definitions: Vec::new(),
            within: Within::Graph,
            budget: None,
            open_shapes: false,
            imports: Vec::new(),
            package: 0,
            packages: 0,
            graph_sizes: Vec::new(),
            mentioned: Vec::new(),
            reported_before: 0,
            ended_early: false,
            unfinished: Vec::new(),
            refused: BTreeSet::new(),
            over_f32: false,
            operations: 0,
            stacked: 0,
        }
    }

    /// Reports a mistake: what is wrong, and under it what to do about it.
    fn report(&mut self, at: Range, what: impl Display, help: impl Display) -> Reported {
        self.errors.report(at, format!("{what}\nhelp: {help}"));
        Reported
    }

    /// Reports that something is missing, unless another mistake has been reported of the same statement.
    fn report_missing(&mut self, at: Range, what: impl Display, help: impl Display) -> Reported {
        if self.errors.count() > self.reported_before { Reported } else { self.report(at, what, help) }
    }

    /// Remembers every identifier from `start` to `end`: none of them is to be called unused.
    fn mention(&mut self, start: Tokens, end: Tokens) {
        let mut enclosing = vec![start.up_to(end).into_iter()];
        while let Some(innermost) = enclosing.last_mut() {
            match innermost.next() {
                None => drop(enclosing.pop()),
                Some(TokenTree::Group(group)) => enclosing.push(group.stream().into_iter()),
                Some(TokenTree::Ident(ident)) => self.mentioned.push(ident),
                Some(TokenTree::Punct(_) | TokenTree::Literal(_)) => {}
            }
        }
    }

    /// Goes to the next statement, which is behind the next `;` or, where that is missing too, at the next keyword.
    fn recover(&mut self, tokens: &mut Tokens, start: Tokens) {
        while !tokens.at_end() && (*tokens == start || !keyword::begins_statement(*tokens)) {
            if tokens.take_operator(";").is_some() {
                break;
            }
            tokens.skip();
        }
        self.mention(start, *tokens);
    }
}
