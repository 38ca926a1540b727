//! Which slots share a buffer: those that are never in use at the same time.
//!
//! The largest slot is placed first, each in the smallest buffer that is large enough and free while the slot is in use,
//! or in a new one ("greedy by size" for shared objects: Pisarchyk and Lee, "Efficient memory management for deep neural
//! net inference", 2020). So a buffer has the shape of its first slot. Which of two slots is larger may depend on the
//! user's constants: then the buffer is as wide as the larger one, which rustc finds out.

use std::cmp::Reverse;
use std::collections::HashMap;
use std::ops::RangeInclusive;

use super::{Buffer, Place, Plan, Slot};
use crate::differentiate::joint::Joint;
use crate::graph::dimension::Sum;
use crate::graph::shape::{Dim, Shape};

/// Gives every slot its buffer.
pub fn allocate(plan: &mut Plan, joint: &Joint) {
    let mut lifetimes = lifetimes(plan, joint);
    let mut followers: Vec<Option<usize>> = vec![None; plan.slots.len()];
    for (slot, over) in plan.slots.iter().enumerate().filter_map(|(slot, Slot { over, .. })| Some((slot, (*over)?))) {
        followers[over] = Some(slot);
        lifetimes[over] = *lifetimes[over].start()..=*lifetimes[slot].end();
    }
    let mut sizes = Sizes::default();
    let classes: Vec<usize> = plan.slots.iter().map(|slot| sizes.class(&slot.shape)).collect();
    let mut order: Vec<usize> = (0..plan.slots.len()).filter(|&slot| plan.slots[slot].over.is_none()).collect();
    order.sort_by_key(|&slot| (Reverse(sizes.estimate(classes[slot])), *lifetimes[slot].start()));
    // From the largest to the smallest.
    let mut buffers: Vec<Occupied> = Vec::new();
    for slot in order {
        let lifetime = &lifetimes[slot];
        let free = || (0..buffers.len()).rev().filter(|&index| buffers[index].is_free(lifetime));
        let fitting = free().find(|&index| buffers[index].has_room(classes[slot], &mut sizes));
        let shape = &plan.slots[slot].shape;
        let joined = || free().find_map(|index| Some((index, larger(&buffers[index].shape, shape)?)));
        if let Some(index) = fitting {
            buffers[index].occupy(slot, lifetime);
        } else if let Some((index, shape)) = joined() {
            buffers[index].shape = shape;
            buffers[index].made_for.push(classes[slot]);
            buffers[index].occupy(slot, lifetime);
        } else {
            let (shape, made_for) = (shape.clone(), vec![classes[slot]]);
            let mut buffer = Occupied { shape, made_for, times: Vec::new() };
            buffer.occupy(slot, lifetime);
            buffers.push(buffer);
        }
    }
    buffers.sort_by_key(|buffer| (alignment(&buffer.shape), buffer.times.first().map(|&(first, ..)| first)));
    for (index, buffer) in buffers.into_iter().enumerate() {
        let placed = buffer.times.iter().map(|&(.., slot)| slot);
        let slots: Vec<usize> = placed.flat_map(|slot| [Some(slot), followers[slot]]).flatten().collect();
        for &slot in &slots {
            plan.slots[slot].buffer = index;
        }
        let shape = buffer.shape;
        let of_its_shape = || slots.iter().map(|&slot| &plan.slots[slot]).filter(|slot| slot.shape == shape);
        let eponym = of_its_shape().find(|slot| slot.saved).or(of_its_shape().next());
        let name = eponym.unwrap_or(&plan.slots[slots[0]]).name.clone();
        plan.buffers.push(Buffer { name, shape, slots, predicted: Vec::new() });
    }
}

/// What a buffer does to the alignment of those behind it: nothing, if it is a multiple of the longest vectors whatever its
/// dimensions are; perhaps nothing, and something.
fn alignment(Shape { rows, columns }: &Shape) -> u8 {
    const LONGEST: usize = 16;
    let known = |dim: &Dim| if let Dim::Literal(size) = dim { *size } else { 1 };
    if ((known(rows) % LONGEST) * (known(columns) % LONGEST)).is_multiple_of(LONGEST) {
        0
    } else if rows.is_open() || columns.is_open() {
        1
    } else {
        2
    }
}

/// Puts what a prediction needs into the buffers of the workspace that are large enough, and adds what is missing.
pub fn share_workspace(plan: &mut Plan, prediction: &mut Plan) {
    let mut sizes = Sizes::default();
    let mut own: Vec<usize> = plan.buffers.iter().map(|buffer| sizes.class(&buffer.shape)).collect();
    let mut is_free = vec![true; plan.buffers.len()];
    for (_, place) in &plan.updates {
        // `update` reads it whenever it is called.
        if let Place::Slot(slot) = place {
            is_free[plan.slots[*slot].buffer] = false;
        }
    }
    let wanted: Vec<usize> = prediction.buffers.iter().map(|buffer| sizes.class(&buffer.shape)).collect();
    let mut order: Vec<usize> = (0..wanted.len()).collect();
    order.sort_by_key(|&buffer| Reverse(sizes.estimate(wanted[buffer])));
    for index in order {
        let mut fitting: Vec<usize> = (0..own.len()).filter(|&buffer| is_free[buffer]).collect();
        fitting.retain(|&buffer| sizes.is_room_for(own[buffer], wanted[index]));
        let smallest = fitting.into_iter().min_by_key(|&buffer| sizes.estimate(own[buffer]));
        let Buffer { name, shape, slots, .. } = &prediction.buffers[index];
        let buffer = smallest.unwrap_or_else(|| {
            let name = unlike_all(name, &plan.buffers);
            plan.buffers.push(Buffer { name, shape: shape.clone(), slots: Vec::new(), predicted: Vec::new() });
            own.push(wanted[index]);
            is_free.push(true);
            own.len() - 1
        });
        is_free[buffer] = false;
        for &slot in slots {
            prediction.slots[slot].buffer = buffer;
        }
        plan.buffers[buffer].predicted = slots.iter().map(|&slot| prediction.slots[slot].clone()).collect();
    }
    prediction.buffers.clone_from(&plan.buffers);
}

