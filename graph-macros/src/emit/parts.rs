//! Long functions, divided.
//!
//! Whether a closure can be called as its loop wants it is what rustc finds out last in a function, and until then it asks again at
//! each expression: a function of a thousand loops is checked as slowly as thirty of a hundred. And nobody reads one.

use proc_macro2::{Ident, TokenStream};
use quote::{ToTokens as _, format_ident, quote};

use super::steps::{Block, Function, mentions};
use super::{Compiled, Emission};
use crate::plan::Step;

/// A function with more statements is divided.
pub const MOST_STATEMENTS: usize = 128;

/// What a function has that its parts may need.
pub struct Argument {
    /// How statements mention it.
    pub word: String,
    /// `name: type`
    pub declared: TokenStream,
    /// What the function hands to a part.
    pub given: TokenStream,
}

impl Argument {
    /// An argument that the function hands on as it is.
    pub fn new(name: &Ident, of_type: &TokenStream) -> Self {
        Argument { word: name.to_string(), declared: quote!(#name: #of_type), given: quote!(#name) }
    }

    /// An argument that all graphs' functions call so.
    pub fn named(name: &str, of_type: &TokenStream) -> Self {
        Argument::new(&format_ident!("{name}"), of_type)
    }

    /// The same, lent.
    pub fn lent(self) -> Self {
        let given = self.given;
        Argument { given: quote!(&mut #given), ..self }
    }
}

/// What a function does: all of it, or calls of its parts.
#[derive(Default)]
pub struct Divided {
    pub imports: TokenStream,
    pub statements: TokenStream,
    /// The parts, beside the function.
    pub methods: TokenStream,
    /// The function's attribute.
    pub attribute: TokenStream,
}

impl Emission<'_> {
    /// The statements for some steps, in as many blocks as the function needs parts; always one or more.
    pub fn blocks(&self, compiled: Compiled<'_>, function: Function, steps: &[&Step]) -> Vec<Block> {
        if steps.len() <= MOST_STATEMENTS {
            return vec![self.block(compiled, function, steps.iter().copied())];
        }
        steps.chunks(MOST_STATEMENTS).map(|steps| self.block(compiled, function, steps.iter().copied())).collect()
    }

    /// A function's statements, each part behind what it begins with.
    pub fn divided(
        &self,
        name: &str,
        generics: &TokenStream,
        arguments: &[Argument],
        blocks: &[Block],
        beginning: impl Fn(&Block) -> TokenStream,
    ) -> Divided {
        let body = |block: &Block, beginning: &TokenStream| {
            let statements = &block.statements;
            quote!(#beginning #(#statements)*)
        };
        if let [block] = blocks {
            return Divided {
                imports: block.imports(&self.keisan),
                statements: body(block, &beginning(block)),
                methods: TokenStream::new(),
                attribute: block.attribute(),
            };
        }
        let (mut statements, mut methods) = (TokenStream::new(), TokenStream::new());
        for (number, block) in (1..).zip(blocks) {
            let part = format_ident!("{name}_part_{number}");
            let beginning = beginning(block);
            let (attribute, imports, body) = (block.attribute(), block.imports(&self.keisan), body(block, &beginning));
            let is_mentioned = |argument: &&Argument| {
                let mut parts = block.statements.iter().chain([&beginning]);
                parts.any(|part| mentions(part, &argument.word))
            };
            let arguments = arguments.iter().filter(is_mentioned);
            let (declared, given): (Vec<_>, Vec<_>) =
                arguments.map(|argument| (&argument.declared, &argument.given)).unzip();
            // A parameter of its own type would be unused.
            let generics =
                declared.iter().any(|declared| mentions(&declared.to_token_stream(), "Optimizer")).then_some(generics);
            let docs = super::docs::doc(&format!("Part {number} of `{name}`."));
            methods.extend(quote! {
                #docs
                #attribute
                fn #part #generics(&mut self #(, #declared)*) {
                    #imports
                    #body
                }
            });
            statements.extend(quote!(self.#part(#(#given),*);));
        }
        Divided { imports: TokenStream::new(), statements, methods, attribute: TokenStream::new() }
    }
}
