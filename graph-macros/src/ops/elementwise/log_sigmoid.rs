//! An activation: B = f(A) (21), b_ij = f(a_ij) (22), dA = dB ∘ f′(A) (23).
//!
//! f(a) = ln σ(a) = −ln(1 + e^(−a)), which takes no logarithm of 0.

use crate::ops::{Body, Cost, Notation, Operation, Reference, Syntax, shapes};

pub static OP: Operation = Operation {
    name: "log_sigmoid",
    reference: Reference {
        summary: "Logarithm of the sigmoid.",
        formula: "b_ij = −ln(1 + e^(−a_ij))",
        inputs: &["a: [4, 3]"],
        example: "log_sigmoid(a)",
    },
    syntax: Syntax::Function,
    operands: &["A"],
    result: "B",
    attributes: &[],
    shape: shapes::SAME,
    body: Body::Composite("-softplus(-A)"),
    notation: Notation::function("log_sigmoid(A)"),
    equations: |_| "(21)",
    symbol: "log_sigmoid",
    cost: Cost::Result(24),
};
