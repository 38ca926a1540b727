//! The order of the steps, and the place of each value.

use std::collections::BTreeSet;

use super::storage::{Making, Makings, makings};
use super::stored::{Stored, is_elementwise, is_reduction};
use super::{Action, Place, Plan, Step, Store, Target};
use super::{buffers, descent, order};
use crate::differentiate::joint::Joint;
use crate::graph::program::Program;
use crate::graph::{Kind, Leaf, NodeId};

pub fn schedule(
    program: &Program,
    joint: &Joint,
    live: &[bool],
    in_forward: &[bool],
    stored: &Stored,
    names: Vec<String>,
) -> Plan {
    let graph = &joint.graph;
    let mut is_root = vec![false; graph.len()];
    for root in joint.roots() {
        is_root[root.index()] = true;
    }
    let own_gradients = own_gradients(joint, stored, in_forward);
    let mut is_gradient = vec![false; graph.len()];
    for &(id, _) in &own_gradients {
        is_gradient[id.index()] = true;
    }
    let mut is_kept = vec![false; graph.len()];
    for root in joint.updates.iter().copied().chain(joint.gradients.iter().map(|gradient| gradient.node)) {
        is_kept[root.index()] = true;
    }
    let makings = makings(graph, stored, &is_root, &is_kept, &is_gradient, in_forward, live);
    let mut plan = Plan {
        places: vec![None; graph.len()],
        is_stored: stored.is_stored.clone(),
        names,
        slots: Vec::new(),
        buffers: Vec::new(),
        forward: Vec::new(),
        backward: Vec::new(),
        input_gradients: Vec::new(),
        kept_gradients: Vec::new(),
        updates: Vec::new(),
        predicted: graph.reachable(joint.outputs.iter().copied()),
    };
    for (id, parameter) in own_gradients {
        plan.places[id.index()] = Some(Place::Gradient(parameter));
    }
    let mut scheduler = Scheduler { joint, stored, makings: &makings, in_forward, plan };
    for id in graph.ids().filter(|id| live[id.index()]) {
        scheduler.visit(id);
    }
    scheduler.finish_updates(program);
    scheduler.finish_gradients(program);
    let mut plan = scheduler.plan;
    order::defer(&mut plan, joint);
    descent::prepare(&mut plan, program, joint);
    mark_saved(&mut plan, in_forward);
    buffers::allocate(&mut plan, joint);
    plan
}

/// The gradients that are computed right where the caller wants them: values of the backward pass that nothing else
/// needs.
fn own_gradients(joint: &Joint, stored: &Stored, in_forward: &[bool]) -> Vec<(NodeId, usize)> {
    let graph = &joint.graph;
    let mut needed_elsewhere = vec![0_usize; graph.len()];
    for root in joint.roots() {
        needed_elsewhere[root.index()] += 1;
    }
    for id in graph.ids().filter(|id| stored.is_stored[id.index()]) {
        for read in &stored.reads[id.index()] {
            needed_elsewhere[read.index()] += 1;
        }
    }
    let parameters = joint.gradients.iter().filter_map(|gradient| match gradient.of {
        Leaf::Parameter(index) => Some((gradient.node, index)),
        _ => None,
    });
    parameters
        .filter(|(id, _)| {
            // A user's function writes, and never adds to what is there.
            !matches!(graph.node(*id).kind, Kind::Leaf(_) | Kind::Foreign(_))
                && !in_forward[id.index()]
                && needed_elsewhere[id.index()] == 1
        })
        .collect()
}

struct Scheduler<'a> {
    joint: &'a Joint,
    stored: &'a Stored,
    makings: &'a Makings,
    in_forward: &'a [bool],
    plan: Plan,
}

