//! A plan that keeps every value: a step for each, and a slot for each, so that all of them can be looked at afterwards.

use std::collections::BTreeSet;

use super::stored::{self, is_elementwise, is_reduction};
use super::{Action, Buffer, Place, Plan, Step, Store, Target};
use crate::differentiate::joint::Joint;
use crate::graph::{Graph, Kind, Leaf, NodeId};

/// Nothing is fused and nothing shares storage; what is constant stays part of the loops that use it. Values are called
/// as they are elsewhere.
pub fn plan(joint: &Joint, names: Vec<String>) -> Plan {
    let graph = &joint.graph;
    let live = graph.reachable(joint.roots());
    let in_forward = graph.reachable(joint.results());
    let mut is_stored = stored::stored(joint, &live, &in_forward).is_stored;
    let is_given = |id: NodeId| graph.is_constant(id) || graph.is_number_itself(id);
    for id in graph.ids().filter(|id| live[id.index()] && !is_given(*id)) {
        is_stored[id.index()] = true;
    }
    let mut plan = Plan {
        places: vec![None; graph.len()],
        names,
        is_stored,
        slots: Vec::new(),
        buffers: Vec::new(),
        forward: Vec::new(),
        backward: Vec::new(),
        input_gradients: Vec::new(),
        kept_gradients: Vec::new(),
        updates: Vec::new(),
        predicted: graph.reachable(joint.outputs.iter().copied()),
    };
    for id in graph.ids().filter(|id| live[id.index()]) {
        let action = match graph.node(id).kind {
            Kind::Leaf(Leaf::Mask { .. }) => Action::Mask(id),
            Kind::Leaf(leaf) => {
                plan.places[id.index()] = Some(Place::Outside(leaf));
                continue;
            }
            _ if !plan.is_stored[id.index()] => continue,
            Kind::Apply { .. } | Kind::Foreign(_) if !is_elementwise(graph, id) => Action::Kernel(id),
            Kind::Apply { .. } | Kind::Foreign(_) | Kind::Constant(_) => Action::Loop(id),
        };
        let reads = match action {
            Action::Mask(_) => Vec::new(),
            Action::Kernel(_) if !is_reduction(graph, id) => graph.node(id).operands.clone(),
            _ => read_in_loop(graph, &plan.is_stored, id),
        };
        let (name, shape) = (plan.names[id.index()].clone(), graph.shape(id).clone());
        let slot = plan.new_slot(name.clone(), shape.clone());
        plan.slots[slot].values.push(id);
        plan.slots[slot].buffer = plan.buffers.len();
        plan.buffers.push(Buffer { name, shape, slots: vec![slot], predicted: Vec::new() });
        let place = Place::Slot(slot);
        plan.places[id.index()] = Some(place);
        let steps = if in_forward[id.index()] { &mut plan.forward } else { &mut plan.backward };
        steps.push(Step { target: Target::Value(id), place, store: Store::Set, action, reads });
    }
    plan
}

/// The stored values that a value's expression reads: its operands, without constants.
fn read_in_loop(graph: &Graph, is_stored: &[bool], id: NodeId) -> Vec<NodeId> {
    // A number is read where it was handed in.
    let given = |id: NodeId| if graph.is_number_itself(id) { graph.node(id).operands[0] } else { id };
    let operands = graph.node(id).operands.iter().copied().map(given);
    operands.filter(|operand| is_stored[operand.index()]).collect::<BTreeSet<_>>().into_iter().collect()
}
