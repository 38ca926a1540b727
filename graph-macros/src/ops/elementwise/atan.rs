//! Arctangent.
//!
//! B = arctan A; dA = dB / (1 + A²).

use crate::ops::{Body, Cost, Derivative, Lowering, Notation, Operation, Reference, Rule, Scalar, Syntax, shapes};

pub static OP: Operation = Operation {
    name: "atan",
    reference: Reference {
        summary: "Arctangent of each element, in radians.",
        formula: "b_ij = arctan a_ij",
        inputs: &["a: [4, 3]"],
        example: "atan(a)",
    },
    syntax: Syntax::Function,
    operands: &["A"],
    result: "B",
    attributes: &[],
    shape: shapes::SAME,
    body: Body::Primitive {
        derivative: Derivative::Rules(&[Rule::Adjoint("dA = dB / (1 + square(A))", "(23)")]),
        lowering: Lowering::Elementwise(Scalar::Function("atan")),
    },
    notation: Notation::function("atan(A)"),
    equations: |_| "",
    symbol: "atan",
    cost: Cost::Result(20),
};
