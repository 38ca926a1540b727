//! Whole numbers.
//!
//! b_ij is the smallest whole number that is not below a. It has no derivative: where it is not constant it jumps.

use crate::ops::{Body, Cost, Derivative, Lowering, Notation, Operation, Reference, Rule, Scalar, Syntax, shapes};

pub static OP: Operation = Operation {
    name: "ceil",
    reference: Reference {
        summary: "The smallest whole number that is not below each element.",
        formula: "b_ij = ceil(a_ij)",
        inputs: &["a: [4, 3]"],
        example: "ceil(a)",
    },
    syntax: Syntax::Function,
    operands: &["A"],
    result: "B",
    attributes: &[],
    shape: shapes::SAME,
    body: Body::Primitive {
        derivative: Derivative::Rules(&[Rule::Flat("it is piecewise constant")]),
        lowering: Lowering::Elementwise(Scalar::Function("ceil")),
    },
    notation: Notation::function("ceil(A)"),
    equations: |_| "",
    symbol: "ceil",
    cost: Cost::Result(1),
};
