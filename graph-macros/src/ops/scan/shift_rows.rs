//! The rows one further down, zeros in the first.
//!
//! b_ij = a_(i−1)j; dA has the rows of dB one further up.

use crate::ops::{Body, Cost, Derivative, Lowering, Notation, Operation, Reference, Rule, Syntax, shapes};

pub static OP: Operation = Operation {
    name: "shift_rows",
    reference: Reference {
        summary: "The rows one further down.",
        formula: "b_ij = a_(i−1)j",
        inputs: &[],
        example: "",
    },
    syntax: Syntax::Internal,
    operands: &["A"],
    result: "B",
    attributes: &[],
    shape: shapes::SAME,
    body: Body::Primitive {
        derivative: Derivative::Rules(&[Rule::Adjoint("dA = flip_rows(shift_rows(flip_rows(dB)))", "")]),
        lowering: Lowering::Kernel { kernel: "shift_rows" },
    },
    notation: Notation::function("shift_rows(A)"),
    equations: |_| "",
    symbol: "shift",
    cost: Cost::Free,
};
