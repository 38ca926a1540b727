//! The implementations of `keisan::Graph` and `keisan::LossGraph`, against which a training loop is written once for
//! any graph.

use proc_macro2::TokenStream;
use quote::quote;

use super::Emission;

impl Emission<'_> {
    pub fn traits(&self) -> TokenStream {
        let keisan = &self.keisan;
        let (name, generics, scalar) = (&self.names.graph, self.generics(false), self.scalar());
        let (bounded, used) = (&generics.bounded, &generics.used);
        let parameters = self.parameters_type();
        let inputs = if self.has_inputs() { self.inputs_type(&quote!('a)) } else { quote!(()) };
        let costs = self.costs();
        let loss =
            if self.program.loss.is_some() && self.has_backward() { self.loss_graph() } else { TokenStream::new() };
        quote! {
            impl #bounded #keisan::Graph for #name #used {
                type Scalar = #scalar;
                type Parameters = #parameters;
                type Inputs<'a> = #inputs;

                #costs
            }

            #loss
        }
    }

    fn loss_graph(&self) -> TokenStream {
        let keisan = &self.keisan;
        let (name, generics, scalar) = (&self.names.graph, self.generics(false), self.scalar());
        let (bounded, used) = (&generics.bounded, &generics.used);
        let parameters = self.parameters_type();
        let (inputs_type, inputs) = if self.has_inputs() {
            let inputs = self.inputs_type(&quote!('_));
            (quote!(inputs: #inputs), quote!(, inputs))
        } else {
            (quote!((): ()), TokenStream::new())
        };
        let forward = quote!(self.forward(params #inputs));
        // Without parameters there is nothing to move.
        let descent = if self.can_descend() {
            (quote!(learning_rate: #scalar), quote!(self.sgd_step(params #inputs, learning_rate)))
        } else {
            (quote!(_: #scalar), quote!(#forward.loss()))
        };
        let (learning_rate, descent) = descent;
        quote! {
            impl #bounded #keisan::LossGraph for #name #used {
                fn loss(&mut self, params: &#parameters, #inputs_type) -> #scalar {
                    #forward.loss()
                }

                fn gradients(&mut self, params: &#parameters, #inputs_type, grads: &mut #parameters) -> #scalar {
                    let pass = #forward;
                    let loss = pass.loss();
                    pass.backward(grads);
                    loss
                }

                fn gradients_add(&mut self, params: &#parameters, #inputs_type, grads: &mut #parameters) -> #scalar {
                    let pass = #forward;
                    let loss = pass.loss();
                    pass.backward_add(grads);
                    loss
                }

                fn sgd_step(&mut self, params: &mut #parameters, #inputs_type, #learning_rate) -> #scalar {
                    #descent
                }
            }
        }
    }
}
