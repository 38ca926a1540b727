//! `Name::GRAPH`: the graph as data, of the same plan as the code. It is half of an expansion, and emitted on demand.

use std::collections::{HashMap, HashSet};

use proc_macro2::{Literal, TokenStream};
use quote::{format_ident, quote};

use super::docs::doc;
use super::equation::{is_identity, number};
use super::steps::Function;
use super::text::{broken, verbatim};
use super::{Compiled, Emission};
use crate::differentiate::{BRANCH, active};
use crate::graph::shape::Shape;
use crate::graph::{Constant, Derivation, Graph, Kind, Leaf, NodeId};
use crate::ops::precedence::NONE;
use crate::ops::{Cost, Lowering, Operation};
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
    pub rules: Vec<(String, String, &'static str)>,
}

/// What is asked of the nodes of a joint graph again and again.
pub struct Nodes<'a> {
    pub compiled: Compiled<'a>,
    in_forward: Vec<bool>,
    /// For each node, its position among the values; `None` for what isn't needed.
    pub position: Vec<Option<usize>>,
    /// In the order of the values.
    pub ids: Vec<NodeId>,
    is_active: Vec<bool>,
    /// What stands for itself in the equations: what has a name of the user's, and what is used several times.
    by_name: Vec<bool>,
    /// The forward value for which a number from before the last rewrite stands.
    numbered: HashMap<u32, NodeId>,
    /// The whole adjoint of the forward value with that number.
    adjoints: HashMap<u32, NodeId>,
    is_gradient: Vec<bool>,
}

impl<'a> Nodes<'a> {
    pub fn new(compiled: Compiled<'a>) -> Self {
        let Compiled { joint, plan } = compiled;
        let graph = &joint.graph;
        let live = graph.reachable(joint.roots());
        let in_forward = graph.reachable(joint.results());
        let is_given = |id: NodeId| match graph.node(id).kind {
            Kind::Leaf(leaf) => !matches!(leaf, Leaf::Adjoint(_)),
            Kind::Constant(_) => true,
            Kind::Apply { .. } | Kind::Foreign(_) => false,
        };
        let is_itself = |id: &NodeId| graph.is_number_itself(*id) && !plan.is_stored[id.index()];
        let mut ids: Vec<NodeId> = graph.ids().filter(|id| live[id.index()] && !is_itself(id)).collect();
        ids.sort_by_key(|&id| (!is_given(id), !in_forward[id.index()], id));
        let mut position = vec![None; graph.len()];
        for (index, id) in ids.iter().enumerate() {
            position[id.index()] = Some(index);
        }
        for id in graph.ids().filter(is_itself) {
            position[id.index()] = position[graph.node(id).operands[0].index()];
        }

        let leaves: HashSet<Leaf> = joint.gradients.iter().map(|gradient| gradient.of).collect();
        let is_wanted = |id: &NodeId| matches!(graph.node(*id).kind, Kind::Leaf(leaf) if leaves.contains(&leaf));
        let wanted: Vec<NodeId> = graph.ids().filter(is_wanted).collect();
        let seeds = joint.loss.map_or_else(|| joint.outputs.clone(), |loss| vec![loss]);
        let is_active = active(graph, seeds, &wanted);

        let marked = |marks: &mut dyn Iterator<Item = NodeId>| {
            let mut marked = vec![false; graph.len()];
            marks.for_each(|id| marked[id.index()] = true);
            marked
        };
        let is_root = marked(&mut joint.roots());
        let is_gradient = marked(&mut joint.gradients.iter().map(|gradient| gradient.node));
        let uses = graph.uses();
        let used = |id: NodeId| uses[id.index()].iter().filter(|user| live[user.index()]).count();
        let mut by_name: Vec<bool> = graph
            .ids()
            .map(|id| {
                let node = graph.node(id);
                let is_number = || matches!(graph.node(node.operands[0]).kind, Kind::Leaf(Leaf::Hyper(_)));
                let is_hidden =
                    node.operation().is_some_and(is_identity) && (node.origin.name.is_none() || is_number());
                let is_computed = matches!(node.kind, Kind::Apply { .. } | Kind::Foreign(_)) && !graph.is_constant(id);
                let is_foreign = matches!(node.kind, Kind::Foreign(_));
                is_computed
                    && !is_hidden
                    && !plan.names[id.index()].is_empty()
                    && (node.origin.name.is_some() || is_foreign || used(id) > 1 || is_root[id.index()])
            })
            .collect();
        shorten(graph, &mut by_name);
        let mut numbered = HashMap::new();
        for &id in ids.iter().filter(|id| in_forward[id.index()]) {
            if let Some(number) = graph.node(id).origin.derivation.of {
                numbered.entry(number).or_insert(id);
            }
        }
        let named = ids.iter().filter(|id| !plan.names[id.index()].is_empty()).map(|id| (*id, &graph.node(*id).origin));
        let adjoints = named
            .filter(|(_, origin)| origin.name.is_some())
            .filter_map(|(id, origin)| origin.adjoint_of.map(|of| (of, id)))
            .collect();
        Nodes { compiled, in_forward, position, ids, is_active, by_name, numbered, adjoints, is_gradient }
    }

