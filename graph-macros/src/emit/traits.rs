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
        let (inputs_type, forward) = if self.has_inputs() {
            let inputs = self.inputs_type(&quote!('_));
            (quote!(inputs: #inputs), quote!(self.forward(params, inputs)))
        } else {
            (quote!((): ()), quote!(self.forward(params)))
        };
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
            }
        }
    }
}
