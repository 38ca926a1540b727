//! A user's own Rust functions: a function for each, which is where their types are written down and checked, and the
//! names by which steps call it.

use std::collections::BTreeSet;

use proc_macro2::{Ident, Span, TokenStream};
use quote::{format_ident, quote, quote_spanned};

use super::Emission;
use super::docs::doc;
use super::steps::Function;
use crate::graph::Kind;
use crate::graph::foreign::{Foreign, ForeignDeclaration, Part, Path};

impl Emission<'_> {
    /// What a step calls: `Self::extern_clip`.
    pub fn foreign(&self, call: &Foreign, function: Function) -> TokenStream {
        let name = self.foreign_name(call.function, call.part);
        match function {
            Function::Forward | Function::Predict | Function::Descend | Function::Fused => quote!(Self::#name),
            Function::Backward | Function::Inspect => {
                let (graph, used) = (&self.names.graph, self.generics(false).used);
                if used.is_empty() { quote!(#graph::#name) } else { quote!(#graph::#used::#name) }
            }
        }
    }

    fn foreign_name(&self, function: usize, part: Part) -> Ident {
        let declaration = &self.program.foreigns[function];
        match part {
            Part::Forward => format_ident!("extern_{}", declaration.name, span = Span::call_site()),
            Part::Adjoint(index) => {
                format_ident!("extern_{}_d_{}", declaration.name, declaration.operands[index], span = Span::call_site())
            }
        }
    }

    /// A function for each, those included that no step calls: if the user's has other types, rustc says so here, once, at
    /// its path.
    pub fn foreigns(&self) -> TokenStream {
        let compiled = [self.compiled, self.prediction].into_iter().flatten();
        let nodes =
            compiled.flat_map(|compiled| compiled.joint.graph.ids().map(move |id| compiled.joint.graph.node(id)));
        let called: BTreeSet<(usize, Option<usize>)> = nodes
            .filter_map(|node| match &node.kind {
                Kind::Foreign(Foreign { function, part: Part::Forward, .. }) => Some((*function, None)),
                Kind::Foreign(Foreign { function, part: Part::Adjoint(index), .. }) => Some((*function, Some(*index))),
                _ => None,
            })
            .collect();
        if self.compiled.is_none() {
            return TokenStream::new();
        }
        let parts = self.program.foreigns.iter().enumerate().flat_map(|(function, declaration)| {
            let adjoints = (0..declaration.backward.len()).map(Some);
            std::iter::once(None).chain(adjoints).map(move |adjoint| (function, adjoint))
        });
        let functions = parts
            .map(|(function, adjoint)| self.foreign_function(function, adjoint, called.contains(&(function, adjoint))));
        quote!(#(#functions)*)
    }

    fn foreign_function(&self, function: usize, adjoint: Option<usize>, is_called: bool) -> TokenStream {
        let declaration = &self.program.foreigns[function];
        let ForeignDeclaration { name, sizes, operands, shapes, result, forward, backward } = declaration;
        let part = adjoint.map_or(Part::Forward, Part::Adjoint);
        let path = match adjoint {
            None => Some(forward),
            Some(index) => backward.get(index).and_then(Option::as_ref),
        };
        let Some(Path { tokens: path, text, at }) = path else { return TokenStream::new() };
        let types: Vec<TokenStream> = shapes.iter().map(|shape| self.matrix(shape)).collect();
        let result_type = self.matrix(result);
        // Under the user's names, unless one is that of what follows them.
        let arguments: Vec<Ident> = operands
            .iter()
            .map(|operand| match operand.to_string().as_str() {
                "out" | "result" | "d_result" => format_ident!("{operand}_", span = Span::call_site()),
                _ => format_ident!("{operand}", span = Span::call_site()),
            })
            .collect();
        let (docs, further, out) = match adjoint {
            None => (format!("`{name}`: `{text}` writes the result."), None, result_type),
            Some(index) => {
                let operand = &operands[index];
                let docs = format!(
                    "`{name}`: `{text}` writes the adjoint of `{operand}`, given the operands, the result and the result's adjoint."
                );
                (docs, Some(quote!(result: &#result_type, d_result: &#result_type,)), types[index].clone())
            }
        };
        let docs = doc(&docs);
        let allowed = (!is_called).then(|| quote!(#[allow(dead_code)]));
        let function = self.foreign_name(function, part);
        let generics = (!sizes.is_empty()).then(|| quote!(<#(const #sizes: usize),*>));
        // All of the call shows itself at the path, so that what is wrong with its types is said there.
        let at = Span::call_site().located_at(at.first);
        let arguments_there =
            arguments.iter().map(|argument| Ident::new(&argument.to_string(), at)).collect::<Vec<_>>();
        let handed_on = further.is_some().then(|| {
            let (result, d_result) = (Ident::new("result", at), Ident::new("d_result", at));
            quote_spanned!(at=> #result, #d_result,)
        });
        let out_there = Ident::new("out", at);
        let call = quote_spanned!(at=> (#(#arguments_there,)* #handed_on #out_there));
        quote! {
            #docs
            #allowed
            #[inline]
            fn #function #generics(#(#arguments: &#types,)* #further out: &mut #out) {
                #path #call;
            }
        }
    }
}
