//! `NameInputs` and, for a graph without a loss, `NameAdjoints`: what the caller hands in, borrowed.

use proc_macro2::{Ident, TokenStream};
use quote::quote;

use super::Emission;
use super::docs::{doc, doc_after};
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
            };
            let docs = doc_after(&input.docs, &format!("`{}`{role}.", input.shape));
            self.borrowed_field(&input.name, &input.shape, &docs)
        });
        let is_taken = self.program.inputs.iter().any(|input| input.name == "seed");
        let seed = (self.program.has_masks() && !is_taken).then(|| {
            let docs =
                doc("From equal seeds equal elements are dropped: a new one for each step, from any random source.");
            quote!(#docs pub seed: u64)
        });
        self.borrowing_struct(&self.names.inputs, &docs, fields.chain(seed))
    }

    /// Whether the forward pass is given anything but the parameters.
    pub fn has_inputs(&self) -> bool {
        !self.program.inputs.is_empty() || self.program.has_masks()
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
