//! The graph's own type: the workspace, with `forward` and `predict`.

use std::fmt::Write as _;

use proc_macro2::{Literal, Span, TokenStream};
use quote::{format_ident, quote, quote_spanned};

use super::description::Described;
use super::docs::{doc, doc_after};
use super::parameters::total;
use super::parts::{Argument, Divided};
use super::steps::Function;
use super::{Compiled, Emission};
use crate::check;
use crate::diagnostics::pointer;
use crate::graph::program::{InputDeclaration, OutputDeclaration};
use crate::graph::shape::Shape;
use crate::graph::{Kind, Leaf, NodeId};
use crate::parse::syntax::Budget;
use crate::plan::{Buffer, Place, Slot, Step};

impl Emission<'_> {
    pub fn workspace(&self, described: Option<&Described<'_>>) -> TokenStream {
        let structure = self.workspace_struct(described);
        // Without generics it is known at once.
        let name = &self.names.graph;
        let is_known = self.asserted_budget().is_some() && self.generics(false).used.is_empty();
        let budget = is_known.then(|| quote!(const _: () = #name::BUDGET;));
        let methods = self.workspace_methods();
        let outputs = if self.program.outputs.len() > 1 { self.outputs_struct() } else { TokenStream::new() };
        quote! { #structure #budget #methods #outputs }
    }

    fn buffers(&self) -> &[Buffer] {
        self.compiled.map_or(&[], |compiled| &compiled.plan.buffers)
    }

    fn workspace_struct(&self, described: Option<&Described<'_>>) -> TokenStream {
        let (name, visibility, generics) = (&self.names.graph, &self.program.visibility, self.generics(false));
        let declared = &generics.declared;
        let docs = doc_after(&self.program.docs, &self.workspace_doc());
        let fields = self.buffers().iter().map(|buffer| {
            let (name, matrix) = (format_ident!("{}", buffer.name), self.matrix(&buffer.shape));
            let own = self.program.value_docs.get(&buffer.name).map_or(&[][..], Vec::as_slice);
            let docs = doc_after(own, &self.buffer_doc(buffer));
            quote! { #docs #name: #matrix }
        });
        let marker = if self.buffers().is_empty() { self.scalar_marker() } else { TokenStream::new() };
        let scalars = total(self.buffers().iter().map(|buffer| &buffer.shape));
        let plain = self.plain(name, &generics, &scalars);
        let layout = Self::aligned();
        let documentation = self.documentation(described);
        quote! {
            #docs
            #documentation
            #layout
            #visibility struct #name #declared { #(#fields,)* #marker }

            #plain
        }
    }

    fn workspace_doc(&self) -> String {
        let mut text = format!(
            "The workspace of the graph: what the forward pass saves for the backward pass, and scratch.\n\nIt is allocated once, by \
             `boxed`, and used for any number of passes. Its parameters are [`{}`].",
            self.names.parameters
        );
        if !self.program.inputs.is_empty() {
            text.push_str("\n\n| input | shape |\n|---|---|");
            for input in &self.program.inputs {
                let _ = write!(text, "\n| `{}` | `{}` |", input.name, input.written());
            }
        }
        text
    }

    /// What a buffer holds, in the order in which it does: "Holds `a`, then `b`: `[B, 6]`, saved for the backward pass."
    fn buffer_doc(&self, buffer: &Buffer) -> String {
        let Some(compiled) = self.compiled else { return String::new() };
        let slots: Vec<&Slot> = buffer.slots.iter().map(|&slot| &compiled.plan.slots[slot]).collect();
        let shape = &buffer.shape;
        let in_prediction = self.prediction.map_or_else(String::new, |prediction| {
            let held: Vec<String> = buffer.predicted.iter().flat_map(|slot| held(slot, prediction, shape)).collect();
            chain(&held)
        });
        let saved = "saved for the backward pass";
        let text = match slots.as_slice() {
            [] => return format!("`{shape}`, {in_prediction} of `predict`."),
            [slot] => {
                let names = held(slot, compiled, shape);
                let purpose = if slot.saved { format!(", {saved}") } else { String::new() };
                let holds = if names.len() > 1 { format!("Holds {}: ", chain(&names)) } else { String::new() };
                format!("{holds}`{shape}`{purpose}")
            }
            slots => {
                let names = slots.iter().flat_map(|slot| {
                    let mut names = held(slot, compiled, shape);
                    if let (true, Some(last)) = (slot.saved, names.last_mut()) {
                        let _ = write!(last, ", {saved}");
                    }
                    names
                });
                format!("`{shape}`. Holds {}", chain(&names.collect::<Vec<_>>()))
            }
        };
        if in_prediction.is_empty() { format!("{text}.") } else { format!("{text}; in `predict`, {in_prediction}.") }
    }

    fn workspace_methods(&self) -> TokenStream {
        let keisan = &self.keisan;
        let (name, generics) = (&self.names.graph, self.generics(false));
        let (bounded, used) = (&generics.bounded, &generics.used);
        let fused = self.fused_step();
        let (new, boxed) = (self.new_function(), self.function("boxed"));
        let (budget, budget_holds) = (self.budget(), self.budget_holds());
        let (forward, foreigns, descent) = (self.forward(), self.foreigns(), self.descent());
        let predict = if self.program.outputs.is_empty() { TokenStream::new() } else { self.predict() };
        let update = if self.program.states.is_empty() { TokenStream::new() } else { self.update() };
        quote! {
            impl #bounded #name #used {
                /// The number of scalars in all parameters.
                pub const PARAMETERS: usize = <Self as #keisan::Graph>::PARAMETERS;

                /// The bytes that the forward pass saves for the backward pass.
                pub const SAVED_BYTES: usize = <Self as #keisan::Graph>::SAVED_BYTES;

                /// The bytes of the rest of the workspace: results that are not saved, and scratch.
                pub const SCRATCH_BYTES: usize = <Self as #keisan::Graph>::SCRATCH_BYTES;

                /// The bytes that training takes, by the optimiser.
                pub const TRAINING_BYTES: #keisan::TrainingBytes = {
                    use #keisan::Graph;
                    <Self as Graph>::TRAINING_BYTES
                };

                /// The floating-point operations of the forward pass.
                pub const FORWARD_FLOPS: u64 = <Self as #keisan::Graph>::FORWARD_FLOPS;

                /// The floating-point operations of the backward pass.
                pub const BACKWARD_FLOPS: u64 = <Self as #keisan::Graph>::BACKWARD_FLOPS;

                #budget

                #new

                #forward

                #predict

                #descent

                #update

                #foreigns
            }

            #keisan::__with_alloc! {
                impl #bounded #name #used {
                    /// A workspace, allocated in place: it never crosses the stack.
                    #[must_use]
                    pub fn #boxed() -> #keisan::__private::Box<Self> {
                        #budget_holds
                        #keisan::plain::zeroed_box()
                    }

                    #fused
                }
            }
        }
    }

    fn new_function(&self) -> TokenStream {
        let zeros = self.buffers().iter().map(|buffer| {
            let name = format_ident!("{}", buffer.name);
            quote!(#name: zeros())
        });
        let (keisan, budget) = (&self.keisan, self.budget_holds());
        let import = (!self.buffers().is_empty()).then(|| quote!(use #keisan::plain::zeros;));
        let marker = (self.buffers().is_empty() && self.program.scalar.is_some())
            .then(|| quote!(scalar: ::core::marker::PhantomData,));
        quote! {
            /// A workspace as a value, for a `static`. More than a few hundred kilobytes should not
            /// be moved over the stack: see `boxed`.
            #[must_use]
            #[allow(clippy::large_stack_arrays)]
            pub const fn new() -> Self {
                #import
                #budget
                Self { #(#zeros,)* #marker }
            }
        }
    }

    fn forward(&self) -> TokenStream {
        let (pass, generics) = (&self.names.pass, self.pass_generics());
        let parameters = self.parameters_type();
        let (inputs, pass_inputs) = if self.has_inputs() {
            let inputs = self.inputs_type(&quote!('a));
            (quote!(, inputs: #inputs), quote!(, inputs))
        } else {
            (TokenStream::new(), TokenStream::new())
        };
        let Divided { imports, statements, methods, attribute } =
            self.compiled.map_or_else(Divided::default, |compiled| {
                let steps: Vec<&Step> = compiled.plan.forward.iter().collect();
                let arguments = [
                    Argument::named("params", &quote!(&#parameters)),
                    Argument::named("inputs", &self.inputs_type(&quote!('_))),
                ];
                let blocks = self.blocks(compiled, Function::Forward, &steps);
                self.divided("forward", &TokenStream::new(), &arguments, &blocks, |_| TokenStream::new())
            });
        let body = self.body(quote! { #imports #statements #pass { tape: self, params #pass_inputs } });
        let (function, quiet) = (self.function("forward"), self.quiet());
        let docs = doc(
            "The forward pass.\n\nWhat it returns borrows the workspace, the parameters and the inputs, so that the backward pass sees the \
             very values that the forward pass saw.",
        );
        quote! {
            #docs
            #attribute
            #quiet
            pub fn #function<'a>(&'a mut self, params: &'a #parameters #inputs) -> #pass #generics {
                #body
            }

            #methods
        }
    }

    fn predict(&self) -> TokenStream {
        let parameters = self.parameters_type();
        // The outputs are in the workspace and borrow nothing else, unless one is an input or a parameter itself.
        let leaves = self.output_leaves();
        let reads_parameter = leaves.iter().any(|leaf| matches!(leaf, Leaf::Parameter(_)));
        let is_tied = !leaves.is_empty();
        let lifetime = |tied: bool| if tied { quote!('a) } else { quote!() };
        let reads_state = leaves.iter().any(|leaf| matches!(leaf, Leaf::State(_)));
        let state = self.program.predicts_from_state().then(|| {
            let (state, lifetime) = (self.state_type(), lifetime(reads_state));
            quote!(, state: & #lifetime #state)
        });
        let arguments = self.predicted_inputs().map(|(index, input)| {
            let (name, lifetime) = (&input.name, lifetime(leaves.contains(&Leaf::Input(index))));
            let input_type = self.input_type(input, &lifetime);
            quote!(#name: #input_type)
        });
        let result = match self.program.outputs.as_slice() {
            [output] => self.output_type(output, &lifetime(is_tied)),
            _ => {
                let name = &self.names.outputs;
                let generics = if is_tied { self.generics(true).used } else { self.generics_with_anonymous_lifetime() };
                quote!(#name #generics)
            }
        };
        let mut parameter_name = quote!(params);
        let (mut attribute, mut methods) = Default::default();
        let statements = self.predicting().map_or_else(TokenStream::new, |compiled| {
            let is_own = self.prediction.is_some();
            let steps = compiled.plan.forward.iter().filter(|step| is_own || compiled.plan.is_predicted(step));
            let steps: Vec<&Step> = steps.collect();
            let inputs = self.predicted_inputs();
            let mut given: Vec<Argument> = inputs
                .map(|(_, input)| Argument::new(&input.name, &self.input_type(input, &TokenStream::new())))
                .collect();
            let state = self.state_type();
            given
                .extend([Argument::named("params", &quote!(&#parameters)), Argument::named("state", &quote!(&#state))]);
            let blocks = self.blocks(compiled, Function::Predict, &steps);
            let divided = self.divided("predict", &TokenStream::new(), &given, &blocks, |_| TokenStream::new());
            let (imports, statements) = (divided.imports, divided.statements);
            (attribute, methods) = (divided.attribute, divided.methods);
            let outputs: Vec<TokenStream> = compiled
                .joint
                .outputs
                .iter()
                .map(|&output| self.result_reference(compiled, output, Function::Predict))
                .collect();
            if !blocks.iter().any(|block| block.uses_parameters) && !reads_parameter {
                parameter_name = quote!(_params);
            }
            let result = match outputs.as_slice() {
                [output] => output.clone(),
                outputs => {
                    let name = &self.names.outputs;
                    let fields = self.program.outputs.iter().zip(outputs).map(|(output, value)| {
                        let name = &output.name;
                        if *name == value.to_string() { quote!(#name) } else { quote!(#name: #value) }
                    });
                    quote!(#name { #(#fields),* })
                }
            };
            quote! { #imports #statements #result }
        });
        let body = self.body(statements);
        let docs = doc("The outputs alone: nothing is computed that only the loss needs, so no target is asked for.");
        let generics = is_tied.then(|| quote!(<'a>));
        let (function, quiet) = (self.function("predict"), self.quiet());
        let (self_lifetime, parameter_lifetime) = (lifetime(is_tied), lifetime(reads_parameter));
        quote! {
            #docs
            #attribute
            #quiet
            pub fn #function #generics(
                & #self_lifetime mut self,
                #parameter_name: & #parameter_lifetime #parameters
                #state
                #(, #arguments)*
            ) -> #result {
                #body
            }

            #methods
        }
    }

    /// What carries the state on.
    fn update(&self) -> TokenStream {
        let state = self.state_type();
        let statements = self.compiled.map_or_else(TokenStream::new, |compiled| {
            let copies = compiled.plan.updates.iter().filter_map(|&(index, place)| match place {
                Place::Slot(slot) => {
                    let (name, value) = (self.state(index), self.slot_reference(compiled, &quote!(self), slot));
                    Some(quote!(state.#name.copy_from(#value);))
                }
                Place::Outside(_) | Place::Gradient(_) => None,
            });
            quote!(#(#copies)*)
        });
        let docs = doc(
            "Carries the state on: makes it what the last forward pass says, as `update` does in the graph. Before the first pass, \
             zeros.",
        );
        let (body, function, quiet) = (self.body(statements), self.function("update"), self.quiet());
        quote! {
            #docs
            #quiet
            pub fn #function(&self, state: &mut #state) {
                #body
            }
        }
    }

    /// What `predict` is made from.
    fn predicting(&self) -> Option<Compiled<'_>> {
        self.prediction.or(self.compiled)
    }

    /// The inputs and parameters that are outputs themselves, as written or after simplification.
    fn output_leaves(&self) -> Vec<Leaf> {
        let (graph, outputs) = match self.predicting() {
            Some(Compiled { joint, .. }) => (&joint.graph, joint.outputs.clone()),
            None => (&self.program.graph, self.program.output_nodes().collect()),
        };
        outputs
            .into_iter()
            .filter_map(|output| match graph.node(output).kind {
                Kind::Leaf(leaf) => Some(leaf),
                Kind::Constant(_) | Kind::Apply { .. } | Kind::Foreign(_) => None,
            })
            .collect()
    }

    /// The inputs that the outputs depend on; after a mistake, all that are no targets.
    fn predicted_inputs(&self) -> impl Iterator<Item = (usize, &InputDeclaration)> {
        let needed = self.program.needed_to_predict();
        let graph = &self.program.graph;
        // A value of which only the shape is known: what its expression would read is not.
        let is_promise =
            |id: NodeId| matches!(graph.node(id).kind, Kind::Apply { .. }) && graph.node(id).operands.is_empty();
        let is_sound = self.program.outputs.iter().all(|output| output.node.is_some())
            && !graph.ids().any(|id| needed[id.index()] && is_promise(id));
        self.program.inputs.iter().enumerate().filter(move |(_, input)| {
            if is_sound { needed[input.node.index()] } else { input.role != crate::parse::syntax::InputRole::Target }
        })
    }

    fn outputs_struct(&self) -> TokenStream {
        let docs = doc(&format!("What [`{}::predict`] computes.", self.names.graph));
        let fields = self.program.outputs.iter().map(|output| {
            let name = &output.name;
            let scalar = Shape::SCALAR;
            // After a mistake in its expression any matrix will do.
            let matrix = self.matrix(output.node.map_or(&scalar, |node| self.program.graph.shape(node)));
            let shape = output.node.map_or_else(String::new, |node| format!("`{}`.", self.program.graph.shape(node)));
            let docs = doc_after(&output.docs, &shape);
            quote! { #docs pub #name: &'a #matrix }
        });
        let (name, visibility, declared) =
            (&self.names.outputs, &self.program.visibility, self.generics(true).declared);
        quote! {
            #docs
            #[derive(Clone, Copy, Debug)]
            #visibility struct #name #declared { #(#fields,)* }
        }
    }

    /// The type of an output: a reference to a matrix. After a mistake in its expression nothing is known of it, and
    /// `!` goes with whatever is expected.
    pub fn output_type(&self, output: &OutputDeclaration, lifetime: &TokenStream) -> TokenStream {
        match output.node {
            Some(node) => {
                let matrix = self.matrix(self.program.graph.shape(node));
                quote!(&#lifetime #matrix)
            }
            None => quote!(!),
        }
    }

    /// A reference to a result, wherever it is.
    pub fn result_reference(&self, compiled: Compiled<'_>, id: NodeId, function: Function) -> TokenStream {
        let place = self.result_place(compiled, id, function);
        match compiled.plan.place(id) {
            Some(Place::Slot(slot)) => {
                let owner = if function == Function::Predict { quote!(self) } else { quote!(self.tape) };
                self.slot_reference(compiled, &owner, slot)
            }
            // An input is a reference already.
            Some(Place::Outside(Leaf::Input(_))) => place,
            _ => quote!(&#place),
        }
    }

    /// A result, wherever it is: the matrix that begins with it.
    pub fn result_place(&self, compiled: Compiled<'_>, id: NodeId, function: Function) -> TokenStream {
        let is_predict = function == Function::Predict;
        match compiled.plan.place(id) {
            Some(Place::Slot(slot)) => {
                let field = format_ident!("{}", compiled.plan.buffer(slot).name);
                if is_predict { quote!(self.#field) } else { quote!(self.tape.#field) }
            }
            Some(Place::Outside(Leaf::Input(index))) => {
                let name = &self.program.inputs[index].name;
                if is_predict { quote!(#name) } else { quote!(self.inputs.#name) }
            }
            Some(Place::Outside(Leaf::State(index))) => {
                let name = self.state(index);
                if is_predict { quote!(state.#name) } else { quote!(self.inputs.state.#name) }
            }
            Some(Place::Outside(Leaf::Parameter(index))) => {
                let name = self.parameter(index);
                if is_predict { quote!(params.#name) } else { quote!(self.params.#name) }
            }
            // Labels and numbers are no matrices, and never results.
            Some(Place::Outside(_) | Place::Gradient(_)) | None => TokenStream::new(),
        }
    }

    /// The constants of the graph: its name and what it costs in memory.
    pub fn costs(&self) -> TokenStream {
        let scalar = self.scalar();
        let name = self.names.graph.to_string();
        let plan = self.compiled.map(|compiled| compiled.plan);
        let shapes: Vec<&Shape> = plan.map_or_else(Vec::new, |plan| {
            plan.slots.iter().filter(|slot| slot.saved).map(|slot| &slot.shape).collect()
        });
        let (forward, backward) = self.compiled.map(Compiled::flops).unwrap_or_default();
        let saved = match shapes.as_slice() {
            [] => quote!(0),
            [shape] => {
                let size = shape.size();
                quote!(#size * ::core::mem::size_of::<#scalar>())
            }
            shapes => {
                let total = total(shapes.iter().copied());
                quote!((#total) * ::core::mem::size_of::<#scalar>())
            }
        };
        quote! {
            const NAME: &'static str = #name;

            const SAVED_BYTES: usize = #saved;

            const SCRATCH_BYTES: usize = ::core::mem::size_of::<Self>() - Self::SAVED_BYTES;

            const FORWARD_FLOPS: u64 = #forward;

            const BACKWARD_FLOPS: u64 = #backward;
        }
    }

    /// The assertion that the workspace fits into its budget, where that is not known here.
    fn budget(&self) -> TokenStream {
        let (Some(compiled), Some(budget)) = (self.compiled, self.asserted_budget()) else { return TokenStream::new() };
        let (keisan, scalar) = (&self.keisan, self.scalar());
        let (bytes, text) = (Literal::u64_unsuffixed(budget.bytes), &budget.text);
        let buffers = compiled.plan.buffers.iter().map(|buffer| {
            let (name, Shape { rows, columns }) = (check::budget::named(buffer), &buffer.shape);
            quote!((#name, #rows * #columns))
        });
        let docs = doc(&format!("The workspace fits into its budget of {}, or the build fails.", budget.text));
        let at = Span::call_site().located_at(pointer(budget.at.first));
        quote_spanned! {at=>
            #docs
            const BUDGET: () = ::core::assert!(
                <Self as #keisan::Plain>::SCALARS * ::core::mem::size_of::<#scalar>() <= #bytes,
                "{}",
                #keisan::__private::exceeded::<#scalar>(
                    <Self as #keisan::Plain>::SCALARS, #bytes, #text, &[#(#buffers),*]
                ).get(),
            );
        }
    }

    /// Asked for wherever a workspace is made.
    fn budget_holds(&self) -> TokenStream {
        if self.asserted_budget().is_some() { quote!(let () = Self::BUDGET;) } else { TokenStream::new() }
    }

    fn asserted_budget(&self) -> Option<&Budget> {
        let plan = self.compiled?.plan;
        self.program.budget.as_ref().filter(|_| check::budget::workspace(self.program, plan).is_none())
    }
}

/// The values of a slot, one after the other, with the shape where it is not that of the buffer.
fn held(slot: &Slot, compiled: Compiled<'_>, shape: &Shape) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    for value in &slot.values {
        let name = format!("`{}`", compiled.plan.names[value.index()]);
        if !names.contains(&name) {
            names.push(name);
        }
    }
    if names.is_empty() {
        names.push(format!("`{}`", slot.name));
    }
    if let (true, Some(last)) = (slot.shape != *shape, names.last_mut()) {
        let _ = write!(last, " `{}`", slot.shape);
    }
    names
}

/// `a`, then `b`; the first few of many.
fn chain(names: &[String]) -> String {
    const SHOWN: usize = 8;
    let more = names.len().saturating_sub(SHOWN);
    let rest = if more > 1 { format!(", and {more} more after them") } else { String::new() };
    let shown = if more > 1 { SHOWN } else { names.len() };
    format!("{}{rest}", names[..shown].join(", then "))
}
