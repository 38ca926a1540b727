//! Mean absolute error.
//!
//! c = Σ_ij |a_ij − b_ij| / n over the n elements, a scalar; dA = dc sign(A − B) / n, and 0 where the two are equal.

use crate::ops::{Body, Cost, Notation, Operation, Reference, Syntax, shapes};

pub static OP: Operation = Operation {
    name: "mae",
    reference: Reference {
        summary: "Mean absolute error: a scalar.",
        formula: "c = Σ_ij |a_ij − b_ij| / n",
        inputs: &["a: [4, 3]", "b: [4, 3]"],
        example: "mae(a, b)",
    },
    syntax: Syntax::Function,
    operands: &["A", "B"],
    result: "C",
    attributes: &[],
    shape: shapes::EQUAL_TO_SCALAR,
    body: Body::Composite("mean(abs(A - B))"),
    notation: Notation::function("mae(A, B)"),
    equations: |_| "",
    symbol: "mae",
    cost: Cost::Operand(3),
};
