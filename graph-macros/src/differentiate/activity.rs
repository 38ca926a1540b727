//! Which nodes an adjoint has to pass: those between a wanted leaf and the values where adjoints start.

use crate::graph::{Graph, Kind, NodeId};
use crate::ops::{Derivative, Rule};

/// For each node, whether it depends on a wanted leaf and a seed depends on it, along operands that adjoints go through.
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

/// The operands that an adjoint of this node reaches.
fn passes(graph: &Graph, id: NodeId) -> impl Iterator<Item = NodeId> + '_ {
    let node = graph.node(id);
    let rules: &[Rule] = match &node.kind {
        Kind::Apply { operation, .. } => match operation.derivative() {
            Some(Derivative::Rules(rules)) => rules,
            Some(Derivative::Stops) | None => &[],
        },
        Kind::Leaf(_) | Kind::Constant(_) => &[],
    };
    node.operands.iter().zip(rules).filter(|(_, rule)| matches!(rule, Rule::Adjoint(..))).map(|(operand, _)| *operand)
}
