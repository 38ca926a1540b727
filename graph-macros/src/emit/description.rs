//! `Name::GRAPH`: the graph as data, of the same plan as the code. It is half of an expansion, and emitted on demand.

use std::cmp::Reverse;
use std::collections::{HashMap, HashSet};

use proc_macro2::{Literal, TokenStream};
use quote::{format_ident, quote};

use super::docs::doc;
use super::equation::{is_identity, number, sum};
use super::steps::Function;
use super::text::{broken, verbatim};
use super::{Compiled, Emission};
use crate::differentiate::active;
use crate::differentiate::joint::{Gradient, Joint};
use crate::graph::shape::Shape;
use crate::graph::{Constant, Graph, Kind, Leaf, NodeId, Origin};
use crate::ops::precedence::NONE;
use crate::ops::{Cost, Lowering, Operation, find};
use crate::parse::syntax::InputRole;
use crate::plan::{Action, Place, Step, Target};

/// A formula has at most so many operations.
const LONGEST: usize = 24;

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

/// A result that is another value.
pub struct Renamed {
    pub name: String,
    pub role: &'static str,
    /// Its number among the outputs, if it is one.
    pub output: Option<usize>,
    /// The state that becomes it, if one does.
    state: Option<usize>,
    pub value: NodeId,
}

/// What is asked of the nodes of a joint graph again and again.
pub struct Nodes<'a> {
    pub compiled: Compiled<'a>,
    pub in_forward: Vec<bool>,
    /// For each node, its position among the values; `None` for what isn't needed.
    pub position: Vec<Option<usize>>,
    /// In the order of the values.
    pub ids: Vec<NodeId>,
    /// How many of them belong to the forward pass. Behind them stand results that are values with another name.
    forward: usize,
    pub renamed: Vec<Renamed>,
    is_active: Vec<bool>,
    /// A value, and another one to which its adjoint goes on as it is, by a `custom_gradient`.
    detours: Vec<(NodeId, NodeId)>,
    /// What stands for itself in the equations: what has a name of the user's, and what is used several times.
    pub by_name: Vec<bool>,
    /// The forward value for which a number from before the last rewrite stands.
    pub numbered: HashMap<u32, NodeId>,
    /// The whole adjoint of the forward value with that number.
    pub adjoints: HashMap<u32, NodeId>,
    is_gradient: Vec<bool>,
    /// What a step writes under its own name: what is stored, but for parts of sums.
    is_target: Vec<bool>,
}

