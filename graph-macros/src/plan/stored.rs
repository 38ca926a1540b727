//! Which values are stored; the others are computed inside the loop of the one value that uses them.
//!
//! A product, a reduction or a softmax is always stored. An elementwise value is part of a loop when everything that
//! uses it is part of that same loop, but for a sum of products, in whose place they are accumulated; losses of rows that are only added up
//! are added up where they are computed; a value made of constants alone is part of every loop that uses it, and so is arithmetic on inputs
//! and parameters that is cheaper to do again than to store.

use std::collections::BTreeSet;

use crate::differentiate::joint::Joint;
use crate::graph::{Graph, Kind, Leaf, NodeId};
use crate::ops::{Cost, Lowering, Scalar};

/// A loop takes at most this many operands: as many as the kernels' tuples hold.
const MOST_OPERANDS: usize = 12;
/// A loop's expression has at most this many operations, so that it can be read.
const MOST_OPERATIONS: usize = 32;

/// What is known of the nodes when loops are formed.
pub struct Stored {
    /// For each node, whether its value has a place of its own.
    pub is_stored: Vec<bool>,
    /// For each node that is part of a loop, or starts one, the stored values that its expression reads.
    pub reads: Vec<BTreeSet<NodeId>>,
}

pub fn stored(joint: &Joint, live: &[bool], in_forward: &[bool]) -> Stored {
    let graph = &joint.graph;
    let uses = graph.uses();
    let mut heads = Heads { graph, is_root: vec![false; graph.len()], head: vec![None; graph.len()] };
    for root in joint.roots() {
        heads.is_root[root.index()] = true;
    }
    for id in graph.ids().rev().filter(|id| live[id.index()]) {
        let users = uses[id.index()].iter().copied().filter(|user| live[user.index()]);
        heads.head[id.index()] = heads.loop_of(id, users, in_forward);
    }
    let mut is_stored: Vec<bool> = graph
        .ids()
        .map(|id| {
            live[id.index()]
                && heads.head[id.index()].is_none_or(|head| head == id)
                && !is_constant_in_loop(graph, id, &heads, &uses, live)
                && !is_cheaper_again(graph, id, &heads, &uses, live)
                && !is_only_added_up(graph, id, &heads, &uses, live)
        })
        .collect();
    store_sums_of_products(&heads, live, in_forward, &uses, &mut is_stored);
    let reads = split_long_loops(graph, live, &mut is_stored);
    Stored { is_stored, reads }
}

struct Heads<'a> {
    graph: &'a Graph,
    is_root: Vec<bool>,
    /// The node in whose loop each node is computed: itself, for what is stored.
    head: Vec<Option<NodeId>>,
}

impl Heads<'_> {
    fn loop_of(&self, id: NodeId, users: impl Iterator<Item = NodeId>, in_forward: &[bool]) -> Option<NodeId> {
        if self.is_root[id.index()] || !is_elementwise(self.graph, id) {
            return Some(id);
        }
        let mut common = None;
        for user in users {
            let head = if is_elementwise(self.graph, user) {
                self.head[user.index()]?
            } else if is_reduction(self.graph, user) {
                user
            } else {
                return Some(id);
            };
            if common.is_some_and(|common| common != head) {
                return Some(id);
            }
            common = Some(head);
        }
        let head = common.unwrap_or(id);
        let same_pass = in_forward[id.index()] == in_forward[head.index()];
        if same_pass && self.fits(id, head) { Some(head) } else { Some(id) }
    }

    /// Whether a value can be computed inside a loop without being computed more than once an element.
    fn fits(&self, id: NodeId, head: NodeId) -> bool {
        let domain = if is_reduction(self.graph, head) { self.graph.node(head).operands[0] } else { head };
        self.graph.shape(id) == self.graph.shape(domain) || is_cheap(self.graph, id)
    }
}

/// A constant, or arithmetic on constants alone, or a number that is handed in by value, that only loops use: it is
/// written into each of them.
fn is_constant_in_loop(graph: &Graph, id: NodeId, heads: &Heads<'_>, uses: &[Vec<NodeId>], live: &[bool]) -> bool {
    (graph.is_constant(id) || is_number_by_value(graph, id))
        && !heads.is_root[id.index()]
        && uses[id.index()].iter().filter(|user| live[user.index()]).all(|&user| is_elementwise(graph, user))
}

/// Arithmetic on what the caller has lent, where less goes through memory if each loop that uses it computes it again than if one
/// stores it and the others read it. Nothing has to be kept for that: the operands are there until the end of the backward pass.
fn is_cheaper_again(graph: &Graph, id: NodeId, heads: &Heads<'_>, uses: &[Vec<NodeId>], live: &[bool]) -> bool {
    let is_lent = |operand: &NodeId| {
        let kind = &graph.node(*operand).kind;
        matches!(kind, Kind::Leaf(Leaf::Input(_) | Leaf::Parameter(_) | Leaf::State(_) | Leaf::Hyper(_)))
            || graph.is_constant(*operand)
    };
    let operands = &graph.node(id).operands;
    if heads.is_root[id.index()] || !is_cheap(graph, id) || !operands.iter().all(is_lent) {
        return false;
    }
    let mut users = uses[id.index()].iter().copied().filter(|user| live[user.index()]);
    let mut loops = 0;
    let only_loops_use_it = users.all(|user| {
        loops += 1;
        is_elementwise(graph, user) || is_reduction(graph, user)
    });
    let is_whole = |operand: &&NodeId| graph.shape(**operand) == graph.shape(id) && !graph.is_constant(**operand);
    let whole = operands.iter().filter(is_whole).count();
    // The matrices that each loop reads, and on the other side those that the one reads and writes, and what all of them read of it.
    only_loops_use_it && loops * whole <= whole + 1 + loops
}

