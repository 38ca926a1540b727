//! Doc comments.

use proc_macro2::TokenStream;
use quote::quote;
use syn::Attribute;

/// How wide a line of a doc comment becomes, without what is before it: in a function of a graph that stands in a module, as
/// `docs/expansion.md` advises, these are 16 columns.
const WIDTH: usize = 84;

/// The equation above a statement: a continued line is indented.
pub fn equation_doc(text: &str) -> TokenStream {
    lines(&wrapped(text, "    "))
}

/// The text as a doc comment, its paragraphs in lines that fit a page of code. Rows of a table stay whole, and so do lines of code that are indented.
pub fn doc(text: &str) -> TokenStream {
    let is_whole = |line: &str| line.starts_with('|') || line.starts_with("    ");
    let wrap = |line: &str| if is_whole(line) { line.to_owned() } else { wrapped(line, "") };
    let paragraphs: Vec<String> = text.lines().map(wrap).collect();
    lines(&paragraphs.join("\n"))
}

/// Breaks a line where it gets too long.
fn wrapped(text: &str, indentation: &str) -> String {
    let mut lines = String::new();
    let mut width = 0;
    for word in text.split(' ') {
        let length = word.chars().count();
        if width > 0 && width + 1 + length > WIDTH {
            lines.push('\n');
            lines.push_str(indentation);
            width = indentation.len();
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
fn lines(text: &str) -> TokenStream {
    let lines = text.lines().map(|line| if line.is_empty() { String::new() } else { format!(" {line}") });
    quote!(#(#[doc = #lines])*)
}

/// The user's own docs, a blank line, and the text.
pub fn doc_after(own: &[Attribute], text: &str) -> TokenStream {
    let generated = doc(text);
    if own.is_empty() {
        generated
    } else {
        let blank = lines("\n");
        quote!(#(#own)* #blank #generated)
    }
}
