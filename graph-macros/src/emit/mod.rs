//! From a plan to tokens: the items that a user sees, in the order in which they are read. It cannot fail.
//!
//! The generated code is a product: it has to read as if written by hand. Each statement has its equation and shape as
//! a doc comment, since `cargo expand` keeps no other comments.

mod docs;
mod equation;
mod expression;
mod inputs;
mod parameters;
mod pass;
mod steps;
mod traits;
mod types;
mod workspace;

use proc_macro2::{Span, TokenStream};
use quote::{quote, quote_spanned};

use crate::diagnostics::Errors;
use crate::differentiate::joint::Joint;
use crate::graph::program::Program;
use crate::plan::Plan;
use docs::doc;
use types::Names;

/// What the generated items are made from.
pub struct Emission<'a> {
    pub program: &'a Program,
    /// The path of the crate `keisan`.
    pub keisan: TokenStream,
    pub names: Names,
    /// What the functions do; `None` after a mistake, when only the signatures are wanted.
    pub compiled: Option<Compiled<'a>>,
    /// What `predict` does, where that is no part of what `forward` does.
    pub prediction: Option<Compiled<'a>>,
}

#[derive(Clone, Copy)]
pub struct Compiled<'a> {
    pub joint: &'a Joint,
    pub plan: &'a Plan,
}

/// All items of a sound program. `prediction` is what `predict` does, where that is no part of what `forward` does.
pub fn items(
    program: &Program,
    forward: Compiled<'_>,
    prediction: Option<Compiled<'_>>,
    keisan: TokenStream,
) -> TokenStream {
    let names = Names::new(program);
    Emission { program, keisan, names, compiled: Some(forward), prediction }.items()
}

/// The errors, and items of the same names and types without code, so that what uses them gives no further errors.
pub fn stand_in(program: &Program, errors: Errors, keisan: TokenStream) -> TokenStream {
    let errors = errors.into_tokens();
    let items = Emission { program, keisan, names: Names::new(program), compiled: None, prediction: None }.items();
    quote! { #errors #items }
}

impl Emission<'_> {
    fn items(&self) -> TokenStream {
        let constants = self.constants();
        let assumptions = self.assumptions();
        let parameters = self.parameters();
        let inputs = self.inputs();
        let workspace = self.workspace();
        let pass = self.pass();
        let traits = self.traits();
        quote! { #constants #assumptions #parameters #inputs #workspace #pass #traits }
    }

    /// The constants that shapes mention, each mentioned once.
    fn constants(&self) -> TokenStream {
        let constants = self.program.constants.iter().map(|constant| {
            let (alias, path) = (&constant.alias, &constant.path);
            let docs = doc(&format!("A dimension of [`{}`].", self.names.graph));
            quote!(#docs const #alias: usize = #path;)
        });
        quote!(#(#constants)*)
    }

    /// What the shapes require of constants that the macro could not evaluate.
    fn assumptions(&self) -> TokenStream {
        if self.compiled.is_none() {
            return TokenStream::new();
        }
        let assertions = self.program.assumptions.iter().map(|assumption| {
            let (left, right, message) = (&assumption.left, &assumption.right, &assumption.message);
            let at = Span::call_site().located_at(assumption.at.first);
            quote_spanned! {at=> const _: () = ::core::assert!(#left == #right, #message); }
        });
        quote! { #(#assertions)* }
    }
}