/// Losses of rows that nothing but one sum or mean reads.
fn is_only_added_up(graph: &Graph, id: NodeId, heads: &Heads<'_>, uses: &[Vec<NodeId>], live: &[bool]) -> bool {
    let mut users = uses[id.index()].iter().copied().filter(|user| live[user.index()]);
    match (users.next(), users.next()) {
        (Some(user), None) => {
            !heads.is_root[id.index()] && added_up(graph, user).is_some_and(|(losses, _)| losses == id)
        }
        _ => false,
    }
}

/// The losses that a value is the sum or the mean of, and what `keisan::kernels` calls that.
pub fn added_up(graph: &Graph, id: NodeId) -> Option<(NodeId, &'static str)> {
    let lowering = |id: NodeId| graph.node(id).operation().and_then(|operation| operation.lowering());
    let total = match lowering(id)? {
        Lowering::Reduction { kernel: "sum", .. } => "Sum",
        Lowering::Reduction { kernel: "mean", .. } => "Mean",
        _ => return None,
    };
    let losses = graph.node(id).operands[0];
    matches!(lowering(losses)?, Lowering::Losses { .. }).then_some((losses, total))
}

fn is_number_by_value(graph: &Graph, id: NodeId) -> bool {
    let is_number = |operand: &NodeId| matches!(graph.node(*operand).kind, Kind::Leaf(Leaf::Hyper(_)));
    graph.node(id).operands.iter().all(is_number) && is_elementwise(graph, id)
}

pub fn is_elementwise(graph: &Graph, id: NodeId) -> bool {
    matches!(graph.node(id).operation().and_then(|operation| operation.lowering()), Some(Lowering::Elementwise(_)))
}

pub fn is_reduction(graph: &Graph, id: NodeId) -> bool {
    matches!(graph.node(id).operation().and_then(|operation| operation.lowering()), Some(Lowering::Reduction { .. }))
}

/// Arithmetic: cheaper to do again than to store. Labels are read in a loop of their own shape alone.
fn is_cheap(graph: &Graph, id: NodeId) -> bool {
    let is_labels = |operand: &NodeId| matches!(graph.node(*operand).kind, Kind::Leaf(Leaf::Labels(_)));
    !graph.node(id).operands.iter().any(is_labels)
        && matches!(
            graph.node(id).operation().and_then(|operation| operation.lowering()),
            Some(Lowering::Elementwise(Scalar::Infix(..) | Scalar::Negation | Scalar::Identity))
        )
}

/// Stores each sum whose terms are all products that nothing else uses: the second product is added to the first one, and the loop that uses
/// the sum reads one matrix.
fn store_sums_of_products(
    heads: &Heads<'_>,
    live: &[bool],
    in_forward: &[bool],
    uses: &[Vec<NodeId>],
    is_stored: &mut [bool],
) {
    let graph = heads.graph;
    let is_used_once = |id: NodeId| {
        !heads.is_root[id.index()] && uses[id.index()].iter().filter(|user| live[user.index()]).count() == 1
    };
    let is_product =
        |id: NodeId| graph.node(id).operation().is_some_and(|operation| matches!(operation.cost, Cost::Product));
    let mut is_sum_of_products = vec![false; graph.len()];
    for id in graph.ids().filter(|id| live[id.index()]) {
        let node = graph.node(id);
        let is_sum = is_elementwise(graph, id) && node.operation().is_some_and(|operation| operation.name == "add");
        let is_part = |part: &NodeId| {
            (is_product(*part) || is_sum_of_products[part.index()])
                && is_used_once(*part)
                && in_forward[part.index()] == in_forward[id.index()]
                && graph.shape(*part) == graph.shape(id)
        };
        if is_sum && node.operands.iter().all(is_part) {
            is_stored[id.index()] = true;
            is_sum_of_products[id.index()] = true;
        }
    }
}

/// Stores what would make a loop too long to read or too wide for the kernels, and gives what each expression reads.
///
/// A reduction needs an operand of its full shape to know its size, so an expression without one is stored too.
fn split_long_loops(graph: &Graph, live: &[bool], is_stored: &mut [bool]) -> Vec<BTreeSet<NodeId>> {
    let mut reads: Vec<BTreeSet<NodeId>> = vec![BTreeSet::new(); graph.len()];
    let mut sizes = vec![1_usize; graph.len()];
    for id in graph.ids().filter(|id| live[id.index()]) {
        let operands = &graph.node(id).operands;
        loop {
            let mut found = BTreeSet::new();
            let mut size = 1;
            for &operand in operands {
                if is_stored[operand.index()] {
                    found.insert(operand);
                } else {
                    found.extend(&reads[operand.index()]);
                    size = sizes[operand.index()].saturating_add(size);
                }
            }
            let longest = operands
                .iter()
                .copied()
                .filter(|operand| {
                    !is_stored[operand.index()] && matches!(graph.node(*operand).kind, Kind::Apply { .. })
                })
                .max_by_key(|operand| (reads[operand.index()].len(), sizes[operand.index()]));
            let is_sizeless = is_reduction(graph, id)
                && added_up(graph, id).is_none()
                && !found.iter().any(|read| graph.shape(*read) == graph.shape(operands[0]));
            match longest {
                Some(longest) if found.len() > MOST_OPERANDS || size > MOST_OPERATIONS || is_sizeless => {
                    is_stored[longest.index()] = true;
                }
                _ => {
                    reads[id.index()] = found;
                    sizes[id.index()] = size;
                    break;
                }
            }
        }
    }
    reads
}
