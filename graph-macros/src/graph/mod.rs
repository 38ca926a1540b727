//! The intermediate representation: one flat vector of nodes, for forward and backward alike.
//!
//! A [`Graph`] is a list of nodes in topological order: a node's operands stand before it. Each node is a matrix: a
//! leaf (an input, a parameter, an incoming adjoint), a constant, or an operation applied to earlier nodes. Nodes are
//! interned: applying the same operation to the same operands gives the same [`NodeId`], so a common subexpression is
//! one node, in whichever statement or derivative it comes up.
//!
//! A graph says *what* is computed. It holds no statements, no names in scope and no order of evaluation beyond the
//! operands; a node's [`Origin`] remembers the user's name and tokens for messages and for the generated code. Every
//! pass takes a graph and gives one (there is no global), so that a node which owns a body graph can be passed through
//! the same passes.

pub mod build;
pub mod describe;
pub mod dimension;
pub mod foreign;
pub mod lower;
pub mod mention;
pub mod program;
pub mod shape;
#[cfg(test)]
mod text;

use std::collections::HashMap;
use std::hash::{Hash, Hasher};

use crate::ops::{Lowering, Operation};
use crate::parse::syntax::Range;
use foreign::Foreign;
use shape::{Dim, Shape};

/// A node of one graph, by its position.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct NodeId(u32);

impl NodeId {
    pub fn index(self) -> usize {
        self.0 as usize
    }
}

/// See the [module](self).
#[derive(Debug, Default)]
pub struct Graph {
    nodes: Vec<Node>,
    /// For each node, whether it is made of constants alone, element by element.
    constant: Vec<bool>,
    interned: HashMap<Key, NodeId>,
    /// The stream of the next random mask.
    masks: usize,
}

#[derive(Debug, Clone)]
pub struct Node {
    pub kind: Kind,
    pub operands: Vec<NodeId>,
    pub shape: Shape,
    pub origin: Origin,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Kind {
    /// Comes from outside.
    Leaf(Leaf),
    /// The same number in every element.
    Constant(Constant),
    /// A Rust function of the user's.
    Foreign(Foreign),
    Apply {
        operation: &'static Operation,
        /// What it is given behind its operands: sizes such as `slice_rows`'s bounds, then numbers such as
        /// `leaky_relu`'s slope, each in the order in which the operation declares them.
        attributes: Vec<Argument>,
    },
}

/// What an operation is given behind its operands.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Argument {
    Number(Number),
    /// A whole number that is known at compile time; unlike a dimension it may be the literal 0.
    Size(Dim),
}

impl Argument {
    pub fn number(&self) -> Option<Number> {
        match self {
            Argument::Number(number) => Some(*number),
            Argument::Size(_) => None,
        }
    }

    pub fn size(&self) -> Option<&Dim> {
        match self {
            Argument::Number(_) => None,
            Argument::Size(size) => Some(size),
        }
    }
}

/// What does not follow from other nodes: mostly what the caller hands in, by its position among the graph's
/// declarations.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Leaf {
    Input(usize),
    /// The class of each row, as the matrix with a 1 in its place: an input's position.
    Labels(usize),
    /// A number, handed in by value: an input's position.
    Hyper(usize),
    Parameter(usize),
    /// What a graph carries on from pass to pass, as it was before the pass.
    State(usize),
    /// The adjoint of an output, in a graph without a loss.
    Adjoint(usize),
    /// 0 with the probability `rate`, else 1 / (1 − `rate`): drawn by the forward pass. The streams of a graph differ.
    Mask {
        stream: usize,
        rate: Number,
    },
}

#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Constant {
    Number(Number),
    /// The number of elements of a matrix of this shape.
    Size(Shape),
}

/// An `f64` that can be compared and hashed: by its bits.
#[derive(Debug, Clone, Copy)]
pub struct Number(pub f64);

impl PartialEq for Number {
    fn eq(&self, other: &Self) -> bool {
        self.0.to_bits() == other.0.to_bits()
    }
}

impl Eq for Number {}

impl Hash for Number {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.0.to_bits().hash(state);
    }
}