impl<'a> Nodes<'a> {
    pub fn new(compiled: Compiled<'a>, renamed: Vec<Renamed>) -> Self {
        let Compiled { joint, plan } = compiled;
        let graph = &joint.graph;
        let live = graph.reachable(joint.roots());
        let in_forward = graph.reachable(joint.results());
        let is_given = |id: NodeId| match graph.node(id).kind {
            Kind::Leaf(leaf) => !matches!(leaf, Leaf::Adjoint(_)),
            Kind::Constant(_) => true,
            Kind::Apply { .. } | Kind::Foreign(_) => false,
        };
        let is_itself = |id: &NodeId| graph.is_number_itself(*id);
        let mut ids: Vec<NodeId> = graph.ids().filter(|id| live[id.index()] && !is_itself(id)).collect();
        ids.sort_by_key(|&id| (!is_given(id), !in_forward[id.index()], id));
        let mut position = vec![None; graph.len()];
        let is_forward = |id: &NodeId| is_given(*id) || in_forward[id.index()];
        let forward = ids.iter().filter(|id| is_forward(id)).count();
        for (index, id) in ids.iter().enumerate() {
            position[id.index()] = Some(if index < forward { index } else { index + renamed.len() });
        }
        for id in graph.ids().filter(is_itself) {
            position[id.index()] = position[graph.node(id).operands[0].index()];
        }

        let leaves: HashSet<Leaf> = joint.gradients.iter().map(|gradient| gradient.of).collect();
        let is_wanted = |id: &NodeId| matches!(graph.node(*id).kind, Kind::Leaf(leaf) if leaves.contains(&leaf));
        let wanted: Vec<NodeId> = graph.ids().filter(is_wanted).collect();
        let seeds = joint.loss.map_or_else(|| joint.outputs.clone(), |loss| vec![loss]);

        let marked = |marks: &mut dyn Iterator<Item = NodeId>| {
            let mut marked = vec![false; graph.len()];
            marks.for_each(|id| marked[id.index()] = true);
            marked
        };
        let is_root = marked(&mut joint.roots());
        let is_gradient = marked(&mut joint.gradients.iter().map(|gradient| gradient.node));
        let is_target = marked(&mut plan.forward.iter().chain(&plan.backward).filter_map(|step| match step.target {
            Target::Value(id) => Some(id),
            Target::Gradient(_) | Target::InputGradient(_) | Target::Update(_) => None,
        }));
        let uses = graph.uses();
        let used = |id: NodeId| uses[id.index()].iter().filter(|user| live[user.index()]).count();
        let mut by_name: Vec<bool> = graph
            .ids()
            .map(|id| {
                let node = graph.node(id);
                let is_number = || matches!(graph.node(node.operands[0]).kind, Kind::Leaf(Leaf::Hyper(_)));
                let is_hidden =
                    node.operation().is_some_and(is_identity) && (node.origin.name.is_none() || is_number());
                // What is made of constants is a number, unless it stands in the workspace.
                let is_stored = || plan.is_stored[id.index()];
                let is_computed = matches!(node.kind, Kind::Apply { .. } | Kind::Foreign(_))
                    && (!graph.is_constant(id) || is_stored());
                let is_foreign = matches!(node.kind, Kind::Foreign(_));
                is_computed
                    && !is_hidden
                    && !plan.names[id.index()].is_empty()
                    && (node.origin.name.is_some() || is_foreign || used(id) > 1 || is_root[id.index()])
            })
            .collect();
        shorten(graph, &mut by_name);
        let numbered = joint.by_number(ids.iter().copied().filter(|id| in_forward[id.index()]));
        let (detours, is_active) = detours(joint, &ids, &numbered, seeds, wanted);
        let named = ids.iter().filter(|id| !plan.names[id.index()].is_empty()).map(|id| (*id, &graph.node(*id).origin));
        // A constant has a name of its own where it stands in the workspace.
        let is_whole = |id: NodeId, origin: &Origin| {
            if graph.is_constant(id) { plan.is_stored[id.index()] } else { origin.name.is_some() }
        };
        let mut adjoints: HashMap<u32, NodeId> = named
            .filter(|(id, origin)| is_whole(*id, origin))
            .filter_map(|(id, origin)| origin.adjoint_of.map(|of| (of, id)))
            .collect();
        for (custom, value) in &joint.detours {
            if let Some(&adjoint) = adjoints.get(custom) {
                adjoints.entry(*value).or_insert(adjoint);
            }
        }
        Nodes {
            compiled,
            in_forward,
            position,
            ids,
            forward,
            renamed,
            is_active,
            detours,
            by_name,
            numbered,
            adjoints,
            is_gradient,
            is_target,
        }
    }

    /// The operands' positions among the values.
    fn operands(&self, id: NodeId) -> Vec<Literal> {
        let operands = self.compiled.joint.graph.node(id).operands.iter();
        operands.filter_map(|operand| self.position[operand.index()]).map(Literal::usize_unsuffixed).collect()
    }

    /// The positions of the values to which the adjoint of a value goes on without their being operands.
    pub fn detours(&self, id: NodeId) -> Vec<usize> {
        let of_value = self.detours.iter().filter(|(value, _)| *value == id);
        of_value.filter_map(|(_, to)| self.position[to.index()]).collect()
    }

    /// The forward value whose rule made a value of the backward pass.
    fn made_by(&self, id: NodeId) -> Option<NodeId> {
        let number = self.compiled.joint.graph.node(id).origin.derivation.of?;
        self.numbered.get(&number).copied()
    }

    /// What an adjoint becomes on the way to each operand; nothing where none passes.
    pub fn rules_of_operands(&self, id: NodeId) -> Vec<Option<String>> {
        if !self.in_forward[id.index()] || !self.is_active[id.index()] {
            return Vec::new();
        }
        let operands = &self.compiled.joint.graph.node(id).operands;
        let rule = |(index, operand): (usize, &NodeId)| {
            self.is_active[operand.index()].then(|| self.compiled.local_rule(id, index)).flatten()
        };
        operands.iter().enumerate().map(rule).collect()
    }

