//! An activation: B = f(A) (21), b_ij = f(a_ij) (22), dA = dB ∘ f′(A) (23).
//!
//! f(a) = a tanh(softplus(a)).
//! Misra: Mish: a self regularized non-monotonic activation function, 2019.

use crate::ops::{Body, Cost, Notation, Operation, Reference, Syntax, shapes};

pub static OP: Operation = Operation {
    name: "mish",
    reference: Reference {
        summary: "Smooth unit that lets a little of what is negative through.",
        formula: "b_ij = a_ij tanh(ln(1 + e^a_ij))",
        inputs: &["a: [4, 3]"],
        example: "mish(a)",
    },
    syntax: Syntax::Function,
    operands: &["A"],
    result: "B",
    attributes: &[],
    shape: shapes::SAME,
    body: Body::Composite("A * tanh(softplus(A))"),
    notation: Notation::function("mish(A)"),
    equations: |_| "(21)",
    symbol: "mish",
    cost: Cost::Result(35),
};
