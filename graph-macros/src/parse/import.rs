//! `use nets::Dense;`: layers of other modules and crates.
//!
//! A procedural macro cannot look at another module, but rustc can call a macro there. So a block that says
//! `use nets::Dense;` expands to a call of `nets::Dense!`, a `macro_rules!` macro that every `pub layer` comes with,
//! which is given the rest of the block; it calls this macro again with `@import Dense { … }`, the layer's own tokens,
//! in front of that rest. When no `use` is left the block is compiled.

use proc_macro2::{Delimiter, Ident, TokenStream};
use quote::{format_ident, quote};
use syn::buffer::TokenBuffer;

use super::syntax::{Import, Range};
use super::tokens::{Enclosure, Tokens};
use super::{Parsed, Parser, name, too_deep};
use crate::diagnostics::Errors;

/// One name of a `use`: `nets::Dense as Layer`.
struct Use {
    path: TokenStream,
    name: Ident,
}

/// What is to be done with a block that may import layers.
pub enum Fetched {
    /// It imports some: this call fetches the first of them, and comes back with the rest.
    Call(TokenStream),
    /// It imports none, or no more.
    Block(TokenStream),
}

/// Looks for the layers that a block imports; `function` is the macro of the crate `keisan` to come back to.
pub fn fetch(keisan: &TokenStream, function: &str, block: TokenStream, errors: &mut Errors) -> Fetched {
    let (uses, rest) = split(block, errors);
    let mut uses = uses.into_iter();
    let Some(Use { path, name }) = uses.next() else { return Fetched::Block(rest) };
    let later = uses.map(|Use { path, name }| quote!(use #path as #name;));
    let function = format_ident!("{function}");
    Fetched::Call(quote!(#path! { { #keisan #function } #name { #(#later)* #rest } }))
}

/// What a block imports, and the rest of it.
fn split(block: TokenStream, errors: &mut Errors) -> (Vec<Use>, TokenStream) {
    if too_deep(block.clone()).is_some() {
        return (Vec::new(), block);
    }
    let buffer = TokenBuffer::new2(block);
    let mut tokens = Tokens::new(buffer.begin());
    let mut parser = Parser::new(errors);
    let (mut uses, mut rest) = (Vec::new(), TokenStream::new());
    let mut begins_item = true;
    while !tokens.at_end() {
        let start = tokens;
        if begins_item && tokens.take_word("use").is_some() {
            if parser.uses(&mut tokens, &TokenStream::new(), &mut uses).is_err() {
                // What was to be imported is not known, so nobody complains of a layer that is unknown.
                rest.extend(quote!(@import _ {}));
            }
            while !tokens.at_end() && tokens.take_operator(";").is_none() {
                tokens.skip();
            }
            continue;
        }
        begins_item = start.is_group(Delimiter::Brace) || start.is_operator(";");
        rest.extend(tokens.take_tree());
    }
    (uses, rest)
}

impl Parser<'_> {
    /// `nets::Dense`, `nets::{Dense, Norm as LayerNorm}`, behind `use` or behind `prefix`.
    fn uses(&mut self, tokens: &mut Tokens, prefix: &TokenStream, uses: &mut Vec<Use>) -> Parsed<()> {
        let example = "write `use path::Dense;`";
        let mut path = prefix.clone();
        if tokens.take_operator("::").is_some() {
            path.extend(quote!(::));
        }
        loop {
            let at = tokens.here();
            if let Some((mut names, _)) = tokens.take_group(Delimiter::Brace) {
                while !names.at_end() {
                    self.uses(&mut names, &path, uses)?;
                    if !names.at_end() && names.take_operator(",").is_none() {
                        let what = format!("expected `,` or `}}`, found {}", names.found());
                        return Err(self.report(names.here(), what, "write `,` between two names"));
                    }
                }
                return Ok(());
            }
            if tokens.is_operator("*") {
                return Err(self.report(
                    at,
                    "layers are imported by their names",
                    "write them: `use path::{Dense, Norm};`",
                ));
            }
            let Some(word) = tokens.ident().filter(|word| word != "_") else {
                let what = format!("expected the path of a layer, found {}", tokens.found());
                return Err(self.report(if tokens.at_end() { tokens.gap() } else { at }, what, example));
            };
            let leads_on = matches!(word.to_string().as_str(), "self" | "super" | "crate" | "Self");
            if !leads_on && name::is_rust_keyword(&word.to_string()) {
                let what = format!("expected the path of a layer, found the Rust keyword `{word}`");
                return Err(self.report(at, what, example));
            }
            tokens.skip();
            if tokens.take_operator("::").is_some() {
                path.extend(quote!(#word::));
                continue;
            }
            if leads_on {
                return Err(self.report(at, format!("`{word}` is no layer"), example));
            }
            let mut name = word.clone();
            if tokens.take_word("as").is_some() {
                let is_name = |other: &Ident| other != "_" && !name::is_rust_keyword(&other.to_string());
                let Some(other) = tokens.ident().filter(is_name) else {
                    let what = format!("expected a name behind `as`, found {}", tokens.found());
                    return Err(self.report(tokens.here(), what, format!("write `use path::{word} as Other;`")));
                };
                name = other;
                tokens.skip();
            }
            if !(tokens.at_end() || tokens.is_operator(";") || tokens.is_operator(",")) {
                let what = format!("expected `;`, found {}", tokens.found());
                return Err(self.report(tokens.gap(), what, "end the `use` with `;`"));
            }
            uses.push(Use { path: quote!(#path #word), name });
            return Ok(());
        }
    }

    /// `@import Dense { … }`, which only the macro of a layer writes: the definitions in it are a world of their own,
    /// of which the last one is known by the name. Without definitions the layer is wrong where it is defined, and `_`
    /// stands for what could not be read.
    pub(super) fn import(&mut self, tokens: &mut Tokens) -> bool {
        let start = *tokens;
        let mut after = *tokens;
        if after.take_operator("@").is_none() || after.take_word("import").is_none() {
            return false;
        }
        let Some(name) = after.ident() else { return false };
        after.skip();
        let Some((contents, _)) = after.take_group(Delimiter::Brace) else { return false };
        *tokens = after;
        self.packages += 1;
        let package = self.packages;
        let within = std::mem::replace(&mut self.package, package);
        let mut contents = contents.enclosed_in(Enclosure::Block);
        while !contents.at_end() {
            if !self.import(&mut contents) && !self.item(&mut contents) {
                contents.skip();
            }
        }
        self.package = within;
        let at = Range::token(name.span());
        self.imports.push(Import { within, name, at, package, tokens: start.up_to(after) });
        true
    }
}
