//! Outer product of two rows: each element of one times each of the other.
//!
//! c_ij = a_i b_j, C = Aᵀ B; dA = B dCᵀ, dB = A dC.

use crate::ops::{Body, Cost, Notation, Operation, Reference, Syntax, structure_shapes};

pub static OP: Operation = Operation {
    name: "outer",
    reference: Reference {
        summary: "Outer product of two rows: each element of one times each of the other.",
        formula: "c_ij = a_i b_j",
        inputs: &["a: [4]", "b: [3]"],
        example: "outer(a, b)",
    },
    syntax: Syntax::Function,
    operands: &["A", "B"],
    result: "C",
    attributes: &[],
    shape: structure_shapes::OUTER,
    body: Body::Composite("A.T @ B"),
    notation: Notation::function("outer(A, B)"),
    equations: |_| "",
    symbol: "outer",
    cost: Cost::Result(1),
};
