//! Whole numbers.
//!
//! b_ij is the nearest whole number, halves to the even one, as in IEEE 754. It has no derivative: where it is not constant it jumps.

use crate::ops::{Body, Cost, Derivative, Lowering, Notation, Operation, Reference, Rule, Scalar, Syntax, shapes};

pub static OP: Operation = Operation {
    name: "round",
    reference: Reference {
        summary: "Each element rounded to the nearest whole number, halves to the even one.",
        formula: "b_ij = round(a_ij)",
        inputs: &["a: [4, 3]"],
        example: "round(a)",
    },
    syntax: Syntax::Function,
    operands: &["A"],
    result: "B",
    attributes: &[],
    shape: shapes::SAME,
    body: Body::Primitive {
        derivative: Derivative::Rules(&[Rule::Flat("it is piecewise constant")]),
        lowering: Lowering::Elementwise(Scalar::Function("round")),
    },
    notation: Notation::function("round(A)"),
    equations: |_| "",
    symbol: "round",
    cost: Cost::Result(1),
};
