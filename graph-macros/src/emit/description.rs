//! `Name::GRAPH`: the graph as data, of the same plan as the code. It is half of an expansion, and emitted on demand.

use std::collections::HashMap;

use proc_macro2::{Literal, TokenStream};
use quote::{format_ident, quote};

use super::buffers::described_buffers;
use super::docs::doc;
use super::equation::{number, sum};
use super::nodes::{Nodes, Renamed};
use super::steps::Function;
use super::text::{broken, verbatim};
use super::{Compiled, Emission};
use crate::differentiate::joint::Gradient;
use crate::graph::shape::Shape;
use crate::graph::{Constant, Kind, Leaf, NodeId};
use crate::ops::precedence::NONE;
use crate::ops::{Cost, Lowering, Operation, find};
use crate::parse::syntax::InputRole;
use crate::plan::{Action, Place, Step, Target};

/// A value's formula, and the rules that it instantiates: operation, equation and number.
pub struct Equation {
    pub pass: &'static str,
    pub name: String,
    pub formula: String,
    pub dims: String,
    pub rules: Vec<Named>,
}

/// A rule: its operation, its equation and its number.
pub type Named = (String, String, &'static str);

/// What a graph's docs and its description are made from.
pub struct Described<'a> {
    pub nodes: Nodes<'a>,
    pub equations: Vec<Equation>,
}

