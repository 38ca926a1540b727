//! From the joint graph to a plan: which values are stored, where, and in which order they are computed.
//!
//! Before: a joint graph. After: a [`Plan`] whose steps, run in order, leave every root in its place. A value that is
//! not stored is part of the loop of the value that uses it.

mod names;
mod schedule;
mod storage;
mod stored;
#[cfg(test)]
mod text;

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
    pub forward: Vec<Step>,
    pub backward: Vec<Step>,
    /// Where the gradient of each input marked `#[grad]` is.
    pub input_gradients: Vec<(usize, Place)>,
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
    /// A buffer of the workspace.
    Slot(usize),
    /// The caller's gradient of a parameter.
    Gradient(usize),
}

/// A buffer of the workspace.
#[derive(Debug, Clone)]
pub struct Slot {
    pub name: String,
    pub shape: Shape,
    /// The values that it holds, one after the other.
    pub values: Vec<NodeId>,
    /// The names of the values that it holds in `predict`, where that has a plan of its own.
    pub predicted: Vec<String>,
    /// Written by the forward pass and read by the backward pass.
    pub saved: bool,
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

impl Plan {
    pub fn new(program: &Program, joint: &Joint) -> Self {
        let live = joint.graph.reachable(joint.roots());
        let in_forward = joint.graph.reachable(joint.results());
        let stored = stored::stored(joint, &live, &in_forward);
        let names = names::names(program, joint, &live, &stored.is_stored);
        schedule::schedule(program, joint, &live, &in_forward, &stored, names)
    }

    /// Puts the values of `predict`, planned by itself, into the workspace: into slots of the same shape where there are
    /// any, since `predict` never runs between a forward pass and its backward pass.
    pub fn share_workspace(&mut self, prediction: &mut Plan) {
        let mut is_free = vec![true; self.slots.len()];
        for (_, place) in &self.updates {
            // `update` reads it whenever it is called.
            if let Place::Slot(slot) = place {
                is_free[*slot] = false;
            }
        }
        let mut moved = Vec::with_capacity(prediction.slots.len());
        for slot in std::mem::take(&mut prediction.slots) {
            let found = (0..is_free.len()).find(|&index| is_free[index] && self.slots[index].shape == slot.shape);
            let index = found.unwrap_or(self.slots.len());
            let names = slot.values.iter().map(|value| prediction.names[value.index()].clone()).collect();
            if found.is_some() {
                is_free[index] = false;
                self.slots[index].predicted = names;
            } else {
                let is_taken = |name: &str| self.slots.iter().any(|other| other.name == name);
                let fresh = (1..).map(|count| match count {
                    1 => slot.name.clone(),
                    _ => format!("{}_{count}", slot.name),
                });
                let name = fresh.into_iter().find(|name| !is_taken(name)).unwrap_or_default();
                self.slots.push(Slot { name, values: Vec::new(), predicted: names, ..slot });
            }
            moved.push(index);
        }
        let relocate = |place: &mut Place| {
            if let Place::Slot(index) = place {
                *index = moved[*index];
            }
        };
        prediction.places.iter_mut().flatten().for_each(relocate);
        prediction.forward.iter_mut().for_each(|step| relocate(&mut step.place));
        prediction.slots.clone_from(&self.slots);
    }

    pub fn place(&self, id: NodeId) -> Option<Place> {
        self.places[id.index()]
    }
}
