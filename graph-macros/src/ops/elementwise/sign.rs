//! Sign: −1, 0 or 1.
//!
//! B = sign A. It has no derivative: where it is not constant it jumps.

use crate::ops::{Body, Cost, Derivative, Lowering, Notation, Operation, Reference, Rule, Scalar, Syntax, shapes};

pub static OP: Operation = Operation {
    name: "sign",
    reference: Reference {
        summary: "Sign of each element: −1, 0 or 1.",
        formula: "b_ij = a_ij / |a_ij|, and 0 for 0",
        inputs: &["a: [4, 3]"],
        example: "sign(a)",
    },
    syntax: Syntax::Function,
    operands: &["A"],
    result: "B",
    attributes: &[],
    shape: shapes::SAME,
    body: Body::Primitive {
        derivative: Derivative::Rules(&[Rule::Flat("it is piecewise constant")]),
        lowering: Lowering::Elementwise(Scalar::Function("sign")),
    },
    notation: Notation::function("sign(A)"),
    equations: |_| "",
    symbol: "sign",
    cost: Cost::Result(1),
};
