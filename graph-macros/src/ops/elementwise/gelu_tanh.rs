//! An activation: B = f(A) (21), b_ij = f(a_ij) (22), dA = dB ∘ f′(A) (23).
//!
//! f(a) = a (1 + tanh(√(2/π) (a + 0.044715 a³))) / 2, which is a σ(2 √(2/π) (a + 0.044715 a³)).
//! Hendrycks, Gimpel: Gaussian error linear units, 2016, where it approximates [`gelu`](super::gelu).

use crate::ops::{Body, Cost, Notation, Operation, Reference, Syntax, shapes};

pub static OP: Operation = Operation {
    name: "gelu_tanh",
    reference: Reference {
        summary: "Gaussian error linear unit, in its form with a tanh.",
        formula: "b_ij = a_ij (1 + tanh(√(2/π) (a_ij + 0.044715 a_ij³))) / 2",
        inputs: &["a: [4, 3]"],
        example: "gelu_tanh(a)",
    },
    syntax: Syntax::Function,
    operands: &["A"],
    result: "B",
    attributes: &[],
    shape: shapes::SAME,
    body: Body::Composite("A * sigmoid(1.5957691216057308 * (A * (1 + 0.044715 * square(A))))"),
    notation: Notation::function("gelu_tanh(A)"),
    equations: |_| "(21)",
    symbol: "gelu_tanh",
    cost: Cost::Result(18),
};