    /// The operands' positions among the values.
    fn operands(&self, id: NodeId) -> Vec<Literal> {
        let operands = self.compiled.joint.graph.node(id).operands.iter();
        operands.filter_map(|operand| self.position[operand.index()]).map(Literal::usize_unsuffixed).collect()
    }

    /// The forward value whose rule made a value of the backward pass.
    fn made_by(&self, id: NodeId) -> Option<NodeId> {
        let number = self.compiled.joint.graph.node(id).origin.derivation.of?;
        self.numbered.get(&number).copied()
    }

    /// The name of the operation that has a rule.
    fn operation_of(&self, rule: Derivation) -> String {
        let of = rule.of.and_then(|number| self.numbered.get(&number));
        match of.map(|of| &self.compiled.joint.graph.node(*of).kind) {
            Some(Kind::Foreign(call)) => call.name.to_string(),
            _ => rule.operation.to_owned(),
        }
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

    /// The rules that the equation of a value instantiates.
    fn rules(&self, id: NodeId) -> Vec<(String, String, &'static str)> {
        let graph = &self.compiled.joint.graph;
        let mut found: Vec<(String, String, &'static str)> = Vec::new();
        let (mut open, mut seen) = (vec![id], Vec::new());
        while let Some(next) = open.pop() {
            let node = graph.node(next);
            if next != id && self.by_name[next.index()] || seen.contains(&next) {
                continue;
            }
            seen.push(next);
            open.extend(node.operands.iter().rev());
            let is_backward = !self.in_forward[next.index()];
            let rule = match &node.kind {
                Kind::Leaf(_) => continue,
                Kind::Constant(_) if next != id => continue,
                Kind::Apply { operation, .. } if is_identity(operation) && !is_backward => continue,
                _ if is_backward => {
                    for rule in self.handed_on(self.compiled.summed_by(next)) {
                        if !found.contains(&rule) {
                            found.push(rule);
                        }
                    }
                    let derivation = node.origin.derivation;
                    let operation = if derivation.rule == BRANCH {
                        derivation.operation.to_owned()
                    } else {
                        self.operation_of(derivation)
                    };
                    (operation, derivation.rule.to_owned(), derivation.number)
                }
                Kind::Apply { operation, .. } => {
                    (operation.word().to_owned(), operation.reference.formula.to_owned(), node.origin.equations)
                }
                Kind::Foreign(call) => (call.name.to_string(), String::new(), ""),
                Kind::Constant(_) => continue,
            };
            if !rule.1.is_empty() && !found.contains(&rule) {
                found.push(rule);
            }
        }
        found.reverse();
        let origin = &graph.node(id).origin;
        if found.is_empty() && origin.name.is_some() {
            return self.contributed(origin.adjoint_of);
        }
        found
    }

    /// The rules by which an adjoint came about of which rewrites have left nothing else.
    fn contributed(&self, number: Option<u32>) -> Vec<(String, String, &'static str)> {
        self.handed_on(self.compiled.joint.handed_on.at_all(number))
    }

    /// Rules that left no value behind.
    fn handed_on(&self, rules: &[Derivation]) -> Vec<(String, String, &'static str)> {
        rules.iter().map(|rule| (self.operation_of(*rule), rule.rule.to_owned(), rule.number)).collect()
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
            let is_own = heads.contains(&id) || !plan.is_stored[id.index()];
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

/// What a graph's docs and its description are made from.
pub struct Described<'a> {
    pub nodes: Nodes<'a>,
    pub equations: Vec<Equation>,
}

impl Emission<'_> {
    pub fn described<'a>(&self, compiled: Compiled<'a>) -> Described<'a> {
        let nodes = Nodes::new(compiled);
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
        nodes.ids.iter().map(|&id| self.value(nodes, id)).collect()
    }

