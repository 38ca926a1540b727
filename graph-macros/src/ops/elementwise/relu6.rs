//! An activation: B = f(A) (21), b_ij = f(a_ij) (22), dA = dB ∘ f′(A) (23).
//!
//! f(a) = min(max(a, 0), 6); f′ = 1 where 0 < b < 6, else 0.
//! Krizhevsky: Convolutional deep belief networks on CIFAR-10, 2010.

use crate::ops::{Body, Cost, Notation, Operation, Reference, Syntax, shapes};

pub static OP: Operation = Operation {
    name: "relu6",
    reference: Reference {
        summary: "Rectifier that ends at 6.",
        formula: "b_ij = min(max(a_ij, 0), 6)",
        inputs: &["a: [4, 3]"],
        example: "relu6(a)",
    },
    syntax: Syntax::Function,
    operands: &["A"],
    result: "B",
    attributes: &[],
    shape: shapes::SAME,
    body: Body::Composite("hardtanh(A, 0, 6)"),
    notation: Notation::function("relu6(A)"),
    equations: |_| "(21)",
    symbol: "relu6",
    cost: Cost::Result(2),
};
