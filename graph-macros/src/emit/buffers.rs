//! The workspace's buffers in `Name::GRAPH`: what each holds, and from which step to which.

use proc_macro2::{Literal, TokenStream};
use quote::quote;

use super::Compiled;
use super::description::described_shape;
use super::nodes::Nodes;
use crate::graph::NodeId;
use crate::plan::{Action, Place, Target};

/// For each value, the first step that writes it, and the last one that writes or reads it; steps are counted through both passes.
struct Lives {
    steps: usize,
    forward: usize,
    first: Vec<Option<usize>>,
    last: Vec<usize>,
}

impl Lives {
    fn new(Compiled { joint, plan }: Compiled<'_>) -> Self {
        let (mut first, mut last) = (vec![None; joint.graph.len()], vec![0; joint.graph.len()]);
        for (time, step) in plan.forward.iter().chain(&plan.backward).enumerate() {
            let (made, current) = match step.action {
                Action::Kernel(id) | Action::Loop(id) | Action::Mask(id) => (Some(id), None),
                Action::Update(id, current) => (Some(id), Some(current)),
                Action::Terms(_) | Action::Zero => (None, None),
            };
            let target = match step.target {
                Target::Value(id) => Some(id),
                Target::Gradient(_) | Target::InputGradient(_) | Target::Update(_) => None,
            };
            for id in made.into_iter().chain(target) {
                first[id.index()].get_or_insert(time);
                last[id.index()] = time;
            }
            for id in current.into_iter().chain(step.reads.iter().copied()) {
                last[id.index()] = time;
            }
        }
        let forward = plan.forward.len();
        Lives { steps: forward + plan.backward.len(), forward, first, last }
    }

    /// The values that a slot holds, and from when to when; `None` for a copy that is no value of its own.
    fn held(&self, nodes: &Nodes<'_>, slot: usize) -> Vec<Held> {
        let Compiled { joint, plan } = nodes.compiled;
        let end = self.steps.saturating_sub(1);
        let here = Place::Slot(slot);
        let values = &plan.slots[slot].values;
        if values.is_empty() {
            let mut steps = plan.forward.iter().chain(&plan.backward);
            let from = steps.position(|step| step.place == here);
            return from.map(|from| Held { value: None, from, to: end, is_saved: false }).into_iter().collect();
        }
        let is_result = |id: NodeId| joint.results().any(|result| result == id);
        let stays = |id: NodeId| {
            joint.updates.contains(&id)
                || nodes.is_gradient[id.index()] && plan.input_gradients.iter().any(|(_, place)| *place == here)
        };
        let lived = values.iter().filter_map(|&id| {
            let last = self.last[id.index()];
            let to = match () {
                () if stays(id) => end,
                () if is_result(id) => last.max(self.forward.saturating_sub(1)),
                () => last,
            };
            Some(Held { value: Some(id), from: self.first[id.index()]?, to, is_saved: false })
        });
        let mut held: Vec<Held> = lived.collect();
        if plan.slots[slot].saved {
            // What the forward pass leaves there.
            if let Some(left) = held.iter_mut().rfind(|held| held.from < self.forward) {
                left.is_saved = true;
            }
        }
        held
    }
}

/// A value in its slot; see [`Lives::held`].
struct Held {
    value: Option<NodeId>,
    from: usize,
    to: usize,
    is_saved: bool,
}

pub fn described_buffers(nodes: &Nodes<'_>) -> Vec<TokenStream> {
    let compiled = nodes.compiled;
    let lives = Lives::new(compiled);
    let buffers = compiled.plan.buffers.iter();
    buffers
        .map(|buffer| {
            let (name, dims, shape) = (&buffer.name, buffer.shape.to_string(), described_shape(&buffer.shape));
            let held = buffer.slots.iter().flat_map(|&index| {
                let slot = &compiled.plan.slots[index];
                lives.held(nodes, index).into_iter().map(move |Held { value, from, to, is_saved }| {
                    let name = value.map_or(&slot.name, |id| &compiled.plan.names[id.index()]);
                    let shape = described_shape(value.map_or(&slot.shape, |id| compiled.joint.graph.shape(id)));
                    let (from, to) = (Literal::usize_unsuffixed(from), Literal::usize_unsuffixed(to));
                    let saved = if is_saved { quote!(.saved()) } else { TokenStream::new() };
                    quote!(d::Held::new(#name, #shape, #from, #to)#saved)
                })
            });
            quote! {
                d::Buffer::new(#name, #shape, #dims, &[#(#held),*])
            }
        })
        .collect()
}