    fn value(&self, nodes: &Nodes<'_>, id: NodeId) -> TokenStream {
        let Compiled { joint, plan } = nodes.compiled;
        let node = joint.graph.node(id);
        let role = format_ident!("{}", self.role(nodes, id));
        let (dims, shape) = (node.shape.to_string(), described_shape(&node.shape));
        let name = self.value_name(nodes, id);
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
                return quote!(d::Value::leaf(#name, d::Role::#role, #shape, #dims)#adjoint #place #line);
            }
        };
        let (operands, rules) = (nodes.operands(id), nodes.local_rules(id));
        let (of, place) = (described_of(nodes, id), described_place(nodes.compiled, plan.place(id)));
        quote! {
            d::Value::computed(#name, d::Role::#role, [#operation, #symbol], &[#(#operands),*], #shape, #dims)
                #cost #rules #adjoint #of #place #line
        }
    }

    /// What a value is called where it is shown.
    pub fn value_name(&self, nodes: &Nodes<'_>, id: NodeId) -> String {
        match &nodes.compiled.joint.graph.node(id).kind {
            Kind::Constant(Constant::Number(value)) => number(value.0),
            Kind::Constant(Constant::Size(shape)) => shape.size_text(),
            Kind::Leaf(Leaf::Parameter(index)) => self.program.parameters[*index].title(),
            Kind::Leaf(Leaf::State(index)) => self.program.states[*index].title(),
            _ => nodes.compiled.plan.names[id.index()].clone(),
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
            Kind::Apply { .. } | Kind::Foreign(_) if joint.loss == Some(id) => "Loss",
            Kind::Apply { .. } | Kind::Foreign(_) if joint.outputs.contains(&id) => "Output",
            Kind::Apply { .. } | Kind::Foreign(_) if joint.updates.contains(&id) => "Update",
            Kind::Apply { .. } | Kind::Foreign(_) if nodes.in_forward[id.index()] => "Value",
            Kind::Apply { .. } | Kind::Foreign(_) if nodes.is_gradient[id.index()] => "Gradient",
            Kind::Leaf(Leaf::Adjoint(_)) | Kind::Apply { .. } | Kind::Foreign(_) => "Adjoint",
        }
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
                equations.extend(self.renamed_outputs(nodes));
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
                // A constant that is stored, since it is a result.
                if let Some(id) = completed.filter(|&id| graph.is_constant(id)) {
                    equations.push(Equation {
                        pass,
                        name: plan.names[id.index()].clone(),
                        formula: compiled.formula(id, NONE, true, &nodes.by_name, &mut Vec::new()),
                        dims: graph.shape(id).to_string(),
                        rules: nodes.rules(id),
                    });
                }
                // What is copied to where it is wanted. That the gradient of a frozen parameter is left zero is no equation.
                if let (Action::Terms(terms), false) = (&step.action, matches!(step.target, Target::Value(_))) {
                    let terms: Vec<String> = terms
                        .iter()
                        .map(|&term| compiled.formula(term, NONE, false, &nodes.by_name, &mut Vec::new()))
                        .collect();
                    let (name, formula) = (self.target_name(compiled, step), terms.join(" + "));
                    if name == formula {
                        // It has its equation already.
                        continue;
                    }
                    equations.push(Equation {
                        pass,
                        name,
                        formula,
                        dims: self.target_shape(compiled, step).to_string(),
                        rules: match compiled.copied_by(step) {
                            [] => nodes.contributed(compiled.gradient(step).and_then(|gradient| gradient.number)),
                            rules => nodes.handed_on(rules),
                        },
                    });
                }
            }
        }
        equations
    }

    /// Outputs that are other values: `output y = h`.
    fn renamed_outputs<'s>(&'s self, nodes: &'s Nodes<'_>) -> impl Iterator<Item = Equation> + 's {
        let Compiled { joint, .. } = nodes.compiled;
        self.program.outputs.iter().zip(&joint.outputs).filter_map(move |(output, &id)| {
            let (name, value) = (output.name.to_string(), self.value_name(nodes, id));
            let dims = joint.graph.shape(id).to_string();
            (name != value && !joint.graph.is_constant(id)).then(|| Equation {
                pass: "Forward",
                name,
                formula: nodes.compiled.formula(id, NONE, false, &nodes.by_name, &mut Vec::new()),
                dims,
                rules: Vec::new(),
            })
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
    of.map_or_else(TokenStream::new, |of| {
        let of = Literal::usize_unsuffixed(of);
        quote!(.of(#of))
    })
}
