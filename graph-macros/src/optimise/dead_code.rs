//! What no root depends on is dropped: adjoints that nobody asked for, and what rewrites left behind.

use crate::graph::{Graph, Images, NodeId};

pub fn drop_unused(graph: &Graph, roots: &mut [NodeId]) -> Graph {
    let needed = graph.reachable(roots.iter().copied());
    let mut kept = Graph::default();
    let mut images = Images::of(graph);
    for id in graph.ids().filter(|id| needed[id.index()]) {
        images.set(id, kept.add(images.moved(graph.node(id))));
    }
    images.replace(roots);
    kept
}