/// The name, or the name and the first number that makes it unlike those of all buffers.
fn unlike_all(name: &str, buffers: &[Buffer]) -> String {
    let is_taken = |name: &str| buffers.iter().any(|buffer| buffer.name == name);
    let numbered = (2..).map(|count| format!("{name}_{count}"));
    std::iter::once(name.to_owned()).chain(numbered).find(|name| !is_taken(name)).unwrap_or_default()
}

/// For each slot, the time from the step that first writes it to the one that last reads it. Steps are counted from 0,
/// and the time between the passes counts as one.
///
/// Results are read between the passes, by the pass's methods, and no later: `backward` consumes the pass. The
/// gradients of inputs are read after the backward pass. What the states become is read whenever the caller likes,
/// after a `predict` too, so that nothing else is ever in its place.
fn lifetimes(plan: &Plan, joint: &Joint) -> Vec<RangeInclusive<usize>> {
    let between = plan.forward.len();
    let end = between + plan.backward.len() + 1;
    let mut lifetimes: Vec<Option<(usize, usize)>> = vec![None; plan.slots.len()];
    let mut touch = |place: Option<Place>, time: usize| {
        if let Some(Place::Slot(slot)) = place {
            let (first, last) = lifetimes[slot].get_or_insert((time, time));
            (*first, *last) = ((*first).min(time), (*last).max(time));
        }
    };
    let forward = plan.forward.iter().enumerate();
    let backward = plan.backward.iter().enumerate().map(|(index, step)| (between + 1 + index, step));
    for (time, step) in forward.chain(backward) {
        touch(Some(step.place), time);
        for read in step.all_reads() {
            touch(plan.place(read), time);
        }
    }
    for result in joint.results() {
        touch(plan.place(result), between);
    }
    for &(_, place) in &plan.input_gradients {
        touch(Some(place), end);
    }
    for &(parameter, slot) in &plan.kept_gradients {
        let first = plan.backward.iter().position(|step| step.place == Place::Gradient(parameter));
        touch(Some(Place::Slot(slot)), between + 1 + first.unwrap_or(0));
        touch(Some(Place::Slot(slot)), end);
    }
    for &(_, place) in &plan.updates {
        touch(Some(place), 0);
        touch(Some(place), end);
    }
    lifetimes.into_iter().map(|lifetime| lifetime.map_or(0..=0, |(first, last)| first..=last)).collect()
}

/// A shape with the rows or the columns of both, in which each of two finds room.
fn larger(left: &Shape, right: &Shape) -> Option<Shape> {
    if left.rows == right.rows {
        Some(Shape::new(left.rows.clone(), left.columns.larger(&right.columns)?))
    } else if left.columns == right.columns {
        Some(Shape::new(left.rows.larger(&right.rows)?, left.columns.clone()))
    } else {
        None
    }
}

/// A buffer while slots are placed.
struct Occupied {
    shape: Shape,
    /// The sizes of which each has room.
    made_for: Vec<usize>,
    /// When each of its slots is first in use, and last, and which it is; in this order.
    times: Vec<(usize, usize, usize)>,
}

impl Occupied {
    /// Whether none of its slots is in use at that time.
    fn is_free(&self, lifetime: &RangeInclusive<usize>) -> bool {
        let before = self.times.partition_point(|(first, ..)| first <= lifetime.end());
        before == 0 || self.times[before - 1].1 < *lifetime.start()
    }

    fn has_room(&self, class: usize, sizes: &mut Sizes) -> bool {
        self.made_for.iter().any(|&room| sizes.is_room_for(room, class))
    }

    fn occupy(&mut self, slot: usize, lifetime: &RangeInclusive<usize>) {
        let (first, last) = (*lifetime.start(), *lifetime.end());
        let before = self.times.partition_point(|&(other, ..)| other < first);
        self.times.insert(before, (first, last, slot));
    }
}

/// The numbers of elements, each known by its class: they are few, and comparing two of them takes long.
#[derive(Default)]
struct Sizes {
    classes: HashMap<Shape, usize>,
    of_classes: Vec<Option<Sum>>,
    compared: HashMap<(usize, usize), bool>,
}

impl Sizes {
    fn class(&mut self, shape: &Shape) -> usize {
        *self.classes.entry(shape.clone()).or_insert_with(|| {
            self.of_classes.push(shape.elements());
            self.of_classes.len() - 1
        })
    }

    /// Which of two sizes is probably the larger one.
    fn estimate(&self, class: usize) -> u128 {
        self.of_classes[class].as_ref().map_or(u128::MAX, Sum::estimate)
    }

    /// Whether as many elements as in `room` are at least as many as in `class`, whatever const generics and constants
    /// are.
    fn is_room_for(&mut self, room: usize, class: usize) -> bool {
        room == class
            || *self.compared.entry((room, class)).or_insert_with(|| {
                let (Some(room), Some(size)) = (&self.of_classes[room], &self.of_classes[class]) else { return false };
                room.plus(size, -1).is_some_and(|rest| rest.is_never_negative())
            })
    }
}
