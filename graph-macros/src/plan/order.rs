//! Steps that can wait: what is computed long before it is read occupies storage meanwhile.
//!
//! The steps come in the order of the graph. One that makes a whole value moves down to the first step that reads it, if
//! everything that it reads itself is there until then anyway. So no more is in use at any time than before.

use std::collections::HashMap;

use super::{Action, Place, Plan, Step, Target};
use crate::differentiate::joint::Joint;
use crate::graph::NodeId;

/// Moves the steps of both passes.
pub fn defer(plan: &mut Plan, joint: &Joint) {
    let mut writers = vec![0_usize; plan.slots.len()];
    for slot in plan.forward.iter().chain(&plan.backward).filter_map(|step| slot_of(Some(step.place))) {
        writers[slot] += 1;
    }
    let is_written_once: Vec<bool> = writers.iter().map(|&writers| writers == 1).collect();
    let outlives = |later: &mut dyn Iterator<Item = Option<Place>>| {
        let mut outlives = vec![false; plan.slots.len()];
        for slot in later.filter_map(slot_of) {
            outlives[slot] = true;
        }
        outlives
    };
    let read_later = plan.backward.iter().flat_map(Step::all_reads).chain(joint.results());
    let outlives_forward = outlives(&mut read_later.map(|id| plan.place(id)));
    let read_after = plan.input_gradients.iter().chain(&plan.updates);
    let outlives_backward = outlives(&mut read_after.map(|&(_, place)| Some(place)));

    let deferred = |steps: &[Step], outlives: &[bool]| Pass::new(plan, steps).deferred(&is_written_once, outlives);
    let forward = deferred(&plan.forward, &outlives_forward);
    let backward = deferred(&plan.backward, &outlives_backward);
    (plan.forward, plan.backward) = (forward, backward);
}

fn slot_of(place: Option<Place>) -> Option<usize> {
    match place {
        Some(Place::Slot(slot)) => Some(slot),
        _ => None,
    }
}

struct Pass<'a> {
    plan: &'a Plan,
    steps: &'a [Step],
    /// Which step stands where.
    order: Vec<usize>,
    /// Where each step stands.
    position: Vec<usize>,
    readers: HashMap<NodeId, Vec<usize>>,
    /// The steps that read or write each slot.
    users: HashMap<usize, Vec<usize>>,
}

impl<'a> Pass<'a> {
    fn new(plan: &'a Plan, steps: &'a [Step]) -> Self {
        let order: Vec<usize> = (0..steps.len()).collect();
        let mut readers: HashMap<NodeId, Vec<usize>> = HashMap::new();
        let mut users: HashMap<usize, Vec<usize>> = HashMap::new();
        for (index, step) in steps.iter().enumerate() {
            for read in step.all_reads() {
                readers.entry(read).or_default().push(index);
            }
            let places = step.all_reads().map(|read| plan.place(read)).chain([Some(step.place)]);
            for slot in places.filter_map(slot_of) {
                users.entry(slot).or_default().push(index);
            }
        }
        Pass { plan, steps, position: order.clone(), order, readers, users }
    }

    fn deferred(mut self, is_written_once: &[bool], outlives: &[bool]) -> Vec<Step> {
        // From the last to the first, so that the first reader of each value stands where it stays.
        for index in (0..self.steps.len()).rev() {
            if let Some(reader) = self.first_reader(index, is_written_once)
                && self.steps[index].reads.iter().all(|&read| self.is_there(read, reader, outlives))
            {
                self.move_before(index, reader);
            }
        }
        self.order.iter().map(|&index| self.steps[index].clone()).collect()
    }

    /// Where the value that a step makes by itself is first read in this pass.
    fn first_reader(&self, index: usize, is_written_once: &[bool]) -> Option<usize> {
        let step = &self.steps[index];
        match (step.target, step.place, &step.action) {
            (_, _, Action::Update(..)) => None,
            (Target::Value(id), Place::Slot(slot), _) if is_written_once[slot] => {
                self.readers.get(&id)?.iter().map(|&reader| self.position[reader]).min()
            }
            _ => None,
        }
    }

    /// Whether a value's storage is in use at that position whatever is moved.
    fn is_there(&self, id: NodeId, position: usize, outlives: &[bool]) -> bool {
        let Some(slot) = slot_of(self.plan.place(id)) else { return true };
        outlives[slot] || self.users[&slot].iter().any(|&user| self.position[user] >= position)
    }

    /// Puts a step right in front of the one that stands at `position`, further down.
    fn move_before(&mut self, index: usize, position: usize) {
        let from = self.position[index];
        self.order[from..position].rotate_left(1);
        for place in from..position {
            self.position[self.order[place]] = place;
        }
    }
}