impl Emission<'_> {
    pub fn described<'a>(&self, compiled: Compiled<'a>) -> Described<'a> {
        let nodes = Nodes::new(compiled, self.renamed(compiled));
        let equations = self.equations(&nodes);
        Described { nodes, equations }
    }

    /// The constant, where the crate `keisan` has its feature `describe`.
    pub fn description(&self, described: Option<&Described<'_>>) -> TokenStream {
        if !self.extras.description {
            return TokenStream::new();
        }
        let keisan = &self.keisan;
        let (name, generics, scalar) = (&self.names.graph, self.generics(false), self.scalar());
        let (bounded, used) = (&generics.bounded, &generics.used);
        let title = name.to_string();
        let docs = doc(
            "The graph as data: its values, equations, steps and memory, to be drawn and written. See the module `description` of `keisan`.",
        );
        let (text, line) = (verbatim(&self.source.text), Literal::usize_unsuffixed(self.source.first_line()));
        let parts = described.map(|Described { nodes, equations }| {
            let (values, equations) = (self.values(nodes), equations.iter().map(described_equation));
            let (steps, buffers) = (self.described_steps(nodes.compiled), described_buffers(nodes));
            (quote!(#(#values),*), quote!(#(#equations),*), quote!(#(#steps),*), quote!(#(#buffers),*))
        });
        let (values, equations, steps, buffers) = parts.unwrap_or_default();
        quote! {
            impl #bounded #name #used {
                #docs
                #[allow(clippy::large_stack_arrays)]
                pub const GRAPH: &'static #keisan::description::Graph = {
                    use #keisan::description as d;
                    &d::Graph {
                        name: #title,
                        source: #text,
                        line: #line,
                        scalar_bytes: ::core::mem::size_of::<#scalar>(),
                        values: &[#values],
                        equations: &[#equations],
                        steps: &[#steps],
                        buffers: &[#buffers],
                    }
                };
            }
        }
    }

    fn values(&self, nodes: &Nodes<'_>) -> Vec<TokenStream> {
        let (forward, backward) = nodes.ids.split_at(nodes.forward);
        let renamed = nodes.renamed.iter().map(|renamed| self.renamed_value(nodes, renamed));
        let value = |id: &NodeId| self.value(nodes, *id);
        forward.iter().map(value).chain(renamed).chain(backward.iter().map(value)).collect()
    }

    /// Results that are values with another name, `output y = h`, in the order in which they are declared; the loss comes first, and what states
    /// become last.
    pub fn renamed(&self, compiled: Compiled<'_>) -> Vec<Renamed> {
        let joint = compiled.joint;
        let loss = self.program.loss.as_ref().and(joint.loss);
        let loss =
            loss.map(|value| Renamed { name: "loss".to_owned(), role: "Loss", output: None, state: None, value });
        let outputs = self.program.outputs.iter().zip(&joint.outputs).enumerate().map(|(index, (output, &value))| {
            Renamed { name: output.name.to_string(), role: "Output", output: Some(index), state: None, value }
        });
        let updates = self.program.updates.iter().zip(&joint.updates).map(|(&(state, _), &value)| Renamed {
            name: self.new_state_name(compiled, state),
            role: "Update",
            output: None,
            state: Some(state),
            value,
        });
        let results = loss.into_iter().chain(outputs).chain(updates);
        results.filter(|renamed| renamed.name != self.value_name(compiled, renamed.value)).collect()
    }

    fn renamed_value(&self, nodes: &Nodes<'_>, renamed: &Renamed) -> TokenStream {
        let Renamed { name, role, value, .. } = renamed;
        let shape = nodes.compiled.joint.graph.shape(*value);
        let (role, dims, shape) = (format_ident!("{role}"), shape.to_string(), described_shape(shape));
        let operand = nodes.position[value.index()].map(Literal::usize_unsuffixed);
        let adjoint = nodes.given_adjoint(renamed.output);
        let comes_back = nodes.comes_back(renamed).then(|| quote!(.rules(&[Some("")])));
        let (adjoint, line) = (adjoint.map(|adjoint| quote!(.adjoint(#adjoint))), self.described_line(*value, nodes));
        quote!(d::Value::computed(#name, d::Role::#role, ["", ""], &[#operand], #shape, #dims) #comes_back #adjoint #line)
    }

    /// For an adjoint that the caller hands in, the position of the output whose adjoint it is.
    fn position_of_output(nodes: &Nodes<'_>, output: usize) -> Option<usize> {
        match nodes.renamed.iter().position(|renamed| renamed.output == Some(output)) {
            Some(position) => Some(nodes.forward + position),
            None => nodes.position[nodes.compiled.joint.outputs[output].index()],
        }
    }

    fn value(&self, nodes: &Nodes<'_>, id: NodeId) -> TokenStream {
        let Compiled { joint, plan } = nodes.compiled;
        let node = joint.graph.node(id);
        let role = format_ident!("{}", self.role(nodes, id));
        let (dims, shape) = (node.shape.to_string(), described_shape(&node.shape));
        let name = self.value_name(nodes.compiled, id);
        let line = self.described_line(id, nodes);
        let adjoint = self.adjoint_name(nodes, id).map(|adjoint| quote!(.adjoint(#adjoint)));
        let (operation, symbol, cost) = match &node.kind {
            Kind::Apply { operation, .. } => {
                let cost = match operation.cost {
                    Cost::Free => TokenStream::new(),
                    Cost::Result(times) => {
                        let times = Literal::u32_unsuffixed(times);
                        quote!(.cost(d::Cost::Result(#times)))
                    }
                    Cost::Operand(times) => {
                        let times = Literal::u32_unsuffixed(times);
                        quote!(.cost(d::Cost::Operand(#times)))
                    }
                    Cost::Last(times) => {
                        let times = Literal::u32_unsuffixed(times);
                        quote!(.cost(d::Cost::Last(#times)))
                    }
                    Cost::Product => quote!(.cost(d::Cost::Product)),
                };
                (operation.word().to_owned(), symbol(operation).to_owned(), cost)
            }
            Kind::Foreign(call) => (call.name.to_string(), call.name.to_string(), quote!(.cost(d::Cost::Unknown))),
            Kind::Leaf(_) | Kind::Constant(_) => {
                let place = match plan.place(id) {
                    Some(place @ Place::Slot(_)) => described_place(nodes.compiled, Some(place)),
                    _ => TokenStream::new(),
                };
                let of = match node.kind {
                    Kind::Leaf(Leaf::Adjoint(output)) => {
                        Self::position_of_output(nodes, output).map(described_position)
                    }
                    _ => None,
                };
                return quote!(d::Value::leaf(#name, d::Role::#role, #shape, #dims)#adjoint #of #place #line);
            }
        };
        let (operands, rules) = (nodes.operands(id), nodes.local_rules(id));
        let detours: Vec<Literal> = nodes.detours(id).into_iter().map(Literal::usize_unsuffixed).collect();
        let detours = (!detours.is_empty()).then(|| quote!(.detours(&[#(#detours),*])));
        let (of, place) = (described_of(nodes, id), described_place(nodes.compiled, plan.place(id)));
        quote! {
            d::Value::computed(#name, d::Role::#role, [#operation, #symbol], &[#(#operands),*], #shape, #dims)
                #cost #rules #detours #adjoint #of #place #line
        }
    }

    /// What a value is called where it is shown.
    pub fn value_name(&self, compiled: Compiled<'_>, id: NodeId) -> String {
        match &compiled.joint.graph.node(id).kind {
            Kind::Constant(Constant::Number(value)) => number(value.0),
            Kind::Constant(Constant::Size(shape)) => shape.size_text(),
            Kind::Leaf(Leaf::Parameter(index)) => self.program.parameters[*index].title(),
            Kind::Leaf(Leaf::State(index)) => self.program.states[*index].title(),
            _ => compiled.plan.names[id.index()].clone(),
        }
    }

    /// The name of a forward value's adjoint, if it has one of its own: that of another value, or that under which a gradient is copied to
    /// where it is wanted.
    pub fn adjoint_name(&self, nodes: &Nodes<'_>, id: NodeId) -> Option<String> {
        let Compiled { joint, plan } = nodes.compiled;
        if let Kind::Leaf(leaf @ (Leaf::Parameter(index) | Leaf::Input(index))) = joint.graph.node(id).kind {
            let is_its = |step: &&Step| match (leaf, step.target) {
                (Leaf::Parameter(_), Target::Gradient(of)) | (Leaf::Input(_), Target::InputGradient(of)) => of == index,
                _ => false,
            };
            let copied = plan.backward.iter().filter(|step| step.action != Action::Zero).find(is_its);
            if let Some(step) = copied {
                return Some(self.target_name(nodes.compiled, step));
            }
            // A constant stands for all gradients that are equal to it.
            let gradient = joint.gradients.iter().find(|gradient| gradient.of == leaf);
            let constant =
                gradient.filter(|gradient| matches!(joint.graph.node(gradient.node).kind, Kind::Constant(_)));
            if let Some(Gradient { node, .. }) = constant {
                return Some(plan.names[node.index()].clone());
            }
        }
        let number = joint.graph.node(id).origin.derivation.of.filter(|_| nodes.in_forward[id.index()])?;
        nodes.adjoints.get(&number).map(|adjoint| plan.names[adjoint.index()].clone())
    }

    fn described_line(&self, id: NodeId, nodes: &Nodes<'_>) -> TokenStream {
        match self.source.line(nodes.compiled.joint.graph.node(id).origin.at) {
            0 => TokenStream::new(),
            line => {
                let line = Literal::usize_unsuffixed(line);
                quote!(.line(#line))
            }
        }
    }

    pub fn role(&self, nodes: &Nodes<'_>, id: NodeId) -> &'static str {
        let joint = nodes.compiled.joint;
        match joint.graph.node(id).kind {
            Kind::Leaf(Leaf::Input(index) | Leaf::Labels(index) | Leaf::Hyper(index)) => {
                match self.program.inputs[index].role {
                    InputRole::Input => "Input",
                    InputRole::Target => "Target",
                    InputRole::Labels => "Labels",
                    InputRole::Hyper => "Hyper",
                }
            }
            Kind::Leaf(Leaf::Parameter(index)) if self.program.parameters[index].frozen => "Frozen",
            Kind::Leaf(Leaf::Parameter(_)) => "Parameter",
            Kind::Leaf(Leaf::State(_)) => "State",
            Kind::Leaf(Leaf::Mask { .. }) => "Mask",
            Kind::Constant(_) => "Constant",
            Kind::Apply { .. } | Kind::Foreign(_) if Self::is_called(nodes, id, "Loss", joint.loss.as_slice()) => {
                "Loss"
            }
            Kind::Apply { .. } | Kind::Foreign(_) if Self::is_called(nodes, id, "Output", &joint.outputs) => "Output",
            Kind::Apply { .. } | Kind::Foreign(_) if Self::is_called(nodes, id, "Update", &joint.updates) => "Update",
            Kind::Apply { .. } | Kind::Foreign(_) if nodes.in_forward[id.index()] => "Value",
            Kind::Apply { .. } | Kind::Foreign(_) if nodes.is_gradient[id.index()] => "Gradient",
            Kind::Leaf(Leaf::Adjoint(_)) | Kind::Apply { .. } | Kind::Foreign(_) => "Adjoint",
        }
    }

    /// Whether a value is one of the results of a role, and is called so.
    fn is_called(nodes: &Nodes<'_>, id: NodeId, role: &str, results: &[NodeId]) -> bool {
        let count = results.iter().filter(|result| **result == id).count();
        let is_its = |renamed: &&Renamed| renamed.value == id && renamed.role == role;
        count > 0 && count > nodes.renamed.iter().filter(is_its).count()
    }

    /// A formula for each value that has a name, in the order in which the steps compute them.
    fn equations(&self, nodes: &Nodes<'_>) -> Vec<Equation> {
        let compiled = nodes.compiled;
        let graph = &compiled.joint.graph;
        let mut done = vec![false; graph.len()];
        let mut equations = Vec::new();
        let plan = compiled.plan;
        for (pass, steps) in [("Forward", &plan.forward), ("Backward", &plan.backward)] {
            if pass == "Backward" {
                equations.extend(Self::renamed_equations(nodes));
            }
            // A value to which several steps contribute is there after the last of them.
            let targets = steps.iter().enumerate().filter_map(|(index, step)| match step.target {
                Target::Value(id) => Some((id, index)),
                Target::Gradient(_) | Target::InputGradient(_) | Target::Update(_) => None,
            });
            let completed: HashMap<NodeId, usize> = targets.collect();
            for (index, step) in steps.iter().enumerate() {
                let target = if let Target::Value(id) = step.target { Some(id) } else { None };
                let completed = target.filter(|id| completed.get(id) == Some(&index));
                for id in
                    nodes.computed_by(step, completed, &mut done).into_iter().filter(|id| nodes.by_name[id.index()])
                {
                    equations.push(Equation {
                        pass,
                        name: plan.names[id.index()].clone(),
                        formula: compiled.formula(id, NONE, true, &nodes.by_name, &mut Vec::new()),
                        dims: graph.shape(id).to_string(),
                        rules: nodes.rules(id),
                    });
                }
                if let Action::Mask(id) = step.action {
                    equations.extend(mask_equation(compiled, id, pass));
                }
                // A constant that is stored, since it is a result.
                if let Some(id) = completed.filter(|&id| graph.is_constant(id) && !nodes.by_name[id.index()]) {
                    let gradient = compiled.joint.gradients.iter().find(|gradient| gradient.node == id);
                    equations.push(Equation {
                        pass,
                        name: plan.names[id.index()].clone(),
                        formula: compiled.formula(id, NONE, true, &nodes.by_name, &mut Vec::new()),
                        dims: graph.shape(id).to_string(),
                        rules: gradient.map_or_else(|| nodes.rules(id), |gradient| nodes.rules_of_gradient(gradient)),
                    });
                }
                // What is copied to where it is wanted. That the gradient of a frozen parameter is left zero is no equation.
                if let (Action::Terms(terms), false) = (&step.action, matches!(step.target, Target::Value(_))) {
                    let terms: Vec<String> = terms
                        .iter()
                        .map(|&term| compiled.formula(term, NONE, false, &nodes.by_name, &mut Vec::new()))
                        .collect();
                    let (name, formula) = (self.target_name(compiled, step), sum(&terms));
                    if name == formula {
                        // It has its equation already.
                        continue;
                    }
                    // A number that is the gradient of several stands in the place of the first.
                    equations.retain(|equation| (&equation.name, &equation.formula) != (&name, &formula));
                    equations.push(Equation {
                        pass,
                        name,
                        formula,
                        dims: self.target_shape(compiled, step).to_string(),
                        rules: match (compiled.copied_by(step), compiled.gradient(step)) {
                            ([], Some(gradient)) => nodes.rules_of_gradient(gradient),
                            (rules, _) => nodes.named(rules),
                        },
                    });
                }
            }
        }
        equations
    }

    fn renamed_equations<'s>(nodes: &'s Nodes<'_>) -> impl Iterator<Item = Equation> + 's {
        let Compiled { joint, plan } = nodes.compiled;
        // What is copied has an equation already, and so has a constant.
        let is_copied = |state| plan.forward.iter().any(|step| step.target == Target::Update(state));
        let has_none =
            move |renamed: &&Renamed| !renamed.state.is_some_and(is_copied) && !joint.graph.is_constant(renamed.value);
        nodes.renamed.iter().filter(has_none).map(|Renamed { name, value, .. }| Equation {
            pass: "Forward",
            name: name.clone(),
            formula: nodes.compiled.formula(*value, NONE, false, &nodes.by_name, &mut Vec::new()),
            dims: joint.graph.shape(*value).to_string(),
            rules: Vec::new(),
        })
    }

    fn described_steps(&self, compiled: Compiled<'_>) -> Vec<TokenStream> {
        let passes = [("Forward", &compiled.plan.forward), ("Backward", &compiled.plan.backward)];
        passes
            .into_iter()
            .flat_map(|(pass, steps)| {
                let pass = format_ident!("{pass}");
                steps.iter().map(move |step| {
                    let equation = broken(&self.equation(compiled, Function::Backward, step));
                    let place = place(compiled, Some(step.place));
                    quote!(d::Step::new(d::Pass::#pass, #equation, #place))
                })
            })
            .collect()
    }
}

fn mask_equation(Compiled { joint, plan }: Compiled<'_>, id: NodeId, pass: &'static str) -> Option<Equation> {
    let Kind::Leaf(Leaf::Mask { rate, .. }) = joint.graph.node(id).kind else { return None };
    let dropout = find("dropout")?;
    Some(Equation {
        pass,
        name: plan.names[id.index()].clone(),
        formula: format!("Bernoulli(1 − {0}) / (1 − {0})", number(rate.0)),
        dims: joint.graph.shape(id).to_string(),
        rules: vec![(dropout.word().to_owned(), dropout.reference.formula.to_owned(), "")],
    })
}

fn described_equation(Equation { pass, name, formula, dims, rules }: &Equation) -> TokenStream {
    let (pass, formula) = (format_ident!("{pass}"), broken(formula));
    let rules = rules.iter().map(|(operation, equation, number)| {
        let equation = broken(equation);
        quote!(d::Rule::new(#operation, #equation, #number))
    });
    quote!(d::Equation::new(d::Pass::#pass, #name, #formula, #dims, &[#(#rules),*]))
}

/// What is written into an operation's circle: `f` for a function of each element, as in the seed, whose name is written below.
pub fn symbol(operation: &Operation) -> &str {
    let is_elementwise = matches!(operation.lowering(), Some(Lowering::Elementwise(_)));
    let is_word = operation.symbol.chars().all(char::is_alphabetic) || operation.symbol == operation.name;
    if is_elementwise && is_word && operation.operands.len() == 1 { "f" } else { operation.symbol }
}

pub fn described_shape(shape: &Shape) -> TokenStream {
    let Shape { rows, columns } = shape;
    quote!([#rows, #columns])
}

fn place(compiled: Compiled<'_>, place: Option<Place>) -> TokenStream {
    match place {
        Some(Place::Slot(slot)) => {
            let buffer = Literal::usize_unsuffixed(compiled.plan.slots[slot].buffer);
            quote!(d::Place::Buffer(#buffer))
        }
        Some(Place::Gradient(_)) => quote!(d::Place::Gradient),
        Some(Place::Outside(_)) => quote!(d::Place::Outside),
        None => quote!(d::Place::Inline),
    }
}

/// `.place(…)`, for what has one.
fn described_place(compiled: Compiled<'_>, found: Option<Place>) -> TokenStream {
    if found.is_none() {
        return TokenStream::new();
    }
    let place = place(compiled, found);
    quote!(.place(#place))
}

/// `.of(…)`, for what a rule made.
fn described_of(nodes: &Nodes<'_>, id: NodeId) -> TokenStream {
    if nodes.in_forward[id.index()] {
        return TokenStream::new();
    }
    let of = nodes.made_by(id).and_then(|of| nodes.position[of.index()]);
    of.map(described_position).unwrap_or_default()
}

fn described_position(of: usize) -> TokenStream {
    let of = Literal::usize_unsuffixed(of);
    quote!(.of(#of))
}
