//! Where stored values are: which of them take over another's storage.
//!
//! A value that one step alone reads, and that is as large as what the step computes, gives its storage to the step's
//! result: a product that feeds only a sum is accumulated in the sum's place, and a loop that is the last to read a
//! value writes over it.

use crate::graph::{Graph, Kind, NodeId};
use crate::ops::{Lowering, Scalar};

use super::stored::{Stored, is_elementwise};

/// How a stored elementwise value comes about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Making {
    /// By one loop or one kernel of its own.
    Alone,
    /// `parts` are produced in its place, one added to the other, and the rest of the sum is added in one loop.
    Sum { parts: Vec<NodeId>, rest: Vec<NodeId> },
    /// `current` is produced in its place, and one loop makes the value of it.
    InPlaceOf(NodeId),
    /// One loop of the backward pass makes the value of this one of the forward pass, which nobody reads any more, in
    /// the place where that is.
    Over(NodeId),
}

pub struct Makings {
    /// For each node; [`Making::Alone`] for what isn't stored.
    pub making: Vec<Making>,
    /// For each node, whether it is produced in another's place.
    pub is_absorbed: Vec<bool>,
}

/// Decides, in topological order, how each stored value comes about.
///
/// `is_root` marks what has to outlive its last reader, and `is_kept` what has to outlive the backward pass too;
/// `is_gradient` what is produced in the caller's gradients, where
/// nothing but sums may be accumulated, since something may be there already.
pub fn makings(
    graph: &Graph,
    stored: &Stored,
    is_root: &[bool],
    is_kept: &[bool],
    is_gradient: &[bool],
    in_forward: &[bool],
    live: &[bool],
) -> Makings {
    let mut readers = vec![0_usize; graph.len()];
    let mut backward_readers = vec![0_usize; graph.len()];
    let heads = || graph.ids().filter(|id| live[id.index()] && stored.is_stored[id.index()]);
    for id in heads() {
        for read in &stored.reads[id.index()] {
            readers[read.index()] += 1;
            backward_readers[read.index()] += usize::from(!in_forward[id.index()]);
        }
    }
    let mut makings = Makings { making: vec![Making::Alone; graph.len()], is_absorbed: vec![false; graph.len()] };
    for id in heads().filter(|&id| is_elementwise(graph, id)) {
        let can_absorb = |part: NodeId| {
            matches!(graph.node(part).kind, Kind::Apply { .. })
                && stored.is_stored[part.index()]
                && readers[part.index()] == 1
                && !is_root[part.index()]
                && in_forward[part.index()] == in_forward[id.index()]
                && graph.shape(part) == graph.shape(id)
        };
        let mut terms = Vec::new();
        sum_terms(graph, stored, id, id, &mut terms);
        let once = |part: NodeId| terms.iter().filter(|&&term| reads_term(stored, term, part)).count() == 1;
        let (parts, rest): (Vec<NodeId>, Vec<NodeId>) = terms.iter().partition(|&&term| can_absorb(term) && once(term));
        let making = if terms.len() > 1 && !parts.is_empty() {
            Making::Sum { parts, rest }
        } else if is_gradient[id.index()] {
            Making::Alone
        } else {
            let is_last_of = |read: NodeId| {
                matches!(graph.node(read).kind, Kind::Apply { .. })
                    && in_forward[read.index()]
                    && !in_forward[id.index()]
                    && backward_readers[read.index()] == 1
                    && !is_kept[read.index()]
                    && graph.shape(read) == graph.shape(id)
            };
            let reads = || stored.reads[id.index()].iter().copied();
            let current = reads().find(|&read| can_absorb(read)).map(Making::InPlaceOf);
            current.or_else(|| reads().find(|&read| is_last_of(read)).map(Making::Over)).unwrap_or(Making::Alone)
        };
        match &making {
            Making::Alone | Making::Over(_) => {}
            Making::Sum { parts, .. } => {
                for part in parts {
                    makings.is_absorbed[part.index()] = true;
                }
            }
            Making::InPlaceOf(current) => makings.is_absorbed[current.index()] = true,
        }
        makings.making[id.index()] = making;
    }
    makings
}

/// Whether a term of a sum is `part` or reads it.
fn reads_term(stored: &Stored, term: NodeId, part: NodeId) -> bool {
    term == part || !stored.is_stored[term.index()] && stored.reads[term.index()].contains(&part)
}

/// The terms of the sum at the top of a loop's expression; the expression itself if it is no sum.
fn sum_terms(graph: &Graph, stored: &Stored, head: NodeId, id: NodeId, terms: &mut Vec<NodeId>) {
    let node = graph.node(id);
    let is_sum = matches!(
        node.operation().and_then(|operation| operation.lowering()),
        Some(Lowering::Elementwise(Scalar::Infix("+", _)))
    );
    if is_sum && (id == head || !stored.is_stored[id.index()]) {
        for &operand in &node.operands {
            sum_terms(graph, stored, head, operand, terms);
        }
    } else {
        terms.push(id);
    }
}
