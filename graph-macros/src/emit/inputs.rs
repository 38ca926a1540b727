//! `NameInputs` and, for a graph without a loss, `NameAdjoints`: what the caller hands in, borrowed.

use proc_macro2::{Ident, TokenStream};
use quote::quote;

use super::Emission;
use super::docs::{doc, doc_after};
use super::types::Generics;
use crate::graph::program::InputDeclaration;
use crate::graph::shape::Shape;
use crate::parse::syntax::InputRole;

impl Emission<'_> {
    pub fn inputs(&self) -> TokenStream {
        let inputs = self.inputs_struct();
        let adjoints = if self.takes_adjoints() { self.adjoints_struct() } else { TokenStream::new() };
        quote! { #inputs #adjoints }
    }

    fn inputs_struct(&self) -> TokenStream {
        if !self.has_inputs() {
            return TokenStream::new();
        }
        let docs = doc(&format!("What [`{0}::forward`] computes from, borrowed.", self.names.graph));
        let fields = self.program.inputs.iter().map(|input| {
            let role = match input.role {
                InputRole::Input => "",
                InputRole::Target => ", a target: only the loss uses it",
                InputRole::Labels => ": the class of each row",
                InputRole::Hyper => ": a number, without a gradient",
            };
            let docs = doc_after(&input.docs, &format!("`{}`{role}.", input.written()));
            let (name, input_type) = (&input.name, self.input_type(input, &quote!('a)));
            quote! { #docs pub #name: #input_type }
        });
        let is_taken = self.program.inputs.iter().any(|input| input.name == "seed");
        let seed = (self.program.has_masks() && !is_taken).then(|| {
            let docs =
                doc("From equal seeds equal elements are dropped: a new one for each step, from any random source.");
            quote!(#docs pub seed: u64)
        });
        let (visibility, name, declared) =
            (&self.program.visibility, &self.names.inputs, self.inputs_generics(&quote!('a)).declared);
        let is_taken = self.program.inputs.iter().any(|input| input.name == "state");
        let state = (!self.program.states.is_empty() && !is_taken).then(|| {
            let docs = doc(&format!("The state before the pass; [`{}::update`] carries it on.", self.names.graph));
            let state = self.state_type();
            quote!(#docs pub state: &'a #state)
        });
        let fields = fields.chain(seed).chain(state);
        quote! {
            #docs
            #[derive(Clone, Copy, Debug)]
            #visibility struct #name #declared { #(#fields,)* }
        }
    }

    /// The type of what the caller hands in for an input: a reference, or a number.
    pub fn input_type(&self, input: &InputDeclaration, lifetime: &TokenStream) -> TokenStream {
        let (keisan, Shape { rows, columns }) = (&self.keisan, &input.shape);
        match input.role {
            InputRole::Input | InputRole::Target => {
                let matrix = self.matrix(&input.shape);
                quote!(&#lifetime #matrix)
            }
            InputRole::Labels => quote!(&#lifetime #keisan::Labels<#rows, #columns>),
            InputRole::Hyper => self.scalar(),
        }
    }

    /// `DigitsInputs<'a, B>`, without what no input mentions.
    pub fn inputs_type(&self, lifetime: &TokenStream) -> TokenStream {
        let (name, generics) = (&self.names.inputs, self.inputs_generics(lifetime).used);
        quote!(#name #generics)
    }

    fn inputs_generics(&self, lifetime: &TokenStream) -> Generics {
        let any = |holds: fn(InputRole) -> bool| self.program.inputs.iter().any(|input| holds(input.role));
        let has_state = !self.program.states.is_empty();
        let borrows = has_state || any(|role| role != InputRole::Hyper);
        let has_numbers = has_state || any(|role| role != InputRole::Labels);
        self.generics_of(borrows.then_some(lifetime), has_numbers, &self.program.sizes)
    }

    /// Whether the forward pass is given anything but the parameters.
    pub fn has_inputs(&self) -> bool {
        !self.program.inputs.is_empty() || self.program.has_masks() || !self.program.states.is_empty()
    }

    fn adjoints_struct(&self) -> TokenStream {
        let docs = doc(&format!(
            "The adjoints from which [`{}::backward`] starts: the derivative of whatever is to be minimised with respect to each output.",
            self.names.pass
        ));
        let fields = self.program.outputs.iter().filter_map(|output| {
            let shape = self.program.graph.shape(output.node?);
            let docs = doc(&format!("The adjoint of `{}`, `{shape}`.", output.name));
            Some(self.borrowed_field(&output.name, shape, &docs))
        });
        self.borrowing_struct(&self.names.adjoints, &docs, fields)
    }

    pub fn borrowed_field(&self, name: &Ident, shape: &Shape, docs: &TokenStream) -> TokenStream {
        let matrix = self.matrix(shape);
        quote! { #docs pub #name: &'a #matrix }
    }

    /// A struct of references, which is copied like one.
    pub fn borrowing_struct(
        &self,
        name: &Ident,
        docs: &TokenStream,
        fields: impl Iterator<Item = TokenStream>,
    ) -> TokenStream {
        let (visibility, declared, scalar) = (&self.program.visibility, self.generics(true).declared, self.scalar());
        let mut fields = fields.peekable();
        // After mistakes nothing may be left that mentions the lifetime.
        let marker = fields.peek().is_none().then(|| quote!(none: ::core::marker::PhantomData<&'a #scalar>,));
        quote! {
            #docs
            #[derive(Clone, Copy, Debug)]
            #visibility struct #name #declared { #(#fields,)* #marker }
        }
    }

    /// Whether the backward pass starts from adjoints that the caller hands in.
    pub fn takes_adjoints(&self) -> bool {
        self.program.loss.is_none() && self.has_backward()
    }

    /// Whether any gradient is asked for.
    pub fn has_backward(&self) -> bool {
        !self.program.wanted().is_empty() && (self.program.loss.is_some() || !self.program.outputs.is_empty())
    }
}
