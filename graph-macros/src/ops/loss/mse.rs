//! Mean squared error.
//!
//! c = Σ_ij (a_ij − b_ij)² / n over the n elements, a scalar; dA = 2 dc (A − B) / n.

use crate::ops::{Body, Cost, Notation, Operation, Reference, Syntax, shapes};

pub static OP: Operation = Operation {
    name: "mse",
    reference: Reference {
        summary: "Mean squared error.",
        formula: "c = Σ_ij (a_ij − b_ij)² / n",
        inputs: &["a: [4, 3]", "b: [4, 3]"],
        example: "mse(a, b)",
    },
    syntax: Syntax::Function,
    operands: &["A", "B"],
    result: "C",
    attributes: &[],
    shape: shapes::EQUAL_TO_SCALAR,
    body: Body::Composite("mean(square(A - B))"),
    notation: Notation::function("mse(A, B)"),
    equations: |_| "",
    symbol: "mse",
    cost: Cost::Operand(3),
};
