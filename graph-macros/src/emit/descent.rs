//! Steps of training: forward and backward pass, and each parameter is updated as soon as its gradient exists.

use std::collections::HashSet;

use proc_macro2::{Ident, Literal, TokenStream};
use quote::{ToTokens as _, format_ident, quote};

use super::docs::{doc, equation_doc};
use super::parts::{Argument, Divided, MOST_STATEMENTS};
use super::steps::{Block, Function, mentions};
use super::{Compiled, Emission};
use crate::graph::{Kind, Leaf, NodeId};
use crate::plan::{Action, Place, Plan, Step, Store};

impl Emission<'_> {
    /// Whether the graph can be trained.
    pub fn can_descend(&self) -> bool {
        self.program.loss.is_some() && self.has_backward() && !self.program.parameters.is_empty()
    }

    /// `sgd_step`: each parameter takes a step down its gradient as soon as that exists.
    pub fn descent(&self) -> TokenStream {
        let scalar = self.scalar();
        let docs = "A step of gradient descent, and the loss before it: w ← w − η g for every parameter, with η = `learning_rate`.\n\n\
             It is `forward`, `backward` and `optim::Sgd`, without memory for the gradients: each goes straight into its \
             parameter.";
        self.training_step(Function::Descend, docs, &TokenStream::new(), &quote!(learning_rate: #scalar))
    }

    /// `fused_step`: the same for optimisers with a memory, which is allocated.
    pub fn fused_step(&self) -> TokenStream {
        let (keisan, parameters) = (&self.keisan, self.parameters_type());
        let docs = "A step of an optimiser, and the loss before it, with memory for the gradient of one parameter at a time.\n\n\
             It is `forward`, `backward` and the optimiser's `step`.";
        let generics = quote!(<Optimizer: #keisan::optim::ParameterWise<#parameters>>);
        let optimizer = quote!(optimizer: &mut #keisan::optim::Fused<#parameters, Optimizer>);
        self.training_step(Function::Fused, docs, &generics, &optimizer)
    }

    /// A function that takes the parameters, the inputs and what else an update needs.
    fn training_step(
        &self,
        function: Function,
        docs: &str,
        generics: &TokenStream,
        last_argument: &TokenStream,
    ) -> TokenStream {
        if !self.can_descend() {
            return TokenStream::new();
        }
        let (parameters, scalar) = (self.parameters_type(), self.scalar());
        let inputs = self.has_inputs().then(|| {
            let inputs = self.inputs_type(&quote!('_));
            quote!(inputs: #inputs,)
        });
        let name = self.function(Self::training_name(function));
        let Divided { imports, statements, methods, attribute } = self
            .compiled
            .map_or_else(Divided::default, |compiled| self.training_statements(compiled, function, generics));
        let (docs, quiet, body) = (doc(docs), self.quiet(), self.body(quote!(#imports #statements)));
        quote! {
            #docs
            #attribute
            #quiet
            pub fn #name #generics(&mut self, params: &mut #parameters, #inputs #last_argument) -> #scalar {
                #body
            }

            #methods
        }
    }

    fn training_statements(&self, compiled: Compiled<'_>, function: Function, generics: &TokenStream) -> Divided {
        let plan = compiled.plan;
        let steps = plan.backward.iter().zip(needed(plan)).filter(|(_, is_needed)| *is_needed).map(|(step, _)| step);
        let steps: Vec<&Step> = steps.collect();
        let mut blocks = self.blocks(compiled, function, &steps);
        let mut room = quote!(_);
        if function == Function::Fused {
            for parameter in 0..self.program.parameters.len() {
                let last = steps.iter().rposition(|step| step.place == Place::Gradient(parameter));
                if let (Some(last), None) = (last, Self::kept_gradient(compiled, parameter)) {
                    room = quote!(mut room);
                    let gradient = self.gradient_name(compiled, parameter);
                    blocks[last / MOST_STATEMENTS].statements[last % MOST_STATEMENTS]
                        .extend(self.optimizer_update(parameter, &gradient.to_token_stream()));
                }
            }
        }
        let kept = plan.kept_gradients.iter().filter(|(parameter, _)| !self.program.parameters[*parameter].frozen);
        for &(parameter, slot) in kept {
            let Some(block) = blocks.last_mut() else { break };
            let value = Self::reused(compiled, slot, &Self::storage(compiled, function, slot), false, block);
            let update = if function == Function::Fused {
                self.optimizer_update(parameter, &value)
            } else {
                block.uses_kernels = true;
                let (name, word) = (self.parameter(parameter), self.program.parameters[parameter].word());
                let gradient = format_ident!("{}", plan.slots[slot].name);
                let equation = equation_doc(&format!("{word} −= η {gradient} : {}", plan.slots[slot].shape));
                quote!(#equation kernels::add_scaled(&mut params.#name, #value, -learning_rate, |#gradient| #gradient);)
            };
            block.statements.push(update);
        }
        let (keisan, parameters, scalar) = (&self.keisan, self.parameters_type(), self.scalar());
        let mut arguments = vec![
            Argument::named("params", &quote!(&mut #parameters)),
            Argument::named("inputs", &self.inputs_type(&quote!('_))),
        ];
        if function == Function::Fused {
            let (room, moves) = (quote!(#keisan::optim::Room<'_, #scalar>), quote!(#keisan::optim::Moves));
            arguments.push(Argument::named("room", &quote!(&mut #room)).lent());
            arguments.push(Argument::named("optimizer", &quote!(&mut #moves<'_, #parameters, Optimizer>)).lent());
        } else {
            arguments.push(Argument::named("learning_rate", &scalar));
        }
        let beginning = |block: &Block| {
            let mut statements = block.statements.iter();
            let tape = statements.any(|statement| mentions(statement, "tape")).then(|| quote!(let tape = self;));
            let step = block.is_descending().then(|| quote!(let step = AddScaled(-learning_rate);));
            quote!(#tape #step)
        };
        let name = Self::training_name(function);
        let divided = self.divided(name, generics, &arguments, &blocks, beginning);
        let begin = (function == Function::Fused).then(|| quote!(let (#room, mut optimizer) = optimizer.begin();));
        let arguments = if self.has_inputs() { quote!(params, inputs) } else { quote!(params) };
        let calls = &divided.statements;
        let statements = quote! {
            let loss = self.forward(#arguments).loss();
            #begin
            #calls
            loss
        };
        Divided { statements, ..divided }
    }

    fn training_name(function: Function) -> &'static str {
        if function == Function::Fused { "fused_step" } else { "sgd_step" }
    }

    fn optimizer_update(&self, parameter: usize, gradient: &TokenStream) -> TokenStream {
        let (name, index) = (self.parameter(parameter), Literal::usize_unsuffixed(parameter));
        quote!(optimizer.update(#index, &mut params.#name, #gradient);)
    }

    /// The variable that stands for a parameter's gradient, unlike those that stand for slots.
    pub fn gradient_name(&self, compiled: Compiled<'_>, parameter: usize) -> Ident {
        let mut name = format!("d_{}", self.program.parameters[parameter].word());
        while compiled.plan.slots.iter().any(|slot| slot.name == name) {
            name.push('_');
        }
        format_ident!("{name}")
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

/// For each step of the backward pass, whether a parameter's gradient depends on it: those that serve the gradients of
/// inputs alone are left out, and those of frozen parameters.
fn needed(plan: &Plan) -> Vec<bool> {
    let slot = |place: Option<Place>| match place {
        Some(Place::Slot(slot)) => Some(plan.first_slot(slot)),
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
