//! From a plan to tokens: the items that a user sees, in the order in which they are read. It cannot fail.
//!
//! The generated code is a product: it has to read as if written by hand. Each statement has its equation and shape as
//! a doc comment, since `cargo expand` keeps no other comments.

mod buffers;
mod carrier;
mod descent;
mod description;
mod docs;
mod editor;
mod equation;
mod expression;
mod finish;
mod flops;
mod foreign;
mod inputs;
mod inspect;
mod nodes;
mod parameters;
mod parts;
mod pass;
pub mod picture;
mod provenance;
mod rules;
mod rustdoc;
mod source;
mod steps;
mod text;
mod traits;
mod types;
mod workspace;

use std::collections::{BTreeMap, BTreeSet};

use proc_macro2::{Span, TokenStream};
use quote::{quote, quote_spanned};

use crate::diagnostics::{Errors, pointer};
use crate::differentiate::joint::Joint;
use crate::graph::program::Program;
use crate::graph::shape::{Dim, Shape};
use crate::graph::{Argument, Kind};
use crate::parse::syntax::Range;
use crate::plan::Plan;
pub use carrier::carriers;
use docs::doc;
pub use source::Source;
use types::Names;

/// What the generated items are made from.
pub struct Emission<'a> {
    pub program: &'a Program,
    /// The path of the crate `keisan`.
    pub keisan: TokenStream,
    /// The block as it was written.
    pub source: &'a Source,
    pub extras: Extras,
    pub names: Names,
    /// What the functions do; `None` after a mistake, when only the signatures are wanted.
    pub compiled: Option<Compiled<'a>>,
    /// What `predict` does, where that is no part of what `forward` does.
    pub prediction: Option<Compiled<'a>>,
}

/// What is emitted where the crate `keisan` asks for it by a feature.
#[derive(Debug, Default, Clone, Copy)]
pub struct Extras {
    /// `GRAPH`
    pub description: bool,
    /// `values`
    pub inspection: bool,
}

impl Extras {
    /// What this crate's features are for; all in tests.
    pub fn wanted() -> Self {
        Extras { description: cfg!(any(feature = "describe", test)), inspection: cfg!(any(feature = "inspect", test)) }
    }
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
    source: &Source,
    extras: Extras,
) -> TokenStream {
    let names = Names::new(program);
    Emission { program, keisan, source, extras, names, compiled: Some(forward), prediction }.items()
}

/// What the guide shows of a graph.
#[cfg(test)]
pub struct Documented {
    /// An element of HTML.
    pub picture: String,
    pub equations: Vec<description::Equation>,
}

/// A graph's picture and equations.
#[cfg(test)]
pub fn documented(program: &Program, joint: &Joint, plan: &Plan) -> Documented {
    let (names, source) = (Names::new(program), Source::default());
    let compiled = Compiled { joint, plan };
    let keisan = quote!(keisan);
    let (extras, compiled_too) = (Extras::wanted(), Some(compiled));
    let emission =
        Emission { program, keisan, source: &source, extras, names, compiled: compiled_too, prediction: None };
    let description::Described { nodes, equations } = emission.described(compiled);
    let picture = picture::html(emission.picture(&nodes)).unwrap_or_default();
    Documented { picture, equations }
}

