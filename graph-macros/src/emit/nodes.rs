//! What the description, the docs and the pictures ask of the nodes of a joint graph.

use std::cmp::Reverse;
use std::collections::{HashMap, HashSet};

use proc_macro2::{Literal, TokenStream};
use quote::quote;

use super::Compiled;
use super::equation::is_identity;
use super::text::broken;
use crate::differentiate::active;
use crate::differentiate::joint::Joint;
use crate::graph::{Graph, Kind, Leaf, NodeId, Origin};
use crate::plan::{Action, Step, Target};

/// A formula has at most so many operations.
const LONGEST: usize = 24;

/// A result that is another value.
pub struct Renamed {
    pub name: String,
    pub role: &'static str,
    /// Its number among the outputs, if it is one.
    pub output: Option<usize>,
    /// The state that becomes it, if one does.
    pub state: Option<usize>,
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
    pub forward: usize,
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
    pub is_gradient: Vec<bool>,
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
    pub fn operands(&self, id: NodeId) -> Vec<Literal> {
        let operands = self.compiled.joint.graph.node(id).operands.iter();
        operands.filter_map(|operand| self.position[operand.index()]).map(Literal::usize_unsuffixed).collect()
    }

    /// The positions of the values to which the adjoint of a value goes on without their being operands.
    pub fn detours(&self, id: NodeId) -> Vec<usize> {
        let of_value = self.detours.iter().filter(|(value, _)| *value == id);
        of_value.filter_map(|(_, to)| self.position[to.index()]).collect()
    }

    /// The forward value whose rule made a value of the backward pass.
    pub fn made_by(&self, id: NodeId) -> Option<NodeId> {
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
    pub fn local_rules(&self, id: NodeId) -> TokenStream {
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
    pub fn computed_by(&self, step: &Step, completed: Option<NodeId>, done: &mut [bool]) -> Vec<NodeId> {
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
