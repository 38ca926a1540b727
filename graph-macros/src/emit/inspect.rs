//! `values`: everything that a pass computes, forward and backward, by name. It is emitted where the crate `keisan` has its
//! feature `inspect`.
//!
//! The pass itself writes over what it no longer needs, and what a loop computes on its way is nowhere. So `values` computes
//! it all again, from what the pass borrows, by the same kernels and into variables of its own.

use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};

use super::docs::{doc, equation_doc};
use super::nodes::Renamed;
use super::steps::Function;
use super::{Compiled, Emission};
use crate::graph::shape::Shape;
use crate::graph::{Kind, Leaf, NodeId};
use crate::plan::{Place, Plan, Step};

/// What is in scope in the generated function beside the values.
const RESERVED: [&str; 4] = ["values", "params", "inputs", "adjoints"];

const FORWARD: &str = "Every value of the pass";
const BOTH: &str = "Every value of the pass and every adjoint";

impl Emission<'_> {
    /// The methods, in a macro that drops them where the feature is off.
    ///
    /// This crate has the feature too, so that nothing is planned in vain. It is compiled once for all that a build makes,
    /// build scripts among it, and may have the feature where a `keisan` has not: hence the macro.
    pub fn inspection(&self) -> TokenStream {
        if !self.extras.inspection {
            return TokenStream::new();
        }
        let plan: Option<Plan> = self.compiled.map(|Compiled { joint, plan }| plan.inspected(joint));
        let compiled = self.compiled.zip(plan.as_ref()).map(|(Compiled { joint, .. }, plan)| Compiled { joint, plan });
        let keisan = &self.keisan;
        let (name, generics) = (&self.names.pass, self.generics(true));
        let (bounded, used) = (&generics.bounded, &generics.used);
        let methods = if self.takes_adjoints() {
            let forward = self.inspecting("values", FORWARD, "", compiled, false);
            let started = "\n\nThe backward pass starts from the given adjoints of the outputs.";
            let both = self.inspecting("values_with", BOTH, started, compiled, true);
            quote!(#forward #both)
        } else {
            let what = if self.has_backward() { BOTH } else { FORWARD };
            self.inspecting("values", what, "", compiled, self.has_backward())
        };
        quote! {
            #keisan::__with_inspect! {
                impl #bounded #name #used {
                    #methods
                }
            }
        }
    }

    fn inspecting(
        &self,
        name: &str,
        what: &str,
        more: &str,
        compiled: Option<Compiled<'_>>,
        is_backward: bool,
    ) -> TokenStream {
        let (keisan, scalar) = (&self.keisan, self.scalar());
        let adjoints = (is_backward && self.takes_adjoints()).then(|| {
            let (adjoints, generics) = (&self.names.adjoints, self.generics_with_anonymous_lifetime());
            quote!(, adjoints: #adjoints #generics)
        });
        let mut attribute = TokenStream::new();
        let statements = compiled.map_or_else(TokenStream::new, |compiled| {
            let plan = compiled.plan;
            let steps: Vec<&Step> = plan.forward.iter().chain(plan.backward.iter().filter(|_| is_backward)).collect();
            let block = self.block(compiled, Function::Inspect, steps.iter().copied());
            attribute = block.attribute();
            let (imports, bindings) = (block.imports(keisan), self.inspected_bindings());
            let (graph, generics) = (&self.names.graph, self.generics(false).used);
            let graph = if generics.is_empty() { quote!(#graph) } else { quote!(#graph::#generics) };
            let given = self.given(compiled, is_backward);
            let kept = steps.iter().zip(&block.statements).map(|(step, call)| self.kept(compiled, step, call));
            let aliases = self.aliases(compiled, is_backward);
            quote! {
                use #keisan::inspect;
                #imports
                #bindings
                let mut values = inspect::Values::new(#graph::GRAPH, ::core::file!());
                #given
                #(#kept)*
                #aliases
                values
            }
        });
        let docs = doc(&format!(
            "{what}, by name, computed again: what the pass itself has is written over, or is never stored.{more}"
        ));
        let is_taken = self.program.outputs.iter().any(|output| output.name == name);
        let function = self.function(&if is_taken { format!("{name}_") } else { name.to_owned() });
        let (body, quiet) = (self.body(statements), self.quiet());
        quote! {
            #docs
            #attribute
            #quiet
            #[must_use]
            pub fn #function(&self #adjoints) -> #keisan::inspect::Values<#scalar> {
                #body
            }
        }
    }

    /// What the pass borrows, under the names that steps know.
    fn inspected_bindings(&self) -> TokenStream {
        let params = (!self.program.parameters.is_empty()).then(|| quote!(let params = self.params;));
        let inputs = self.has_inputs().then(|| quote!(let inputs = &self.inputs;));
        quote!(#params #inputs)
    }

    /// What nobody computes: inputs, parameters, states and the adjoints that are handed in.
    fn given(&self, compiled: Compiled<'_>, is_backward: bool) -> TokenStream {
        let graph = &compiled.joint.graph;
        let roots: Vec<NodeId> =
            if is_backward { compiled.joint.roots().collect() } else { compiled.joint.results().collect() };
        let live = graph.reachable(roots);
        let records = graph.ids().filter(|id| live[id.index()]).filter_map(|id| {
            let Kind::Leaf(leaf) = graph.node(id).kind else { return None };
            let name = match leaf {
                Leaf::Parameter(index) => self.program.parameters[index].title(),
                Leaf::State(index) => self.program.states[index].title(),
                _ => compiled.plan.names[id.index()].clone(),
            };
            match leaf {
                Leaf::Input(index) => {
                    let field = &self.program.inputs[index].name;
                    Some(quote!(values.record(#name, inputs.#field);))
                }
                Leaf::Hyper(index) => {
                    let field = &self.program.inputs[index].name;
                    Some(quote!(values.record_number(#name, inputs.#field);))
                }
                Leaf::Parameter(index) => {
                    let field = self.parameter(index);
                    Some(quote!(values.record(#name, &params.#field);))
                }
                Leaf::State(index) => {
                    let field = self.state(index);
                    Some(quote!(values.record(#name, &inputs.state.#field);))
                }
                Leaf::Adjoint(index) => {
                    let field = &self.program.outputs[index].name;
                    Some(quote!(values.record(#name, adjoints.#field);))
                }
                // Labels are no matrix, and a mask is drawn by a step.
                Leaf::Labels(_) | Leaf::Mask { .. } => None,
            }
        });
        quote!(#(#records)*)
    }

    /// A step whose value is kept: `let mut h = …; kernels::…(&mut *h, …); values.record("h", &h);`.
    fn kept(&self, compiled: Compiled<'_>, step: &Step, statement: &TokenStream) -> TokenStream {
        let Place::Slot(slot) = step.place else { return TokenStream::new() };
        let Shape { rows, columns } = &compiled.plan.slots[slot].shape;
        let (name, variable) = (&compiled.plan.slots[slot].name, Self::inspected_variable(compiled, slot));
        let equation = equation_doc(&self.equation(compiled, Function::Inspect, step));
        quote! {
            #equation
            let mut #variable = inspect::zeros::<_, #rows, #columns>();
            #statement
            values.record(#name, &#variable);
        }
    }

    /// Results and gradients that are other values: they are known by both names.
    fn aliases(&self, compiled: Compiled<'_>, is_backward: bool) -> TokenStream {
        let names = &compiled.plan.names;
        let results = self.renamed(compiled).into_iter().map(|Renamed { name, value, .. }| {
            let value = self.value_name(compiled, value);
            quote!(values.alias(#name, #value);)
        });
        let gradients = compiled.joint.gradients.iter().filter(|_| is_backward).filter_map(|gradient| {
            let (own, value) = match gradient.of {
                Leaf::Parameter(index) => (self.program.parameters[index].word(), gradient.node),
                Leaf::Input(index) => (self.program.inputs[index].name.to_string(), gradient.node),
                _ => return None,
            };
            let (own, value) = (format!("d_{own}"), &names[value.index()]);
            (*value != own && !names.contains(&own)).then(|| quote!(values.alias(#own, #value);))
        });
        quote!(#(#results)* #(#gradients)*)
    }

    /// The variable that holds a value.
    pub fn inspected_variable(compiled: Compiled<'_>, slot: usize) -> Ident {
        let mut name = compiled.plan.slots[slot].name.clone();
        while RESERVED.contains(&name.as_str())
            || name != compiled.plan.slots[slot].name && compiled.plan.names.contains(&name)
        {
            name.push('_');
        }
        format_ident!("{name}")
    }
}
