//! Which nodes an adjoint has to pass: those between a wanted leaf and the values where adjoints start.

use crate::graph::{Graph, NodeId};
use crate::ops::{Derivative, Rule};

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

/// The operands that an adjoint of this node reaches. If there is not one rule for each operand they all count, so that
/// the walk comes to the node and reports it.
pub fn passes(graph: &Graph, id: NodeId) -> impl Iterator<Item = NodeId> + '_ {
    let node = graph.node(id);
    let operation = node.operation();
    let stops = matches!(operation.and_then(|operation| operation.derivative()), Some(Derivative::Stops));
    let is_sound = operation.is_some_and(|operation| operation.has_rules_for(node.operands.len()));
    let goes_through = move |index: usize| {
        if is_sound {
            matches!(operation.and_then(|operation| operation.rule(index)), Some(Rule::Adjoint(..)))
        } else {
            !stops
        }
    };
    node.operands.iter().enumerate().filter(move |(index, _)| goes_through(*index)).map(|(_, operand)| *operand)
}
