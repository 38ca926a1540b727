//! What is computed for one purpose and of use for another: the softmax that the backward pass needs of the logits holds the
//! sums of exponentials that the loss needs.
//!
//! This comes last, in the joint graph: before, nobody knows what the backward pass needs.

use std::collections::HashMap;

use crate::graph::{Derivation, Graph, Images, Kind, Node, NodeId, Origin};
use crate::ops;

/// An operation that is cheaper if another one of its first operand is there.
struct Sharing {
    operation: &'static str,
    /// The other operation.
    given: &'static str,
    /// What it is then, of its own operands and the other's result.
    becomes: &'static str,
}

const SHARINGS: &[Sharing] = &[
    Sharing { operation: "softmax_cross_entropy", given: "softmax", becomes: "softmax_cross_entropy_of" },
    Sharing { operation: "label_softmax_cross_entropy", given: "softmax", becomes: "label_softmax_cross_entropy_of" },
];

/// The graph with every operation replaced that can share; without what the roots don't need.
pub fn share(graph: &Graph, roots: &mut [NodeId]) -> Graph {
    let needed = graph.reachable(roots.iter().copied());
    let live = || graph.ids().filter(|id| needed[id.index()]);
    let mut given: HashMap<(&str, NodeId), NodeId> = HashMap::new();
    for id in live() {
        let node = graph.node(id);
        if let (Some(operation), [operand]) = (node.operation(), node.operands.as_slice()) {
            given.insert((operation.name, *operand), id);
        }
    }
    let mut shared = Graph::default();
    let mut images = Images::of(graph);
    for id in live() {
        let node = graph.node(id);
        let partner = SHARINGS.iter().find_map(|sharing| {
            let is_it = node.operation().is_some_and(|operation| operation.name == sharing.operation);
            let other = *given.get(&(sharing.given, *node.operands.first()?))?;
            is_it.then_some((ops::find(sharing.becomes)?, other))
        });
        let mut moved = images.moved(node);
        if let Some((operation, other)) = partner {
            // It stands behind the operation in the graph, and before it now.
            let image =
                images.get(other).unwrap_or_else(|| shared.add(brought_forward(images.moved(graph.node(other)), node)));
            images.set(other, image);
            moved.kind = Kind::Apply { operation, attributes: Vec::new() };
            moved.operands.push(image);
        }
        images.set(id, shared.add(moved));
    }
    images.replace(roots);
    shared
}

/// What the backward pass computed, as a step on the way to a value of the forward pass.
fn brought_forward(other: Node, user: &Node) -> Node {
    if other.origin.adjoint_of.is_none() {
        return other;
    }
    let equations = other.operation().map_or("", |operation| (operation.equations)(&[&other.shape]));
    let origin =
        Origin { name: None, adjoint_of: None, equations, derivation: Derivation::default(), ..user.origin.clone() };
    Node { origin, ..other }
}
