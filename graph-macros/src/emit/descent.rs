//! `sgd_step`: forward and backward pass, and each parameter takes a step down its gradient as soon as that exists.

use std::collections::HashSet;

use proc_macro2::{Ident, Literal, TokenStream};
use quote::{format_ident, quote};

use super::docs::{doc, equation_doc};
use super::steps::Function;
use super::{Compiled, Emission};
use crate::graph::{Kind, Leaf, NodeId};
use crate::plan::{Action, Place, Plan, Step, Store};

impl Emission<'_> {
    /// Whether the graph can be trained.
    pub fn can_descend(&self) -> bool {
        self.program.loss.is_some() && self.has_backward() && !self.program.parameters.is_empty()
    }

    pub fn descent(&self) -> TokenStream {
        if !self.can_descend() {
            return TokenStream::new();
        }
        let (parameters, scalar) = (self.parameters_type(), self.scalar());
        let inputs = if self.has_inputs() {
            let inputs = self.inputs_type(&quote!('_));
            quote!(inputs: #inputs,)
        } else {
            TokenStream::new()
        };
        let (attribute, statements) = self.descent_statements();
        let body = self.body(statements);
        let (function, quiet) = (self.function("sgd_step"), self.quiet());
        let docs = doc(
            "A step of gradient descent, and the loss before it: w ← w − η g for every parameter, with η = `learning_rate`.\n\nIt is `forward`, \
             `backward` and `optim::Sgd`, without memory for the gradients: each goes straight into its parameter.",
        );
        quote! {
            #docs
            #attribute
            #quiet
            pub fn #function(&mut self, params: &mut #parameters, #inputs learning_rate: #scalar) -> #scalar {
                #body
            }
        }
    }

    /// `fused_step`: the same for optimisers with a memory, which is allocated.
    pub fn fused_step(&self) -> TokenStream {
        if !self.can_descend() {
            return TokenStream::new();
        }
        let (keisan, parameters, scalar) = (&self.keisan, self.parameters_type(), self.scalar());
        let inputs = if self.has_inputs() {
            let inputs = self.inputs_type(&quote!('_));
            quote!(inputs: #inputs,)
        } else {
            TokenStream::new()
        };
        let (attribute, statements) = self.fused_statements();
        let body = self.body(statements);
        let (function, quiet) = (self.function("fused_step"), self.quiet());
        let docs = doc(
            "A step of an optimiser, and the loss before it, with memory for the gradient of one parameter at a time.\n\nIt is `forward`, `backward` and \
             the optimiser's `step`.",
        );
        quote! {
            #docs
            #attribute
            #quiet
            pub fn #function<Optimizer: #keisan::optim::ParameterWise<#parameters>>(
                &mut self,
                params: &mut #parameters,
                #inputs
                optimizer: &mut #keisan::optim::Fused<#parameters, Optimizer>,
            ) -> #scalar {
                #body
            }
        }
    }

    fn fused_statements(&self) -> (TokenStream, TokenStream) {
        let keisan = &self.keisan;
        let Some(compiled) = self.compiled else { return Default::default() };
        let plan = compiled.plan;
        let steps = plan.backward.iter().zip(needed(plan)).filter(|(_, is_needed)| *is_needed).map(|(step, _)| step);
        let mut block = self.block(compiled, Function::Fused, steps);
        let mut statements = std::mem::take(&mut block.statements);
        let mut uses_room = false;
        for (position, &(parameter, end)) in block.fused.iter().enumerate() {
            let is_last = block.fused.get(position + 1).is_none_or(|&(next, _)| next != parameter);
            if is_last && Self::kept_gradient(compiled, parameter).is_none() {
                uses_room = true;
                let (name, gradient) = (self.parameter(parameter), self.gradient_name(compiled, parameter));
                let index = Literal::usize_unsuffixed(parameter);
                statements[end - 1]
                    .extend(quote!(optimizer.update(#index, params.#name.as_mut_slice(), #gradient.as_slice());));
            }
        }
        let kept = plan.kept_gradients.iter().filter(|(parameter, _)| !self.program.parameters[*parameter].frozen);
        let kept: Vec<TokenStream> = kept
            .map(|&(parameter, slot)| {
                let (name, index) = (self.parameter(parameter), Literal::usize_unsuffixed(parameter));
                let storage = Self::storage(compiled, Function::Fused, slot);
                let value = Self::reused(compiled, slot, &storage, false, &mut block);
                quote!(optimizer.update(#index, params.#name.as_mut_slice(), (#value).as_slice());)
            })
            .collect();
        let imports = block.imports(keisan);
        let arguments = if self.has_inputs() { quote!(params, inputs) } else { quote!(params) };
        let room = if uses_room { quote!(mut room) } else { quote!(_) };
        let tape = mentions_tape(&statements, &kept).then(|| quote!(let tape = self;));
        let body = quote! {
            #imports
            let loss = self.forward(#arguments).loss();
            #tape
            let (#room, optimizer) = optimizer.begin();
            #(#statements)*
            #(#kept)*
            loss
        };
        (block.attribute(), body)
    }

    /// The variable that stands for a parameter's gradient, unlike those that stand for slots.
    pub fn gradient_name(&self, compiled: Compiled<'_>, parameter: usize) -> Ident {
        let mut name = format!("d_{}", self.program.parameters[parameter].word());
        while compiled.plan.slots.iter().any(|slot| slot.name == name) {
            name.push('_');
        }
        format_ident!("{name}")
    }

    /// The function's attribute, and its body.
    fn descent_statements(&self) -> (TokenStream, TokenStream) {
        let keisan = &self.keisan;
        let Some(compiled) = self.compiled else { return Default::default() };
        let plan = compiled.plan;
        let steps = plan.backward.iter().zip(needed(plan)).filter(|(_, is_needed)| *is_needed).map(|(step, _)| step);
        let mut block = self.block(compiled, Function::Descend, steps);
        let kept: Vec<TokenStream> = plan
            .kept_gradients
            .iter()
            .filter(|(parameter, _)| !self.program.parameters[*parameter].frozen)
            .map(|&(parameter, slot)| {
                let (name, word) = (self.parameter(parameter), self.program.parameters[parameter].word());
                let gradient = format_ident!("{}", plan.slots[slot].name);
                let storage = Self::storage(compiled, Function::Descend, slot);
                let value = Self::reused(compiled, slot, &storage, false, &mut block);
                let equation = equation_doc(&format!("{word} −= η {gradient} : {}", plan.slots[slot].shape));
                block.descends();
                quote!(#equation kernels::map(&mut params.#name, #value, step, |#gradient| #gradient);)
            })
            .collect();
        let imports = block.imports(keisan);
        let statements = &block.statements;
        let arguments = if self.has_inputs() { quote!(params, inputs) } else { quote!(params) };
        let step = block.is_descending.then(|| quote!(let step = AddScaled(-learning_rate);));
        let tape = mentions_tape(statements, &kept).then(|| quote!(let tape = self;));
        let body = quote! {
            #imports
            let loss = self.forward(#arguments).loss();
            #tape
            #step
            #(#statements)*
            #(#kept)*
            loss
        };
        (block.attribute(), body)
    }

    /// What a step adds its result to where it is a step down a gradient.
    pub fn descends(compiled: Compiled<'_>, function: Function, step: &Step) -> bool {
        let is_kept = |parameter| Self::kept_gradient(compiled, parameter).is_some();
        function == Function::Descend && matches!(step.place, Place::Gradient(parameter) if !is_kept(parameter))
    }

    /// The parameter that a step down its gradient reads too.
    pub fn own_parameter(compiled: Compiled<'_>, function: Function, step: &Step) -> Option<NodeId> {
        if !Self::descends(compiled, function, step) {
            return None;
        }
        step.reads.iter().copied().find(|read| match (&compiled.joint.graph.node(*read).kind, step.place) {
            (Kind::Leaf(Leaf::Parameter(read)), Place::Gradient(parameter)) => *read == parameter,
            _ => false,
        })
    }

    /// The slot in which a gradient waits until its parameter has been read for the last time.
    pub fn kept_gradient(compiled: Compiled<'_>, parameter: usize) -> Option<usize> {
        compiled.plan.kept_gradients.iter().find(|(kept, _)| *kept == parameter).map(|(_, slot)| *slot)
    }
}

fn mentions_tape(statements: &[TokenStream], kept: &[TokenStream]) -> bool {
    let mut all = statements.iter().chain(kept);
    all.any(|statement| super::steps::mentions(statement, "tape"))
}

/// For each step of the backward pass, whether a parameter's gradient depends on it: those that serve the gradients of
/// inputs alone are left out, and those of frozen parameters.
fn needed(plan: &Plan) -> Vec<bool> {
    let root = |mut slot: usize| {
        while let Some(over) = plan.slots[slot].over {
            slot = over;
        }
        slot
    };
    let slot = |place: Option<Place>| match place {
        Some(Place::Slot(slot)) => Some(root(slot)),
        _ => None,
    };
    let mut wanted: HashSet<usize> = HashSet::new();
    let mut needed = vec![false; plan.backward.len()];
    for (index, step) in plan.backward.iter().enumerate().rev() {
        let is_wanted = match step.place {
            Place::Gradient(_) => step.action != Action::Zero,
            place => slot(Some(place)).is_some_and(|slot| wanted.contains(&slot)),
        };
        if !is_wanted {
            continue;
        }
        needed[index] = true;
        if step.store == Store::Set && !matches!(step.action, Action::Update(..)) {
            wanted.retain(|&wanted| Some(wanted) != slot(Some(step.place)));
        }
        wanted.extend(step.all_reads().filter_map(|read| slot(plan.place(read))));
    }
    needed
}
