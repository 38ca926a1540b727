//! Doc comments.

use proc_macro2::TokenStream;
use quote::quote;
use syn::Attribute;

/// The text in lines that fit a page of code; a continued line is indented.
pub fn wrapped(text: &str) -> String {
    const WIDTH: usize = 88;
    let mut lines = String::new();
    let mut width = 0;
    for word in text.split(' ') {
        let length = word.chars().count();
        if width > 0 && width + 1 + length > WIDTH {
            lines.push_str("\n    ");
            width = 4;
        } else if !lines.is_empty() {
            lines.push(' ');
            width += 1;
        }
        lines.push_str(word);
        width += length;
    }
    lines
}

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
