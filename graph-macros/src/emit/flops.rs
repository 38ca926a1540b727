//! The floating-point operations of a pass, counted: `4866 * B as u64 + 12`.

use std::collections::BTreeMap;

use proc_macro2::{Literal, TokenStream};
use quote::{ToTokens, quote};

use super::Compiled;
use crate::graph::shape::{Dim, Shape};
use crate::graph::{Kind, NodeId};
use crate::ops::Cost;

impl Compiled<'_> {
    /// The operations of the forward pass, and those of the backward pass. A function of the user's counts for nothing.
    pub fn flops(self) -> (Flops, Flops) {
        let graph = &self.joint.graph;
        let (is_live, in_forward) = (graph.reachable(self.joint.roots()), graph.reachable(self.joint.results()));
        let (mut forward, mut backward) = (Flops::default(), Flops::default());
        for id in graph.ids().filter(|id| is_live[id.index()]) {
            let pass = if in_forward[id.index()] { &mut forward } else { &mut backward };
            self.count(id, pass);
        }
        (forward, backward)
    }

    fn count(self, id: NodeId, flops: &mut Flops) {
        let node = self.joint.graph.node(id);
        let Kind::Apply { operation, .. } = &node.kind else { return };
        let first = || self.joint.graph.shape(node.operands[0]);
        let dims = |Shape { rows, columns }: &Shape| [rows.clone(), columns.clone()];
        match operation.cost {
            Cost::Free => {}
            Cost::Result(times) => flops.add(times, dims(&node.shape)),
            Cost::Operand(times) => flops.add(times, dims(first())),
            Cost::Last(times) => {
                let last = node.operands.last().map(|last| dims(self.joint.graph.shape(*last)));
                flops.add(times, last.into_iter().flatten());
            }
            // The first operand is M × K or K × M, and N is the result's number of columns.
            Cost::Product => flops.add(2, dims(first()).into_iter().chain([node.shape.columns.clone()])),
        }
    }
}

/// A sum of products: for each product of dimensions that rustc has to evaluate, what it is multiplied by.
#[derive(Default)]
pub struct Flops(BTreeMap<Vec<Dim>, u64>);

impl Flops {
    fn add(&mut self, times: u32, dims: impl IntoIterator<Item = Dim>) {
        let mut times = u64::from(times);
        let mut open = Vec::new();
        for dim in dims {
            match dim {
                Dim::Literal(size) => times = times.saturating_mul(size as u64),
                dim => open.push(dim),
            }
        }
        open.sort();
        let sum = self.0.entry(open).or_default();
        *sum = sum.saturating_add(times);
    }
}

impl ToTokens for Flops {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        let terms = self.0.iter().rev().map(|(dims, times)| match dims.as_slice() {
            [first, rest @ ..] if *times == 1 => quote!(#first as u64 #(* #rest as u64)*),
            _ => {
                let times = Literal::u64_unsuffixed(*times);
                quote!(#times #(* #dims as u64)*)
            }
        });
        let terms: Vec<TokenStream> = terms.collect();
        tokens.extend(if terms.is_empty() { quote!(0) } else { quote!(#(#terms)+*) });
    }
}
