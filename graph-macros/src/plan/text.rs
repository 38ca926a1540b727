//! A plan as text: the form in which tests compare plans.

use std::fmt::Write as _;

use super::{Action, Place, Plan, Step, Store, Target};
use crate::differentiate::joint::Joint;
use crate::graph::program::Program;
use crate::graph::{Kind, NodeId};

impl Plan {
    /// The slots, with the buffer in which each is if that has another's name, then the steps of each pass: what is read, and where the result goes.
    pub fn text(&self, program: &Program, joint: &Joint) -> String {
        let mut text = String::new();
        for slot in &self.slots {
            let values: Vec<&str> = slot.values.iter().map(|&value| self.name(value)).collect();
            let saved = if slot.saved { ", saved" } else { "" };
            let buffer = &self.buffers[slot.buffer].name;
            let shared = if *buffer == slot.name { String::new() } else { format!(", in {buffer}") };
            let _ = writeln!(text, "slot {}: {} holds {}{saved}{shared}", slot.name, slot.shape, values.join(", "));
        }
        for (pass, steps) in [("forward", &self.forward), ("backward", &self.backward)] {
            let _ = writeln!(text, "{pass}");
            for step in steps {
                let _ = writeln!(text, "    {}", self.step(program, joint, step));
            }
        }
        text
    }

    fn name(&self, id: NodeId) -> &str {
        &self.names[id.index()]
    }

    fn step(&self, program: &Program, joint: &Joint, step: &Step) -> String {
        let operation = |id: NodeId| match &joint.graph.node(id).kind {
            Kind::Foreign(call) => &call.name,
            Kind::Apply { operation, .. } => operation.name,
            Kind::Leaf(_) | Kind::Constant(_) => "constant",
        };
        let what = match &step.action {
            Action::Kernel(id) => operation(*id).to_owned(),
            Action::Loop(id) => format!("loop {}", operation(*id)),
            Action::Terms(terms) => format!("sum of {}", terms.len()),
            Action::Update(id, current) => format!("update {} of {}", operation(*id), self.name(*current)),
            Action::Zero => "zero".to_owned(),
            Action::Mask(_) => "mask".to_owned(),
        };
        let target = match step.target {
            Target::Value(id) => self.name(id).to_owned(),
            Target::Gradient(index) => format!("d_{}", program.parameters[index].word()),
            Target::Update(index) => format!("new_{}", program.states[index].word()),
            Target::InputGradient(index) => format!("d_{}", program.inputs[index].name),
        };
        let place = match step.place {
            Place::Slot(slot) => format!("in {}", self.slots[slot].name),
            Place::Gradient(index) => format!("in grads.{}", program.parameters[index].title()),
            Place::Outside(_) => "outside".to_owned(),
        };
        let store = match step.store {
            Store::Set => "=",
            Store::Add => "+=",
            Store::Caller => "=?",
        };
        let reads: Vec<&str> = step.reads.iter().map(|&read| self.name(read)).collect();
        format!("{target} {place} {store} {what} ({})", reads.join(", "))
    }
}
