//! From the joint graph to a plan: which values are stored, where, and in which order they are computed.
//!
//! Before: a joint graph. After: a [`Plan`] whose steps, run in order, leave every root in its place. A value that is
//! not stored is part of the loop of the value that uses it.

mod buffers;
mod descent;
mod inspected;
#[cfg(test)]
mod memory_tests;
mod names;
mod order;
mod schedule;
mod storage;
mod stored;
#[cfg(test)]
mod text;

pub use stored::added_up;

use crate::differentiate::joint::Joint;
use crate::graph::program::Program;
use crate::graph::shape::Shape;
use crate::graph::{Leaf, NodeId};

/// See the [module](self).
#[derive(Debug)]
pub struct Plan {
    /// For each node, where its value is; `None` for what is part of another value's loop.
    pub places: Vec<Option<Place>>,
    /// For each node, whether its value has a place of its own.
    pub is_stored: Vec<bool>,
    /// For each node, what it is called in the generated code.
    pub names: Vec<String>,
    pub slots: Vec<Slot>,
    /// The fields of the workspace.
    pub buffers: Vec<Buffer>,
    pub forward: Vec<Step>,
    pub backward: Vec<Step>,
    /// Where the gradient of each input marked `#[grad]` is.
    pub input_gradients: Vec<(usize, Place)>,
    /// Gradients that cannot go straight into their parameters in a step of gradient descent, with the slot in which
    /// they wait.
    pub kept_gradients: Vec<(usize, usize)>,
    /// Where each state is after the pass, by the state's position.
    pub updates: Vec<(usize, Place)>,
    /// For each node, whether the outputs depend on it: `predict` runs those steps alone, unless it has a plan of its
    /// own.
    pub predicted: Vec<bool>,
}

/// Where a value is while the generated code runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// Borrowed from the caller.
    Outside(Leaf),
    /// The workspace: a slot, in whichever buffer that is.
    Slot(usize),
    /// The caller's gradient of a parameter.
    Gradient(usize),
}

/// Storage for one value and for what is made in its place, from the step that first writes it to the one that last
/// reads it.
#[derive(Debug, Clone)]
pub struct Slot {
    pub name: String,
    pub shape: Shape,
    /// The values that it holds, one after the other.
    pub values: Vec<NodeId>,
    /// Written by the forward pass and read by the backward pass.
    pub saved: bool,
    /// The slot of the forward pass that it takes over: its first step updates what is there.
    pub over: Option<usize>,
    /// The buffer in which it is.
    pub buffer: usize,
}

/// A field of the workspace: the storage of slots that are never in use at the same time, each from the first element
/// on.
#[derive(Debug, Clone)]
pub struct Buffer {
    /// The name of a slot of its shape: of the one that is saved, or else of the first. Where none has its shape, that
    /// of the first slot.
    pub name: String,
    /// The shape of the largest slot, or one that is as wide as the widest.
    pub shape: Shape,
    /// In the order in which they are in use.
    pub slots: Vec<usize>,
    /// What it holds in `predict`, where that has a plan of its own.
    pub predicted: Vec<Slot>,
}

/// One call of a kernel.
#[derive(Debug, Clone)]
pub struct Step {
    /// What is written.
    pub target: Target,
    pub place: Place,
    pub store: Store,
    pub action: Action,
    /// The stored values that the step reads, in a fixed order; without the one that it updates.
    pub reads: Vec<NodeId>,
}

/// The value that a step computes, or adds a part to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Target {
    Value(NodeId),
    /// The gradient of a parameter that is no value of its own: a copy of one, or the zero of a frozen parameter.
    Gradient(usize),
    /// The gradient of an input that is a copy of another value.
    InputGradient(usize),
    /// What a state becomes, as a copy of another value.
    Update(usize),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Store {
    /// Written.
    Set,
    /// Added to what is there.
    Add,
    /// As the caller of the backward pass asked.
    Caller,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Action {
    /// The kernel of the node's operation: a product, a reduction, a softmax.
    Kernel(NodeId),
    /// One loop over the expression of an elementwise value.
    Loop(NodeId),
    /// One loop over a sum of values, each read from its place or computed in the loop.
    Terms(Vec<NodeId>),
    /// One loop over the expression of the first value, in the place of its operand, the second.
    Update(NodeId, NodeId),
    /// The gradient of a frozen parameter, which is zero.
    Zero,
    /// A random mask is drawn.
    Mask(NodeId),
}

impl Step {
    /// The stored values that the step reads, with the one that it updates.
    pub fn all_reads(&self) -> impl Iterator<Item = NodeId> + '_ {
        let current = match self.action {
            Action::Update(_, current) => Some(current),
            _ => None,
        };
        self.reads.iter().copied().chain(current)
    }
}

impl Plan {
    pub fn new(program: &Program, joint: &Joint) -> Self {
        let live = joint.graph.reachable(joint.roots());
        let in_forward = joint.graph.reachable(joint.results());
        let stored = stored::stored(joint, &live, &in_forward);
        let names = names::names(program, joint, &live, &stored.is_stored);
        schedule::schedule(program, joint, &live, &in_forward, &stored, names)
    }

    /// The plan of the same graph in which every value has a place of its own.
    pub fn inspected(&self, joint: &Joint) -> Self {
        inspected::plan(joint, self.names.clone())
    }

    /// Puts the buffers of `predict`, planned by itself, into those of the workspace that are large enough, since
    /// `predict` never runs between a forward pass and its backward pass.
    pub fn share_workspace(&mut self, prediction: &mut Plan) {
        buffers::share_workspace(self, prediction);
    }

    /// Adds a slot that holds nothing yet, and is in no buffer.
    fn new_slot(&mut self, name: String, shape: Shape) -> usize {
        self.slots.push(Slot { name, shape, values: Vec::new(), saved: false, over: None, buffer: 0 });
        self.slots.len() - 1
    }

    /// The name, or the name with as many `_` behind it as make it unlike those of all values.
    fn unlike_values(&self, mut name: String) -> String {
        while self.names.contains(&name) {
            name.push('_');
        }
        name
    }

    /// Of the slots that take over one another's storage, the first.
    pub fn first_slot(&self, mut slot: usize) -> usize {
        while let Some(over) = self.slots[slot].over {
            slot = over;
        }
        slot
    }

    /// The buffer in which a slot is.
    pub fn buffer(&self, slot: usize) -> &Buffer {
        &self.buffers[self.slots[slot].buffer]
    }

    /// Whether a step of the forward pass computes what the outputs depend on.
    pub fn is_predicted(&self, step: &Step) -> bool {
        let is_predicted = |id: NodeId| self.predicted[id.index()];
        match (&step.action, step.target) {
            (Action::Kernel(id) | Action::Loop(id) | Action::Update(id, _) | Action::Mask(id), _) => is_predicted(*id),
            (Action::Terms(_), Target::Value(id)) => is_predicted(id),
            (Action::Terms(_) | Action::Zero, _) => false,
        }
    }

    pub fn place(&self, id: NodeId) -> Option<Place> {
        self.places[id.index()]
    }
}
