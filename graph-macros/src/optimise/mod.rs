//! Passes from a graph to an equal one that costs less. Each keeps what its roots compute.
//!
//! The rewrites themselves are data: an equation a line, in [`fusions`] and [`identities`].

mod dead_code;
mod fusions;
mod identities;
mod modes;
mod rewrite;
mod sharing;
#[cfg(test)]
mod tests;

use crate::graph::{Graph, NodeId};

/// Before differentiation: operations that are one operation together, so that their derivative is one too.
pub fn fuse(graph: &Graph, roots: &mut [NodeId]) -> Graph {
    rewrite::rewrite(graph, roots, fusions::RULES)
}

/// The graph as it is in training.
pub fn for_training(graph: &Graph, roots: &mut [NodeId]) -> Graph {
    rewrite::rewrite(graph, roots, modes::TRAINING)
}

/// The graph as it is in `predict`.
pub fn for_prediction(graph: &Graph, roots: &mut [NodeId]) -> Graph {
    rewrite::rewrite(graph, roots, modes::PREDICTION)
}

/// After differentiation: algebra, and transposes taken into products.
pub fn simplify(graph: &Graph, roots: &mut [NodeId]) -> Graph {
    rewrite::rewrite(graph, roots, identities::RULES)
}

/// Last: what forward and backward pass both need in parts is computed once.
pub fn share(graph: &Graph, roots: &mut [NodeId]) -> Graph {
    sharing::share(graph, roots)
}