impl Scheduler<'_> {
    fn visit(&mut self, id: NodeId) {
        let node = self.joint.graph.node(id);
        if let Kind::Leaf(Leaf::Mask { .. }) = node.kind {
            let place = self.new_slot(id, None);
            self.push(id, Target::Value(id), place, Store::Set, Action::Mask(id));
            self.settle(id, place);
        } else if let Kind::Leaf(leaf) = node.kind {
            self.plan.places[id.index()] = Some(Place::Outside(leaf));
        } else if self.stored.is_stored[id.index()] && !self.makings.is_absorbed[id.index()] {
            let over = self.overwritten(id);
            let place = self.plan.places[id.index()].unwrap_or_else(|| self.new_slot(id, over));
            let store = if matches!(place, Place::Gradient(_)) { Store::Caller } else { Store::Set };
            self.produce(id, id, place, store);
        }
    }

    /// The slot of the forward pass in whose place the value begins.
    fn overwritten(&self, id: NodeId) -> Option<usize> {
        match self.makings.making[id.index()] {
            Making::Over(current) => match self.plan.places[current.index()] {
                Some(Place::Slot(slot)) => Some(slot),
                _ => None,
            },
            Making::InPlaceOf(current) => self.overwritten(current),
            Making::Alone | Making::Sum { .. } => None,
        }
    }

    fn new_slot(&mut self, id: NodeId, over: Option<usize>) -> Place {
        let slot = self.plan.new_slot(self.plan.names[id.index()].clone(), self.joint.graph.shape(id).clone());
        self.plan.slots[slot].over = over;
        Place::Slot(slot)
    }

    /// The steps that leave a value in a place, or add it to what is there. A part of a sum is shown under the sum's
    /// name.
    fn produce(&mut self, id: NodeId, shown: NodeId, place: Place, store: Store) {
        let target = Target::Value(shown);
        match &self.makings.making[id.index()] {
            Making::Over(current) if self.begins_over(place, *current) => {
                self.push(id, target, place, Store::Set, Action::Update(id, *current));
            }
            Making::Alone | Making::Over(_) => {
                let is_kernel = matches!(self.joint.graph.node(id).kind, Kind::Apply { .. } | Kind::Foreign(_))
                    && !is_elementwise(&self.joint.graph, id);
                let action = if is_kernel { Action::Kernel(id) } else { Action::Loop(id) };
                self.push(id, target, place, store, action);
            }
            Making::Sum { parts, rest } => {
                let mut store = store;
                let terms = Action::Terms(rest.clone());
                // What changes a parameter and reads it comes first.
                let reads_its_parameter = |parameter| {
                    let is_it =
                        |read: &NodeId| self.joint.graph.node(*read).kind == Kind::Leaf(Leaf::Parameter(parameter));
                    self.reads(&terms).iter().any(is_it)
                };
                let mut rest = rest.as_slice();
                if matches!(place, Place::Gradient(parameter) if reads_its_parameter(parameter)) {
                    self.push(id, target, place, store, terms);
                    (store, rest) = (Store::Add, &[]);
                }
                for &part in parts {
                    self.produce_part(shown, part, place, store);
                    store = Store::Add;
                }
                if !rest.is_empty() {
                    self.push(id, target, place, store, Action::Terms(rest.to_vec()));
                }
            }
            Making::InPlaceOf(current) => {
                self.produce(*current, *current, place, store);
                self.push(id, target, place, Store::Set, Action::Update(id, *current));
            }
        }
        self.settle(id, place);
    }

    /// Whether what is produced in a place begins where `current` is.
    fn begins_over(&self, place: Place, current: NodeId) -> bool {
        match (place, self.plan.places[current.index()]) {
            (Place::Slot(slot), Some(Place::Slot(over))) => self.plan.slots[slot].over == Some(over),
            _ => false,
        }
    }

    /// From now on the value is in that place.
    fn settle(&mut self, id: NodeId, place: Place) {
        self.plan.places[id.index()] = Some(place);
        if let Place::Slot(slot) = place {
            self.plan.slots[slot].values.push(id);
        }
    }

    /// A part of a sum. What is made in the place of another value can't be added to what is there, and gets a place of
    /// its own.
    fn produce_part(&mut self, shown: NodeId, part: NodeId, place: Place, store: Store) {
        if store != Store::Set && matches!(self.makings.making[part.index()], Making::InPlaceOf(_)) {
            let own = self.new_slot(part, None);
            self.produce(part, part, own, Store::Set);
            self.push(part, Target::Value(shown), place, store, Action::Terms(vec![part]));
        } else {
            self.produce(part, shown, place, store);
        }
    }

    /// Adds a step to the pass to which `id` belongs.
    fn push(&mut self, id: NodeId, target: Target, place: Place, store: Store, action: Action) {
        let reads = self.reads(&action);
        let step = Step { target, place, store, action, reads };
        let steps = if self.in_forward[id.index()] { &mut self.plan.forward } else { &mut self.plan.backward };
        steps.push(step);
    }

    fn push_backward(&mut self, target: Target, place: Place, store: Store, action: Action) {
        let reads = self.reads(&action);
        self.plan.backward.push(Step { target, place, store, action, reads });
    }

    /// The stored values that an action reads.
    fn reads(&self, action: &Action) -> Vec<NodeId> {
        let expression = |id: NodeId| self.stored.reads[id.index()].iter().copied();
        match action {
            Action::Kernel(id) if is_reduction(&self.joint.graph, *id) => expression(*id).collect(),
            Action::Kernel(id) => self.joint.graph.node(*id).operands.clone(),
            Action::Loop(id) => expression(*id).collect(),
            Action::Update(id, current) => expression(*id).filter(|read| read != current).collect(),
            Action::Terms(terms) => {
                let mut reads = BTreeSet::new();
                for &term in terms {
                    if self.stored.is_stored[term.index()] || matches!(self.joint.graph.node(term).kind, Kind::Leaf(_))
                    {
                        reads.insert(term);
                    } else {
                        reads.extend(expression(term));
                    }
                }
                reads.into_iter().collect()
            }
            Action::Zero | Action::Mask(_) => Vec::new(),
        }
    }

    /// What the states become is read from the workspace after the pass; what is not there is copied there.
    fn finish_updates(&mut self, program: &Program) {
        for (&(state, _), &id) in program.updates.iter().zip(&self.joint.updates) {
            let place = if let Some(place @ Place::Slot(_)) = self.plan.places[id.index()] {
                place
            } else {
                let (name, shape) =
                    (format!("new_{}_copy", program.states[state].word()), &program.states[state].shape);
                let place = Place::Slot(self.plan.new_slot(name, shape.clone()));
                let action = Action::Terms(vec![id]);
                let reads = self.reads(&action);
                self.plan.forward.push(Step { target: Target::Update(state), place, store: Store::Set, action, reads });
                place
            };
            self.plan.updates.push((state, place));
        }
    }

    /// Gradients that are not in their place yet, and those of frozen parameters.
    fn finish_gradients(&mut self, program: &Program) {
        for gradient in &self.joint.gradients {
            let id = gradient.node;
            match gradient.of {
                Leaf::Parameter(index) if self.plan.places[id.index()] != Some(Place::Gradient(index)) => {
                    let action = Action::Terms(vec![id]);
                    self.push_backward(Target::Gradient(index), Place::Gradient(index), Store::Caller, action);
                }
                Leaf::Input(index) => {
                    let place = self.input_gradient(id, index, program);
                    self.plan.input_gradients.push((index, place));
                }
                _ => {}
            }
        }
        if program.wanted().is_empty() {
            return;
        }
        for index in 0..program.parameters.len() {
            if !self.joint.gradients.iter().any(|gradient| gradient.of == Leaf::Parameter(index)) {
                self.push_backward(Target::Gradient(index), Place::Gradient(index), Store::Caller, Action::Zero);
            }
        }
    }

    /// An input's gradient is read from the workspace; what is not there is copied there.
    fn input_gradient(&mut self, id: NodeId, index: usize, program: &Program) -> Place {
        if let Some(place @ Place::Slot(_)) = self.plan.places[id.index()] {
            return place;
        }
        let name = self.plan.unlike_values(format!("d_{}_copy", program.inputs[index].name));
        let place = Place::Slot(self.plan.new_slot(name, program.inputs[index].shape.clone()));
        self.push_backward(Target::InputGradient(index), place, Store::Set, Action::Terms(vec![id]));
        place
    }
}

/// What the backward pass reads of the forward pass is saved: nothing is declared.
fn mark_saved(plan: &mut Plan, in_forward: &[bool]) {
    let read: Vec<NodeId> = plan.backward.iter().flat_map(Step::all_reads).collect();
    for id in read.into_iter().filter(|id| in_forward[id.index()]) {
        if let Some(Place::Slot(slot)) = plan.places[id.index()] {
            plan.slots[slot].saved = true;
        }
    }
}
