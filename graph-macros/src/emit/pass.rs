//! `NamePass`: the results of a forward pass, and `backward`.

use proc_macro2::TokenStream;
use quote::quote;

use super::docs::{doc, doc_after};
use super::parts::{Argument, Divided};
use super::steps::{Block, Function};
use super::{Compiled, Emission};
use crate::plan::{Place, Step};

impl Emission<'_> {
    pub fn pass(&self) -> TokenStream {
        let structure = self.pass_struct();
        let results = self.results();
        let backward = if self.has_backward() { self.backward() } else { TokenStream::new() };
        quote! { #structure #results #backward }
    }

    /// The generics of the pass: `<'a, T, B>`.
    pub fn pass_generics(&self) -> TokenStream {
        self.generics(true).used
    }

    fn pass_struct(&self) -> TokenStream {
        let (name, visibility, declared) = (&self.names.pass, &self.program.visibility, self.generics(true).declared);
        let (graph, used) = (&self.names.graph, self.generics(false).used);
        let parameters = self.parameters_type();
        let inputs = (self.has_inputs()).then(|| {
            let inputs = self.inputs_type(&quote!('a));
            quote!(inputs: #inputs,)
        });
        let docs = doc(&format!(
            "A forward pass of [`{graph}`]: its results, and what its backward pass needs.\n\nAs long as it lives, neither the workspace nor the parameters \
             nor the inputs can change."
        ));
        quote! {
            #docs
            #[must_use = "a pass holds the results of the forward pass"]
            #visibility struct #name #declared {
                tape: &'a mut #graph #used,
                params: &'a #parameters,
                #inputs
            }
        }
    }

    fn results(&self) -> TokenStream {
        let (name, generics) = (&self.names.pass, self.generics(true));
        let (bounded, used) = (&generics.bounded, &generics.used);
        let loss = self.program.loss.as_ref().map(|loss| {
            let scalar = self.scalar();
            let docs = doc_after(&loss.docs, "The loss.");
            let value = self.compiled.map_or_else(TokenStream::new, |compiled| {
                let place = compiled.joint.loss.map(|loss| self.result_place(compiled, loss, Function::Forward));
                quote!(#place.as_slice()[0])
            });
            let (body, function) = (self.body(value), self.function("loss"));
            quote! {
                #docs
                #[must_use]
                pub fn #function(&self) -> #scalar {
                    #body
                }
            }
        });
        let outputs = self.program.outputs.iter().enumerate().map(|(index, output)| {
            let (name, output_type) = (&output.name, self.output_type(output, &TokenStream::new()));
            let shape = output
                .node
                .map_or_else(String::new, |node| format!("Output `{name}`, `{}`.", self.program.graph.shape(node)));
            let docs = doc_after(&output.docs, &shape);
            let body = self.compiled.map_or_else(TokenStream::new, |compiled| {
                self.result_reference(compiled, compiled.joint.outputs[index], Function::Forward)
            });
            let body = self.body(body);
            quote! {
                #docs
                #[must_use]
                pub fn #name(&self) -> #output_type {
                    #body
                }
            }
        });
        quote! {
            impl #bounded #name #used {
                #loss

                #(#outputs)*
            }
        }
    }

    fn backward(&self) -> TokenStream {
        let keisan = &self.keisan;
        let (name, generics) = (&self.names.pass, self.generics(true));
        let (bounded, used) = (&generics.bounded, &generics.used);
        let parameters = self.parameters_type();
        let (adjoints, hand_on) = if self.takes_adjoints() {
            let (adjoints, generics) = (&self.names.adjoints, self.generics_with_anonymous_lifetime());
            (quote!(adjoints: #adjoints #generics,), quote!(adjoints,))
        } else {
            (TokenStream::new(), TokenStream::new())
        };
        let structure = self.input_gradients_struct();
        let result = (!structure.is_empty()).then(|| {
            let name = &self.names.input_gradients;
            quote!(-> #name #used)
        });
        let Divided { imports, statements, methods, attribute } =
            self.compiled.map_or_else(Divided::default, |compiled| self.backward_statements(compiled));
        let body = self.body(quote!(#imports #statements));
        let own = if methods.is_empty() { quote!(self) } else { quote!(mut self) };
        let (backward, backward_add, quiet) = (self.function("backward"), self.function("backward_add"), self.quiet());
        let receiver = self.function("self");
        let scalar = self.scalar();
        let start = if self.program.loss.is_some() { "loss" } else { "outputs' adjoints" };
        let docs = doc(&format!(
            "The backward pass: writes the gradient of the {start} with respect to every parameter into `grads`."
        ));
        let docs_add = doc(&format!(
            "The backward pass: adds the gradient of the {start} with respect to every parameter to what `grads` holds."
        ));
        quote! {
            #structure

            impl #bounded #name #used {
                #docs
                pub fn #backward(#receiver, #adjoints grads: &mut #parameters) #result {
                    self.backpropagate(#hand_on grads, #keisan::kernels::Store::Set)
                }

                #docs_add
                pub fn #backward_add(#receiver, #adjoints grads: &mut #parameters) #result {
                    self.backpropagate(#hand_on grads, #keisan::kernels::Store::Add)
                }

                #attribute
                #quiet
                fn backpropagate(
                    #own,
                    #adjoints
                    grads: &mut #parameters,
                    store: #keisan::kernels::Store<#scalar>,
                ) #result {
                    #body
                }

                #methods
            }
        }
    }

    fn backward_statements(&self, compiled: Compiled<'_>) -> Divided {
        let steps: Vec<&Step> = compiled.plan.backward.iter().collect();
        let blocks = self.blocks(compiled, Function::Backward, &steps);
        let (keisan, parameters, scalar) = (&self.keisan, self.parameters_type(), self.scalar());
        let mut arguments = vec![
            Argument::named("grads", &quote!(&mut #parameters)),
            Argument::named("store", &quote!(#keisan::kernels::Store<#scalar>)),
        ];
        if self.takes_adjoints() {
            let (adjoints, generics) = (&self.names.adjoints, self.generics_with_anonymous_lifetime());
            arguments.push(Argument::named("adjoints", &quote!(#adjoints #generics)));
        }
        let beginning = |block: &Block| {
            let inputs = (block.uses_inputs).then(|| quote!(inputs,));
            let parameters = (block.uses_parameters).then(|| quote!(params,));
            let names_all = block.uses_parameters && (block.uses_inputs || !self.has_inputs());
            let rest = (!names_all).then(|| quote!(..));
            quote!(let Self { tape, #parameters #inputs #rest } = self;)
        };
        let mut divided = self.divided("backpropagate", &TokenStream::new(), &arguments, &blocks, beginning);
        let input_gradients: Vec<TokenStream> = compiled
            .plan
            .input_gradients
            .iter()
            .filter_map(|&(input, place)| match place {
                Place::Slot(slot) => {
                    let name = &self.program.inputs[input].name;
                    let value = self.slot_reference(compiled, &quote!(tape), slot);
                    Some(quote!(#name: #value))
                }
                Place::Outside(_) | Place::Gradient(_) => None,
            })
            .collect();
        let result = (!input_gradients.is_empty()).then(|| {
            let name = &self.names.input_gradients;
            quote!(#name { #(#input_gradients),* })
        });
        if result.is_some() && !divided.methods.is_empty() {
            divided.statements.extend(quote!(let Self { tape, .. } = self;));
        }
        divided.statements.extend(result);
        divided
    }

    /// The gradients of inputs marked `#[grad]`; nothing for a graph without one.
    fn input_gradients_struct(&self) -> TokenStream {
        let mut wanted = self.program.inputs.iter().filter(|input| input.wants_gradient).peekable();
        if wanted.peek().is_none() {
            return TokenStream::new();
        }
        let docs = doc("The gradients with respect to the inputs marked `#[grad]`, in the workspace.");
        let fields = wanted.map(|input| {
            let docs = doc(&format!("The gradient with respect to `{}`, `{}`.", input.name, input.shape));
            self.borrowed_field(&input.name, &input.shape, &docs)
        });
        self.borrowing_struct(&self.names.input_gradients, &docs, fields)
    }

    /// `<'_, T, B>`.
    pub fn generics_with_anonymous_lifetime(&self) -> TokenStream {
        let scalar = self.program.scalar.as_ref().map(|scalar| quote!(#scalar,));
        let sizes = &self.program.sizes;
        quote!(<'_, #scalar #(#sizes),*>)
    }
}
