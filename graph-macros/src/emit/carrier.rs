//! The macro behind a `pub layer`: it hands the layer's tokens to the block that imports it.
//!
//! A `macro_rules!` macro is seen outside of its crate under the crate's root alone, where its name must be its own. So
//! it has a name that nobody else has, and is re-exported under the layer's.

use std::hash::{DefaultHasher, Hash as _, Hasher as _};

use proc_macro2::{Group, Ident, Punct, Spacing, Span, TokenStream, TokenTree};
use quote::{format_ident, quote};
use syn::Visibility;

use super::docs::doc_after;
use crate::graph::program::Carrier;

/// The macros of a block's layers.
pub fn carriers(carriers: &[Carrier]) -> TokenStream {
    carriers.iter().map(carrier).collect()
}

fn carrier(carrier: &Carrier) -> TokenStream {
    let Carrier { docs, visibility, name, signature, contents } = carrier;
    let own_name = own_name(carrier);
    let contents = with_own_crate(contents.clone());
    let docs = doc_after(
        docs,
        &format!(
            "```text\n{signature}\n```\n\nFor [`graph!`] blocks: import it by `use …::{name};` at their beginning.\n\n[`graph!`]: \
             https://docs.rs/keisan/latest/keisan/macro.graph.html"
        ),
    );
    let is_public = matches!(visibility, Visibility::Public(_));
    let export = is_public.then(|| quote!(#[doc(hidden)] #[macro_export]));
    let allow = if is_public { TokenStream::new() } else { quote!(#[allow(unused_macros, unused_imports)]) };
    let wrong_use =
        format!("`{name}` is for `graph!` blocks\nhelp: write `use …::{name};` at the beginning of the block");
    quote! {
        #export
        #allow
        macro_rules! #own_name {
            ({ $keisan:tt $function:ident } $name:ident { $($rest:tt)* }) => {
                $keisan::$function! { $keisan @import $name { #contents } $($rest)* }
            };
            ($($other:tt)*) => { ::core::compile_error!(#wrong_use); };
        }

        #docs
        #[doc(inline)]
        #allow
        #visibility use #own_name as #name;
    }
}

/// A name that no other layer of the crate has: made of what the layer is and where it stands.
fn own_name(carrier: &Carrier) -> Ident {
    let mut hasher = DefaultHasher::new();
    carrier.contents.to_string().hash(&mut hasher);
    let span: Span = carrier.name.span();
    if proc_macro::is_available() {
        let span = span.unwrap();
        (span.file(), span.line(), span.column()).hash(&mut hasher);
    }
    format_ident!("__keisan_{}_{:016x}", carrier.name, hasher.finish(), span = Span::call_site())
}

/// Paths that begin with `crate` mean the crate in which the layer is defined, wherever it is used.
fn with_own_crate(tokens: TokenStream) -> TokenStream {
    tokens
        .into_iter()
        .flat_map(|token| match token {
            TokenTree::Ident(word) if word == "crate" => {
                vec![TokenTree::Punct(Punct::new('$', Spacing::Alone)), TokenTree::Ident(word)]
            }
            TokenTree::Group(group) => {
                let mut inner = Group::new(group.delimiter(), with_own_crate(group.stream()));
                inner.set_span(group.span());
                vec![TokenTree::Group(inner)]
            }
            other => vec![other],
        })
        .collect()
}
