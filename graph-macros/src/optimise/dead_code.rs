//! What no root depends on is dropped: adjoints that nobody asked for, and what rewrites left behind.

use crate::graph::{Graph, NodeId};

pub fn drop_unused(graph: &Graph, roots: &mut [NodeId]) -> Graph {
    let needed = graph.reachable(roots.iter().copied());
    let mut kept = Graph::default();
    let mut images: Vec<Option<NodeId>> = vec![None; graph.len()];
    for id in graph.ids().filter(|id| needed[id.index()]) {
        let mut node = graph.node(id).clone();
        node.operands = node.operands.iter().filter_map(|operand| images[operand.index()]).collect();
        images[id.index()] = Some(kept.add(node));
    }
    for root in roots {
        *root = images[root.index()].unwrap_or(*root);
    }
    kept
}
