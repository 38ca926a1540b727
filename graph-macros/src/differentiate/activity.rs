//! Which nodes an adjoint has to pass: those between a wanted leaf and the values where adjoints start.

use std::rc::Rc;

use crate::graph::{Graph, Kind, NodeId};
use crate::ops::{Derivative, Operation, Rule};

/// For each node, whether it depends on a wanted leaf and a seed depends on it, along operands that adjoints go
/// through.
pub fn active(graph: &Graph, seeds: impl IntoIterator<Item = NodeId>, wanted: &[NodeId]) -> Vec<bool> {
    let mut below = vec![false; graph.len()];
    for leaf in wanted {
        below[leaf.index()] = true;
    }
    for id in graph.ids() {
        below[id.index()] |= passes(graph, id).any(|operand| below[operand.index()]);
    }
    let mut above = vec![false; graph.len()];
    for seed in seeds {
        above[seed.index()] = true;
    }
    for id in graph.ids().rev() {
        if above[id.index()] {
            for operand in passes(graph, id) {
                above[operand.index()] = true;
            }
        }
    }
    below.into_iter().zip(above).map(|(below, above)| below && above).collect()
}

/// Where adjoints end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum End {
    Operation(&'static Operation),
    /// A Rust function of the user's.
    Foreign(Rc<str>),
}

/// Where the adjoints that come down from the seeds end on their way to a leaf, with the reason where one is known; each
/// once, in their order.
pub fn ends(graph: &Graph, seeds: impl IntoIterator<Item = NodeId>, leaf: NodeId) -> Vec<(End, Option<&'static str>)> {
    let needed = graph.reachable(seeds);
    let mut below = vec![false; graph.len()];
    below[leaf.index()] = true;
    let mut ends: Vec<(End, Option<&'static str>)> = Vec::new();
    for id in graph.ids().filter(|id| needed[id.index()]) {
        below[id.index()] |= passes(graph, id).any(|operand| below[operand.index()]);
        for (index, operand) in graph.node(id).operands.iter().enumerate() {
            let Some((end, reason)) = end(graph, id, index) else { continue };
            if below[operand.index()] && ends.iter().all(|(known, _)| *known != end) {
                ends.push((end, reason));
            }
        }
    }
    ends
}

/// Whether an adjoint of this node ends before it comes to an operand.
fn end(graph: &Graph, id: NodeId, operand: usize) -> Option<(End, Option<&'static str>)> {
    let node = graph.node(id);
    if let Kind::Foreign(call) = &node.kind {
        let has_none = !call.derivatives.get(operand).copied().unwrap_or(false);
        return has_none.then(|| (End::Foreign(call.name.clone()), Some("`_` stands in the place of its adjoint")));
    }
    let operation = node.operation()?;
    let reason = match operation.derivative()? {
        Derivative::Rules(_) => match operation.rule(operand)? {
            Rule::Flat(reason) => Some(*reason),
            Rule::Adjoint(..) => return None,
        },
        Derivative::Stops => None,
    };
    Some((End::Operation(operation), reason))
}

/// The operands that an adjoint of this node reaches. If there is not one rule for each operand they all count, so that
/// the walk comes to the node and reports it.
fn passes(graph: &Graph, id: NodeId) -> impl Iterator<Item = NodeId> + '_ {
    let node = graph.node(id);
    let operation = node.operation();
    let stops = matches!(operation.and_then(|operation| operation.derivative()), Some(Derivative::Stops));
    let is_sound = operation.is_some_and(|operation| operation.has_rules_for(node.operands.len()));
    let goes_through = move |index: usize| {
        if let Kind::Foreign(call) = &node.kind {
            return call.derivatives.get(index).copied().unwrap_or(false);
        }
        if is_sound {
            matches!(operation.and_then(|operation| operation.rule(index)), Some(Rule::Adjoint(..)))
        } else {
            !stops
        }
    };
    node.operands.iter().enumerate().filter(move |(index, _)| goes_through(*index)).map(|(_, operand)| *operand)
}
