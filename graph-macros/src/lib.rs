//! The compiler behind [`keisan`](https://docs.rs/keisan)'s `graph!`: from a forward graph to forward and backward Rust
//! code.
//!
//! This crate is used through `keisan`, which re-exports the macro and holds the code that the generated code calls.

mod check;
mod diagnostics;
mod differentiate;
mod emit;
#[cfg(test)]
mod evaluate;
mod graph;
#[cfg(test)]
mod guide;
#[cfg(test)]
mod half_typed;
mod ops;
mod optimise;
mod parse;
mod pipeline;
mod plan;
mod reference;
#[cfg(test)]
mod robustness;
#[cfg(test)]
mod spans;
#[cfg(test)]
mod testing;

use proc_macro::TokenStream;

/// `keisan::graph!`, given the path of the crate `keisan` as its first token.
///
/// The language and its grammar are in the documentation of `keisan::graph!`.
#[proc_macro]
pub fn __graph(tokens: TokenStream) -> TokenStream {
    pipeline::expand_in_crate(tokens.into()).into()
}

/// `keisan::mistakes!`: the messages in place of the code, so that a test can look at them.
#[proc_macro]
pub fn __mistakes(tokens: TokenStream) -> TokenStream {
    pipeline::mistakes(tokens.into()).into()
}

/// A graph's picture as a string of HTML, in its documentation.
#[cfg(feature = "draw")]
#[proc_macro]
pub fn __picture(tokens: TokenStream) -> TokenStream {
    let html = emit::picture::html(tokens.into());
    html.map_or_else(syn::Error::into_compile_error, |html| quote::quote!(#html)).into()
}

/// The module `keisan::operations`: the reference, made from the table of operations.
#[proc_macro]
pub fn __operations(_: TokenStream) -> TokenStream {
    reference::module().into()
}
