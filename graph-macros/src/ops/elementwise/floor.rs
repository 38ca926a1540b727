//! Whole numbers.
//!
//! b_ij is the largest whole number that is not above a. It has no derivative: where it is not constant it jumps.

use crate::ops::{Body, Cost, Derivative, Lowering, Notation, Operation, Reference, Rule, Scalar, Syntax, shapes};

pub static OP: Operation = Operation {
    name: "floor",
    reference: Reference {
        summary: "The largest whole number that is not above each element.",
        formula: "b_ij = floor(a_ij)",
        inputs: &["a: [4, 3]"],
        example: "floor(a)",
    },
    syntax: Syntax::Function,
    operands: &["A"],
    result: "B",
    attributes: &[],
    shape: shapes::SAME,
    body: Body::Primitive {
        derivative: Derivative::Rules(&[Rule::Flat("it is piecewise constant")]),
        lowering: Lowering::Elementwise(Scalar::Function("floor")),
    },
    notation: Notation::function("floor(A)"),
    equations: |_| "",
    symbol: "floor",
    cost: Cost::Result(1),
};