/// Where a node comes from. It doesn't count when nodes are compared.
#[derive(Debug, Clone)]
pub struct Origin {
    /// The user's tokens.
    pub at: Range,
    /// The name that the user gave it, or `d_` and the name of the value whose adjoint it is.
    pub name: Option<String>,
    /// The name of the value in whose statement it came up.
    pub statement: String,
    /// The number of the forward value whose adjoint it is, if it has a name, or else is a part of.
    pub adjoint_of: Option<u32>,
    /// The seed's equations that it instantiates: `(15)`.
    pub equations: &'static str,
    pub derivation: Derivation,
}

/// What a value has to do with the reverse walk. Rewrites keep it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct Derivation {
    /// A value of the forward pass: its own number. A value of the backward pass: that of the forward value whose rule made it.
    pub of: Option<u32>,
    /// The operation whose rule it is, as it was called when the rule was applied: rewrites may have made another one of it. Empty for a
    /// function of the user's.
    pub operation: &'static str,
    /// The rule, as it is written in the operation's file; empty for a value of the forward pass.
    pub rule: &'static str,
    /// The rule's number in the seed, if it has one.
    pub number: &'static str,
}

/// Where the nodes of a graph are in the graph that is made of it.
pub struct Images(Vec<Option<NodeId>>);

impl Images {
    /// None of them is anywhere yet.
    pub fn of(graph: &Graph) -> Self {
        Images(vec![None; graph.len()])
    }

    pub fn get(&self, id: NodeId) -> Option<NodeId> {
        self.0[id.index()]
    }

    pub fn set(&mut self, id: NodeId, image: NodeId) {
        self.0[id.index()] = Some(image);
    }

    /// A node with the images of its operands, which have to be there.
    pub fn moved(&self, node: &Node) -> Node {
        Node { operands: node.operands.iter().filter_map(|&operand| self.get(operand)).collect(), ..node.clone() }
    }

    /// The images in place of the roots.
    pub fn replace(&self, roots: &mut [NodeId]) {
        for root in roots {
            *root = self.get(*root).unwrap_or(*root);
        }
    }
}

#[derive(Debug, Clone, PartialEq, Eq, Hash)]
struct Key {
    kind: Kind,
    operands: Vec<NodeId>,
    shape: Shape,
}

impl Graph {
    /// Adds a node, or finds the one that computes the same.
    ///
    /// The operands have to be in the graph already, which is what keeps it in topological order.
    pub fn add(&mut self, node: Node) -> NodeId {
        debug_assert!(node.operands.iter().all(|operand| operand.index() < self.nodes.len()));
        let key = Key { kind: node.kind.clone(), operands: node.operands.clone(), shape: node.shape.clone() };
        if let Some(&found) = self.interned.get(&key) {
            return found;
        }
        let id = NodeId(u32::try_from(self.nodes.len()).unwrap_or(u32::MAX));
        self.interned.insert(key, id);
        if let Kind::Leaf(Leaf::Mask { stream, .. }) = node.kind {
            self.masks = self.masks.max(stream + 1);
        }
        let is_elementwise =
            || matches!(node.operation().and_then(Operation::lowering), Some(Lowering::Elementwise(_)));
        let constant = match node.kind {
            Kind::Constant(_) => true,
            Kind::Leaf(_) | Kind::Foreign(_) => false,
            Kind::Apply { .. } => {
                node.operands.iter().all(|operand| self.constant[operand.index()]) && is_elementwise()
            }
        };
        self.constant.push(constant);
        self.nodes.push(node);
        id
    }

    /// Whether a value is made of constants alone, element by element: then all its elements are equal.
    pub fn is_constant(&self, id: NodeId) -> bool {
        self.constant[id.index()]
    }

    pub fn len(&self) -> usize {
        self.nodes.len()
    }

    pub fn ids(&self) -> impl DoubleEndedIterator<Item = NodeId> + use<> {
        (0..u32::try_from(self.nodes.len()).unwrap_or(u32::MAX)).map(NodeId)
    }

    pub fn node(&self, id: NodeId) -> &Node {
        &self.nodes[id.index()]
    }

    pub fn shape(&self, id: NodeId) -> &Shape {
        &self.node(id).shape
    }