    /// `.rules(&[Some("· wᵀ"), None])`, for what an adjoint passes.
    fn local_rules(&self, id: NodeId) -> TokenStream {
        let rules = self.rules_of_operands(id);
        if rules.is_empty() {
            return TokenStream::new();
        }
        let rules = rules.into_iter().map(|rule| match rule {
            None => quote!(None),
            Some(rule) => {
                let rule = broken(&rule);
                quote!(Some(#rule))
            }
        });
        quote!(.rules(&[#(#rules),*]))
    }

    /// Whether the adjoint of a result is a part of that of the value that it is.
    pub fn comes_back(&self, renamed: &Renamed) -> bool {
        let is_seed = renamed.role == "Loss" || self.given_adjoint(renamed.output).is_some();
        is_seed && self.is_active[renamed.value.index()]
    }

    /// The name of the adjoint that the caller hands in for an output.
    pub fn given_adjoint(&self, output: Option<usize>) -> Option<&str> {
        let leaf = Leaf::Adjoint(output?);
        let id = self.ids.iter().find(|id| *self.kind(**id) == Kind::Leaf(leaf))?;
        Some(&self.compiled.plan.names[id.index()])
    }

    pub fn kind(&self, id: NodeId) -> &Kind {
        &self.compiled.joint.graph.node(id).kind
    }

    /// The nodes that a step computes: those of its expression that are not computed by a step of their own, and what it completes.
    fn computed_by(&self, step: &Step, completed: Option<NodeId>, done: &mut [bool]) -> Vec<NodeId> {
        let mut found = Vec::new();
        let mut open: Vec<NodeId> = match &step.action {
            Action::Kernel(id) | Action::Loop(id) | Action::Update(id, _) | Action::Mask(id) => vec![*id],
            Action::Terms(terms) => terms.clone(),
            Action::Zero => Vec::new(),
        };
        if let Target::Value(target) = step.target {
            open.retain(|&id| id != target);
        }
        open.extend(completed);
        let (graph, plan) = (&self.compiled.joint.graph, self.compiled.plan);
        let heads = open.clone();
        while let Some(id) = open.pop() {
            let is_own = heads.contains(&id) || !plan.is_stored[id.index()] || !self.is_target[id.index()];
            if done[id.index()] || !is_own || !matches!(graph.node(id).kind, Kind::Apply { .. } | Kind::Foreign(_)) {
                continue;
            }
            done[id.index()] = true;
            found.push(id);
            open.extend(&graph.node(id).operands);
        }
        found.sort();
        found
    }
}

/// The ways that an adjoint takes by a `custom_gradient`, and which values adjoints pass then.
///
/// The operation itself is gone: it is its first operand. Only where that has no derivative of its own is it clear that all that comes to it goes
/// on to the second one.
fn detours(
    joint: &Joint,
    ids: &[NodeId],
    numbered: &HashMap<u32, NodeId>,
    mut seeds: Vec<NodeId>,
    mut wanted: Vec<NodeId>,
) -> (Vec<(NodeId, NodeId)>, Vec<bool>) {
    let graph = &joint.graph;
    let is_active = active(graph, seeds.iter().copied(), &wanted);
    if joint.detours.is_empty() {
        return (Vec::new(), is_active);
    }
    // What a `custom_gradient` has become has the numbers of both.
    let mut numbers: HashMap<NodeId, Vec<u32>> = HashMap::new();
    for (&number, &value) in numbered {
        numbers.entry(value).or_default().push(number);
    }
    let is_computed = |id: NodeId| matches!(graph.node(id).kind, Kind::Apply { .. } | Kind::Foreign(_));
    let mut found = Vec::new();
    for &to in ids {
        let rules = numbers.get(&to).into_iter().flatten().flat_map(|number| joint.handed_on.at_all(*number));
        let customs = rules.filter_map(|(rule, _)| joint.detours.get(&rule.of?));
        let values = customs.filter_map(|value| numbered.get(value).copied());
        found.extend(
            values
                .filter(|value| *value > to && is_computed(*value) && !is_active[value.index()])
                .map(|value| (value, to)),
        );
    }
    found.sort_by_key(|found| Reverse(*found));
    found.dedup();
    let values: Vec<NodeId> = found.iter().map(|(value, _)| *value).collect();
    found.retain(|&(value, to)| {
        let comes_there = active(graph, seeds.iter().copied(), &[value])[value.index()];
        let further = values.iter().copied().filter(|other| *other < value);
        let ends: Vec<NodeId> = wanted.iter().copied().chain(further).collect();
        let goes_on = active(graph, [to], &ends)[to.index()];
        if comes_there && goes_on {
            seeds.push(to);
            wanted.push(value);
        }
        comes_there && goes_on
    });
    let is_active = if found.is_empty() { is_active } else { active(graph, seeds, &wanted) };
    (found, is_active)
}

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

/// Has a part of each formula that would be too long to be read stand for itself.
fn shorten(graph: &Graph, by_name: &mut [bool]) {
    let mut sizes = vec![0_usize; graph.len()];
    for id in graph.ids().filter(|&id| matches!(graph.node(id).kind, Kind::Apply { .. }) && !graph.is_constant(id)) {
        let parts = graph.node(id).operands.iter().filter(|operand| !by_name[operand.index()]);
        let size = parts.map(|operand| sizes[operand.index()]).sum::<usize>() + 1;
        by_name[id.index()] |= size >= LONGEST;
        sizes[id.index()] = size;
    }
}

/// For each value, the first step that writes it, and the last one that writes or reads it; steps are counted through both passes.
struct Lives {
    steps: usize,
    forward: usize,
    first: Vec<Option<usize>>,
    last: Vec<usize>,
}

impl Lives {
    fn new(Compiled { joint, plan }: Compiled<'_>) -> Self {
        let (mut first, mut last) = (vec![None; joint.graph.len()], vec![0; joint.graph.len()]);
        for (time, step) in plan.forward.iter().chain(&plan.backward).enumerate() {
            let (made, current) = match step.action {
                Action::Kernel(id) | Action::Loop(id) | Action::Mask(id) => (Some(id), None),
                Action::Update(id, current) => (Some(id), Some(current)),
                Action::Terms(_) | Action::Zero => (None, None),
            };
            let target = match step.target {
                Target::Value(id) => Some(id),
                Target::Gradient(_) | Target::InputGradient(_) | Target::Update(_) => None,
            };
            for id in made.into_iter().chain(target) {
                first[id.index()].get_or_insert(time);
                last[id.index()] = time;
            }
            for id in current.into_iter().chain(step.reads.iter().copied()) {
                last[id.index()] = time;
            }
        }
        let forward = plan.forward.len();
        Lives { steps: forward + plan.backward.len(), forward, first, last }
    }

    /// The values that a slot holds, and from when to when; `None` for a copy that is no value of its own.
    fn held(&self, nodes: &Nodes<'_>, slot: usize) -> Vec<Held> {
        let Compiled { joint, plan } = nodes.compiled;
        let end = self.steps.saturating_sub(1);
        let here = Place::Slot(slot);
        let values = &plan.slots[slot].values;
        if values.is_empty() {
            let mut steps = plan.forward.iter().chain(&plan.backward);
            let from = steps.position(|step| step.place == here);
            return from.map(|from| Held { value: None, from, to: end, is_saved: false }).into_iter().collect();
        }
        let is_result = |id: NodeId| joint.results().any(|result| result == id);
        let stays = |id: NodeId| {
            joint.updates.contains(&id)
                || nodes.is_gradient[id.index()] && plan.input_gradients.iter().any(|(_, place)| *place == here)
        };
        let lived = values.iter().filter_map(|&id| {
            let last = self.last[id.index()];
            let to = match () {
                () if stays(id) => end,
                () if is_result(id) => last.max(self.forward.saturating_sub(1)),
                () => last,
            };
            Some(Held { value: Some(id), from: self.first[id.index()]?, to, is_saved: false })
        });
        let mut held: Vec<Held> = lived.collect();
        if plan.slots[slot].saved {
            // What the forward pass leaves there.
            if let Some(left) = held.iter_mut().rfind(|held| held.from < self.forward) {
                left.is_saved = true;
            }
        }
        held
    }
}

/// A value in its slot; see [`Lives::held`].
struct Held {
    value: Option<NodeId>,
    from: usize,
    to: usize,
    is_saved: bool,
}

fn described_buffers(nodes: &Nodes<'_>) -> Vec<TokenStream> {
    let compiled = nodes.compiled;
    let lives = Lives::new(compiled);
    let buffers = compiled.plan.buffers.iter();
    buffers
        .map(|buffer| {
            let (name, dims, shape) = (&buffer.name, buffer.shape.to_string(), described_shape(&buffer.shape));
            let held = buffer.slots.iter().flat_map(|&index| {
                let slot = &compiled.plan.slots[index];
                lives.held(nodes, index).into_iter().map(move |Held { value, from, to, is_saved }| {
                    let name = value.map_or(&slot.name, |id| &compiled.plan.names[id.index()]);
                    let shape = described_shape(value.map_or(&slot.shape, |id| compiled.joint.graph.shape(id)));
                    let (from, to) = (Literal::usize_unsuffixed(from), Literal::usize_unsuffixed(to));
                    let saved = if is_saved { quote!(.saved()) } else { TokenStream::new() };
                    quote!(d::Held::new(#name, #shape, #from, #to)#saved)
                })
            });
            quote! {
                d::Buffer::new(#name, #shape, #dims, &[#(#held),*])
            }
        })
        .collect()
}

fn described_shape(shape: &Shape) -> TokenStream {
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
