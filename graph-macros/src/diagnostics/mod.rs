//! Errors are collected, never returned one at a time: a user sees all mistakes of a graph at once.

pub mod nearest;
pub mod synonyms;
pub mod wording;

use proc_macro2::{Ident, Span, TokenStream};

use crate::parse::syntax::Range;

/// The mistakes found so far, in the order in which they were found.
///
/// Every stage reports here and goes on with what is still sound; the pipeline asks at the gate between two
/// stages whether anything was reported.
#[derive(Debug, Default)]
pub struct Errors {
    reported: Vec<syn::Error>,
}

impl Errors {
    /// Reports one mistake, underlining the tokens of `at`.
    pub fn report(&mut self, at: Range, message: impl Into<String>) {
        self.reported.push(error(at, message));
    }

    pub fn count(&self) -> usize {
        self.reported.len()
    }

    /// Takes back what was reported after the first `count` mistakes.
    pub fn take_back(&mut self, count: usize) {
        self.reported.truncate(count);
    }

    pub fn is_empty(&self) -> bool {
        self.reported.is_empty()
    }

    /// One `compile_error!` for each mistake.
    pub fn into_tokens(self) -> TokenStream {
        self.reported.into_iter().map(syn::Error::into_compile_error).collect()
    }

    /// The messages alone.
    pub fn messages(&self) -> Vec<String> {
        self.reported.iter().map(ToString::to_string).collect()
    }
}

/// Where rustc is to point at something generated: where the token begins, and not at the token itself, of which an editor would
/// think that it is what the user named. Outside of a macro's expansion, which is to say in unit tests, the token.
pub fn pointer(token: Span) -> Span {
    if proc_macro::is_available() { token.unwrap().start().into() } else { token }
}

/// An error that underlines everything from the first to the last token of `at`.
pub fn error(at: Range, message: impl Into<String>) -> syn::Error {
    let ends = [Ident::new("first", at.first), Ident::new("last", at.last)];
    let tokens: TokenStream = ends.into_iter().map(proc_macro2::TokenTree::from).collect();
    syn::Error::new_spanned(tokens, message.into())
}
