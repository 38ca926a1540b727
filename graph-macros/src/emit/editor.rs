//! What the user's names are tied to in an editor: hovering, going to a definition and renaming work on tokens, and most
//! uses of a name leave no token in the generated code.
//!
//! The item is there for editors alone: `__for_editors!` drops it unless rust-analyzer expands it, so it costs a compilation nothing.
//! Inputs and parameters are tied to the fields of the items that the user sees, so that they are renamed in the rest of the crate
//! too; values get a struct of their own.

use std::collections::HashSet;

use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};

use super::Emission;
use super::docs::{doc, doc_after};
use crate::graph::mention::{DefinitionName, Mention};
use crate::graph::shape::Shape;
use crate::parse::syntax::DefinitionKind;

impl Emission<'_> {
    pub fn editor(&self) -> TokenStream {
        let keisan = &self.keisan;
        let name = format_ident!("{}Values", self.names.graph);
        let values = self.values_struct(&name);
        let definitions = self.program.definitions.iter().map(|DefinitionName { kind, docs, name }| match kind {
            DefinitionKind::Function => quote!(#(#docs)* fn #name() {}),
            DefinitionKind::Layer => quote!(#(#docs)* struct #name;),
        });
        let statements = self.program.mentions.iter().filter_map(|mentions| self.mentioned(mentions));
        let (bounded, used) = (self.generics(false).bounded, self.generics(false).used);
        let parameters = self.parameters_type();
        let program = self.program;
        let items = [
            ("inputs", &self.names.inputs, self.has_inputs()),
            ("pass", &self.names.pass, true),
            ("outputs", &self.names.outputs, program.outputs.len() > 1),
            ("adjoints", &self.names.adjoints, self.takes_adjoints()),
        ];
        let borrowing = items.into_iter().filter(|(.., exists)| *exists).map(|(name, item, _)| {
            let (name, generics) = (format_ident!("{name}"), self.generics_with_anonymous_lifetime());
            quote!(#name: &#item #generics,)
        });
        // In a sound graph they are called by their names.
        let initialisers = program.parameters.iter().filter(|_| self.compiled.is_none()).map(|parameter| {
            let name = &parameter.initialiser.name;
            quote!(use #keisan::init::#name as _;)
        });
        let docs = doc(&format!("Where the names of [`{}`] stand, a line for each statement.", self.names.graph));
        quote! {
            #keisan::__for_editors! {
                const _: () = {
                    #(#definitions)*

                    #values

                    #docs
                    fn __names #bounded (params: &#parameters, values: &#name #used, #(#borrowing)*) {
                        #(#initialisers)*
                        #(#statements)*
                    }
                };
            }
        }
    }

    /// The values that `let` and `output` define, as fields that an editor can show.
    fn values_struct(&self, name: &Ident) -> TokenStream {
        let declared = self.generics(false).declared;
        let mut seen = HashSet::new();
        let fields = self.program.values.iter().filter(|value| seen.insert(value.name.to_string())).map(|value| {
            let name = &value.name;
            let own = self.program.value_docs.get(&name.to_string()).map_or(&[][..], Vec::as_slice);
            let (text, shape) = match value.node {
                Some(node) => {
                    let shape = self.program.graph.shape(node);
                    (format!("`{shape}`."), shape)
                }
                None => ("Its shape is not known: there is a mistake in it.".to_owned(), &Shape::SCALAR),
            };
            let (docs, matrix) = (doc_after(own, &text), self.matrix(shape));
            quote!(#docs #name: #matrix,)
        });
        let marker = self.scalar_marker();
        let docs = doc(&format!("The values of [`{}`].", self.names.graph));
        quote! {
            #docs
            struct #name #declared { #(#fields)* #marker }
        }
    }

    /// One statement's names, each in the place of what it stands for.
    fn mentioned(&self, mentions: &[Mention]) -> Option<TokenStream> {
        let keisan = &self.keisan;
        let mentions: Vec<TokenStream> = mentions
            .iter()
            .filter_map(|mention| match mention {
                Mention::Value(name) => self.stands_for(name),
                Mention::Function(name) => Some(quote!(#keisan::operations::#name)),
                Mention::Dimension(path) => Some(path.clone()),
            })
            .collect();
        match mentions.as_slice() {
            [] => None,
            [mention] => Some(quote!(_ = #mention;)),
            mentions => Some(quote!(_ = (#(#mentions),*);)),
        }
    }

    /// A value; one that is an output as well is also what hands it out, so that all of it has one name.
    fn stands_for_value(&self, name: &Ident) -> TokenStream {
        let program = self.program;
        if !program.outputs.iter().any(|output| output.name == *name) {
            return quote!(&values.#name);
        }
        let outputs = (program.outputs.len() > 1).then(|| quote!(, outputs.#name));
        let adjoints = self.takes_adjoints().then(|| quote!(, adjoints.#name));
        quote!((&values.#name, pass.#name() #outputs #adjoints))
    }

    fn stands_for(&self, name: &Ident) -> Option<TokenStream> {
        let program = self.program;
        let is_parameter =
            program.parameters.iter().any(|parameter| parameter.path.is_empty() && parameter.name == *name);
        let is_state = program.states.iter().any(|state| state.path.is_empty() && state.name == *name);
        let is_layer = program.layers.iter().any(|layer| layer.path.len() == 1 && layer.path[0] == *name);
        if program.inputs.iter().any(|input| input.name == *name) {
            Some(quote!(inputs.#name))
        } else if is_state {
            Some(quote!(&inputs.state.#name))
        } else if is_parameter || is_layer {
            Some(quote!(&params.#name))
        } else if program.values.iter().any(|value| value.name == *name) {
            Some(self.stands_for_value(name))
        } else {
            program.definitions.iter().any(|definition| definition.name == *name).then(|| quote!(#name))
        }
    }
}
