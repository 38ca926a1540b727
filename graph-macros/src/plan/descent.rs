//! Gradient descent in the course of the backward pass: a gradient goes straight into its parameter, unless that is still
//! needed as it was.
//!
//! The steps that make a parameter's gradient wait for the last step that reads the parameter. Nothing else of the
//! order changes, and none of it if a gradient has to be there before its parameter is read for the last time, or if
//! it comes in parts with parts of another one between: then the gradient is kept in the workspace until the end. A
//! loop that reads the parameter element by element, as the derivative of a penalty on its size does, may itself be
//! the first to change it.

use std::cmp::Reverse;
use std::collections::{BTreeSet, BinaryHeap, HashMap};

use super::{Action, Place, Plan, Step};
use crate::differentiate::joint::Joint;
use crate::graph::program::Program;
use crate::graph::{Kind, Leaf};

/// Puts the steps of the backward pass in an order in which parameters can be updated, and gives the gradients that
/// have to wait a slot.
pub fn prepare(plan: &mut Plan, program: &Program, joint: &Joint) {
    if program.loss.is_none() {
        return;
    }
    let mut order = Order::of(plan, joint);
    let parameters = 0..program.parameters.len();
    let mut kept: Vec<usize> = parameters.filter(|&parameter| !order.update_last(parameter, &plan.backward)).collect();
    plan.backward = order.sorted().into_iter().map(|index| plan.backward[index].clone()).collect();
    for parameter in scattered(&plan.backward) {
        if !kept.contains(&parameter) {
            kept.push(parameter);
        }
    }
    for parameter in kept {
        let name = plan.unlike_values(format!("d_{}", program.parameters[parameter].word()));
        let slot = plan.new_slot(name, program.parameters[parameter].shape.clone());
        plan.kept_gradients.push((parameter, slot));
    }
}

/// The parameters whose gradients come in parts with parts of others between them.
fn scattered(steps: &[Step]) -> BTreeSet<usize> {
    let gradients = steps.iter().filter_map(|step| match step.place {
        Place::Gradient(parameter) => Some(parameter),
        _ => None,
    });
    let (mut closed, mut open, mut scattered) = (BTreeSet::new(), None, BTreeSet::new());
    for parameter in gradients {
        if open != Some(parameter) {
            closed.extend(open);
            if closed.contains(&parameter) {
                scattered.insert(parameter);
            }
            open = Some(parameter);
        }
    }
    scattered
}

/// What must come before what.
struct Order {
    /// For each step, those that come later.
    later: Vec<BTreeSet<usize>>,
    /// For each parameter, the steps that read it, and those that write its gradient, in their order.
    readers: HashMap<usize, Vec<usize>>,
    writers: HashMap<usize, Vec<usize>>,
}

/// Where a step writes or reads; a slot that takes over another one is the same place.
#[derive(PartialEq, Eq, Hash)]
enum Storage {
    Slot(usize),
    Gradient(usize),
}

impl Order {
    fn of(plan: &Plan, joint: &Joint) -> Self {
        let mut order = Order {
            later: vec![BTreeSet::new(); plan.backward.len()],
            readers: HashMap::new(),
            writers: HashMap::new(),
        };
        let mut last_writer: HashMap<Storage, usize> = HashMap::new();
        let mut readers: HashMap<Storage, Vec<usize>> = HashMap::new();
        for (index, step) in plan.backward.iter().enumerate() {
            for read in step.all_reads() {
                if let Kind::Leaf(Leaf::Parameter(parameter)) = joint.graph.node(read).kind {
                    order.readers.entry(parameter).or_default().push(index);
                }
                if let Some(storage) = storage(plan, plan.place(read)) {
                    if let Some(&writer) = last_writer.get(&storage) {
                        order.later[writer].insert(index);
                    }
                    readers.entry(storage).or_default().push(index);
                }
            }
            if let Place::Gradient(parameter) = step.place {
                order.writers.entry(parameter).or_default().push(index);
            }
            if let Some(storage) = storage(plan, Some(step.place)) {
                let before = readers.remove(&storage).unwrap_or_default();
                let writer = last_writer.insert(storage, index);
                for earlier in before.into_iter().chain(writer).filter(|&earlier| earlier != index) {
                    order.later[earlier].insert(index);
                }
            }
        }
        order
    }

    /// Demands that the parameter is read before its gradient is written; `false` if that cannot be.
    fn update_last(&mut self, parameter: usize, steps: &[Step]) -> bool {
        let writers = self.writers.get(&parameter).cloned().unwrap_or_default();
        let mut readers = self.readers.get(&parameter).cloned().unwrap_or_default();
        let Some(&first) = writers.first() else { return true };
        if matches!(steps[first].action, Action::Loop(_) | Action::Terms(_)) {
            readers.retain(|&reader| reader != first);
        }
        let mut reached = vec![false; self.later.len()];
        let mut open = writers.clone();
        while let Some(step) = open.pop() {
            if !std::mem::replace(&mut reached[step], true) {
                open.extend(&self.later[step]);
            }
        }
        if readers.iter().any(|&reader| reached[reader]) {
            return false;
        }
        for reader in readers {
            self.later[reader].extend(&writers);
        }
        true
    }

    /// The steps in an order that keeps to all demands, and to that in which they were where it can.
    fn sorted(&self) -> Vec<usize> {
        let mut waits_for = vec![0_usize; self.later.len()];
        for &step in self.later.iter().flatten() {
            waits_for[step] += 1;
        }
        let free = (0..waits_for.len()).filter(|&step| waits_for[step] == 0);
        let mut free: BinaryHeap<Reverse<usize>> = free.map(Reverse).collect();
        let mut sorted = Vec::with_capacity(self.later.len());
        while let Some(Reverse(step)) = free.pop() {
            sorted.push(step);
            for &later in &self.later[step] {
                waits_for[later] -= 1;
                if waits_for[later] == 0 {
                    free.push(Reverse(later));
                }
            }
        }
        sorted
    }
}

fn storage(plan: &Plan, place: Option<Place>) -> Option<Storage> {
    match place? {
        Place::Slot(slot) => Some(Storage::Slot(plan.first_slot(slot))),
        Place::Gradient(parameter) => Some(Storage::Gradient(parameter)),
        Place::Outside(_) => None,
    }
}
