//! What follows a product and is done before its elements are stored: something is added, and what is below zero becomes zero.
//!
//! Each remains a step with an equation of its own. The two that follow each other in one place are one call.

use proc_macro2::TokenStream;
use quote::quote;

use super::steps::{Block, Function, ident, lowering};
use super::{Compiled, Emission};
use crate::graph::{Kind, Leaf, NodeId};
use crate::ops::{Lowering, Scalar};
use crate::plan::{Action, Place, Step, Store};

/// What can be done to an element of a product on its way.
#[derive(Default)]
struct Finish {
    /// What is added.
    addend: Option<NodeId>,
    /// What is done to the sum, of which `keisan::kernels` has a wrapper.
    wrapper: Option<&'static str>,
}

impl Emission<'_> {
    /// The last argument of a product that does the next step on the way; `None` where that is a call of its own.
    pub fn finish(
        &self,
        compiled: Compiled<'_>,
        function: Function,
        step: &Step,
        next: &Step,
        block: &mut Block,
    ) -> Option<TokenStream> {
        let Action::Kernel(product) = step.action else { return None };
        let is_product = matches!(lowering(compiled, product), Some(Lowering::Product { .. }));
        // Where values are looked at, each is stored. A gradient goes where its caller says.
        let is_whole =
            function != Function::Inspect && step.store == Store::Set && matches!(step.place, Place::Slot(_));
        if !is_product || !is_whole || next.place != step.place {
            return None;
        }
        let Finish { addend, wrapper } = match &next.action {
            Action::Terms(terms) => match terms.as_slice() {
                [term] if next.store == Store::Add => Finish { addend: Some(*term), wrapper: None },
                _ => return None,
            },
            Action::Update(id, current) => after(compiled, *id, *current)?,
            Action::Kernel(_) | Action::Loop(_) | Action::Zero | Action::Mask(_) => return None,
        };
        let mut finish = match addend {
            None => block.store(Store::Set),
            Some(addend) if is_matrix(compiled, addend) => {
                block.imports.insert("Plus");
                let domain = self.target_shape(compiled, step);
                let operand = self.operands(compiled, function, domain, &[addend], block);
                quote!(Plus(#operand))
            }
            Some(_) => return None,
        };
        if let Some(wrapper) = wrapper {
            block.imports.insert(wrapper);
            let wrapper = ident(wrapper);
            finish = quote!(#wrapper(#finish));
        }
        Some(finish)
    }
}

/// An elementwise value as the finish of `current`.
fn after(compiled: Compiled<'_>, id: NodeId, current: NodeId) -> Option<Finish> {
    if id == current {
        return Some(Finish::default());
    }
    let Some(Lowering::Elementwise(scalar)) = lowering(compiled, id) else { return None };
    match (scalar, compiled.joint.graph.node(id).operands.as_slice()) {
        (Scalar::Finishing { finish, .. }, &[operand]) => {
            let inner = after(compiled, operand, current)?;
            inner.wrapper.is_none().then_some(Finish { wrapper: Some(finish), ..inner })
        }
        (Scalar::Infix("+", _), &[left, right]) => {
            let addend = if left == current { right } else { left };
            let is_sum = (left == current) != (right == current);
            is_sum.then_some(Finish { addend: Some(addend), wrapper: None })
        }
        _ => None,
    }
}

/// Whether a value is a matrix in memory: not an expression, a number, or labels.
fn is_matrix(compiled: Compiled<'_>, id: NodeId) -> bool {
    let is_virtual = matches!(compiled.joint.graph.node(id).kind, Kind::Leaf(Leaf::Labels(_) | Leaf::Hyper(_)));
    !is_virtual && compiled.plan.place(id).is_some()
}