/// The errors, and items of the same names and types without code, so that what uses them gives no further errors.
pub fn stand_in(
    program: &Program,
    errors: Errors,
    keisan: TokenStream,
    source: &Source,
    extras: Extras,
) -> TokenStream {
    let errors = errors.into_tokens();
    let names = Names::new(program);
    let items = Emission { program, keisan, source, extras, names, compiled: None, prediction: None }.items();
    quote! { #errors #items }
}

impl Emission<'_> {
    fn items(&self) -> TokenStream {
        let is_shown = |compiled: &Compiled<'_>| self.extras.description || rustdoc::is_shown(*compiled);
        let described = self.compiled.filter(is_shown).map(|compiled| self.described(compiled));
        let constants = self.constants();
        let assumptions = self.assumptions();
        let parameters = self.parameters();
        let inputs = self.inputs();
        let workspace = self.workspace(described.as_ref());
        let pass = self.pass();
        let traits = self.traits();
        let description = self.description(described.as_ref());
        let inspection = self.inspection();
        let editor = self.editor();
        quote! {
            #constants #assumptions #parameters #inputs #workspace #pass #traits #description #inspection #editor
        }
    }

    /// The dimensions of the graph that rustc has to evaluate: the user's constants, each mentioned once, and what is
    /// computed of them.
    fn constants(&self) -> TokenStream {
        let program = self.program;
        let mut used: BTreeMap<Dim, Range> = BTreeMap::new();
        let mut plain: BTreeSet<Dim> = BTreeSet::new();
        for (dim, at) in &program.dimensions {
            used.entry(dim.clone()).or_insert(*at);
        }
        let compiled = [self.compiled, self.prediction].into_iter().flatten();
        let graphs = compiled.map(|compiled| &compiled.joint.graph).chain([&program.graph]);
        let nodes = graphs.flat_map(|graph| graph.ids().map(|id| graph.node(id)));
        let of_nodes = nodes.flat_map(|node| {
            let Shape { rows, columns } = &node.shape;
            let sizes = match &node.kind {
                Kind::Apply { attributes, .. } => attributes.as_slice(),
                Kind::Leaf(_) | Kind::Constant(_) | Kind::Foreign(_) => &[],
            };
            [rows, columns]
                .into_iter()
                .chain(sizes.iter().filter_map(Argument::size))
                .map(|dim| (dim.clone(), node.origin.at))
        });
        let of_assumptions = program
            .assumptions
            .iter()
            .flat_map(|assumption| [&assumption.left, &assumption.right].map(|dim| (dim.clone(), assumption.at)));
        let buffers = self.compiled.map_or(&[][..], |compiled| &compiled.plan.buffers);
        let of_buffers = buffers.iter().flat_map(|buffer| {
            let Shape { rows, columns } = &buffer.shape;
            [rows, columns].map(|dim| (dim.clone(), Range::token(program.name.span())))
        });
        for (dim, at) in of_nodes.chain(of_assumptions).chain(of_buffers).filter(|(dim, _)| dim.is_open()) {
            plain.insert(dim.clone());
            used.entry(dim).or_insert(at);
        }
        let parts: Vec<(Dim, Range)> =
            used.iter().flat_map(|(dim, at)| dim.parts().into_iter().map(|part| (part, *at))).collect();
        for (part, at) in parts {
            used.entry(part).or_insert(at);
        }
        let docs = doc(&format!("A dimension of [`{}`].", self.names.graph));
        let constants = program.constants.iter().filter(|constant| used.contains_key(&constant.dim)).map(|constant| {
            let (alias, path) = (&constant.dim, &constant.path);
            let assertion = plain.contains(alias).then(|| alias.declaration(&docs, constant.at.first));
            quote!(#docs const #alias: usize = #path; #assertion)
        });
        let computed = used.iter().filter(|(dim, _)| matches!(dim, Dim::Computed(_)));
        let computed = computed.map(|(dim, at)| dim.declaration(&docs, at.first));
        quote!(#(#constants)* #(#computed)*)
    }

    /// What the shapes require of constants that the macro could not evaluate.
    fn assumptions(&self) -> TokenStream {
        if self.compiled.is_none() {
            return TokenStream::new();
        }
        let assertions = self.program.assumptions.iter().map(|assumption| {
            let (condition, message) = (assumption.condition(), &assumption.message);
            let at = Span::call_site().located_at(pointer(assumption.at.first));
            quote_spanned! {at=> const _: () = ::core::assert!(#condition, #message); }
        });
        quote! { #(#assertions)* }
    }
}
