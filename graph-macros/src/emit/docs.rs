//! Doc comments.

use proc_macro2::TokenStream;
use quote::quote;
use syn::Attribute;

/// One `///` line for each line of the text.
pub fn doc(text: &str) -> TokenStream {
    let lines = text.lines().map(|line| if line.is_empty() { String::new() } else { format!(" {line}") });
    quote!(#(#[doc = #lines])*)
}

/// The user's own docs, a blank line, and the text.
pub fn doc_after(own: &[Attribute], text: &str) -> TokenStream {
    let generated = doc(text);
    if own.is_empty() {
        generated
    } else {
        let blank = doc("\n");
        quote!(#(#own)* #blank #generated)
    }
}