    /// Has each node remember its number, by which it is known after it has been rewritten.
    pub fn number_nodes(&mut self) {
        for (number, node) in (0..).zip(&mut self.nodes) {
            node.origin.derivation.of = Some(number);
        }
    }

    /// Whether a node is a number that is handed in, as it is used: nothing is differentiated with respect to it.
    pub fn is_number_itself(&self, id: NodeId) -> bool {
        let node = self.node(id);
        let is_detached = node.operation().is_some_and(|operation| operation.name == "detach");
        is_detached && matches!(self.node(node.operands[0]).kind, Kind::Leaf(Leaf::Hyper(_)))
    }

    /// Names a node that has no name yet. A leaf keeps the name of its declaration, and a constant needs none.
    pub fn name(&mut self, id: NodeId, name: &str) {
        let node = &mut self.nodes[id.index()];
        if node.origin.name.is_none() && matches!(node.kind, Kind::Apply { .. } | Kind::Foreign(_)) {
            node.origin.name = Some(name.to_owned());
            name.clone_into(&mut node.origin.statement);
        }
    }

    /// Names the whole adjoint of a value, unless it is that of another one already.
    pub fn name_adjoint(&mut self, id: NodeId, name: &str, of: Option<u32>) {
        if self.nodes[id.index()].origin.name.is_none() {
            self.name(id, name);
            self.nodes[id.index()].origin.adjoint_of = of;
        }
    }

    /// Makes what was the adjoint of one value that of another one.
    pub fn hand_adjoint_over(&mut self, id: NodeId, to: Option<u32>) {
        self.nodes[id.index()].origin.adjoint_of = to;
    }

    /// Takes back a name that begins with `prefix`: a function's local name for its result gives way to the caller's.
    pub fn forget_name(&mut self, id: NodeId, prefix: &str) {
        let origin = &mut self.nodes[id.index()].origin;
        let is_local = |name: &String| name.strip_prefix(prefix).is_some_and(|rest| rest.starts_with('_'));
        if origin.name.as_ref().is_some_and(is_local) {
            origin.name = None;
            prefix.clone_into(&mut origin.statement);
        }
    }

    /// The user's name, or for a step inside a statement the statement's name and the operation: `h`, `h_matmul`.
    pub fn title(&self, id: NodeId) -> String {
        let Origin { name, statement, .. } = &self.node(id).origin;
        name.clone().unwrap_or_else(|| self.title_in(id, statement))
    }

    /// The name of a statement or an adjoint, and behind it the operation, if the value is no more than a step on the way there.
    pub fn title_in(&self, id: NodeId, statement: &str) -> String {
        let node = self.node(id);
        match (&node.origin.name, node.operation(), &node.kind) {
            (None, Some(operation), _) => format!("{statement}_{}", operation.word()),
            (None, None, Kind::Foreign(call)) if call.part == foreign::Part::Forward => {
                format!("{statement}_{}", call.name)
            }
            _ => statement.to_owned(),
        }
    }

    /// The nodes that use each node as an operand.
    pub fn uses(&self) -> Vec<Vec<NodeId>> {
        let mut uses = vec![Vec::new(); self.len()];
        for id in self.ids() {
            for operand in &self.node(id).operands {
                uses[operand.index()].push(id);
            }
        }
        uses
    }

    /// Which nodes the roots depend on, themselves included.
    pub fn reachable(&self, roots: impl IntoIterator<Item = NodeId>) -> Vec<bool> {
        let mut reachable = vec![false; self.len()];
        for root in roots {
            reachable[root.index()] = true;
        }
        for id in self.ids().rev() {
            if reachable[id.index()] {
                for operand in &self.node(id).operands {
                    reachable[operand.index()] = true;
                }
            }
        }
        reachable
    }
}

impl Node {
    pub fn operation(&self) -> Option<&'static Operation> {
        match &self.kind {
            Kind::Apply { operation, .. } => Some(operation),
            Kind::Leaf(_) | Kind::Constant(_) | Kind::Foreign(_) => None,
        }
    }

    /// The number that is in every element, if that is known.
    pub fn number(&self) -> Option<f64> {
        match self.kind {
            Kind::Constant(Constant::Number(Number(value))) => Some(value),
            _ => None,
        }
    }
}
