//! Sine.
//!
//! B = sin A; dA = dB ∘ cos A.

use crate::ops::{Body, Cost, Derivative, Lowering, Notation, Operation, Reference, Rule, Scalar, Syntax, shapes};

pub static OP: Operation = Operation {
    name: "sin",
    reference: Reference {
        summary: "Sine of each element, in radians.",
        formula: "b_ij = sin a_ij",
        inputs: &["a: [4, 3]"],
        example: "sin(a)",
    },
    syntax: Syntax::Function,
    operands: &["A"],
    result: "B",
    attributes: &[],
    shape: shapes::SAME,
    body: Body::Primitive {
        derivative: Derivative::Rules(&[Rule::Adjoint("dA = dB * cos(A)", "(23)")]),
        lowering: Lowering::Elementwise(Scalar::Function("sin")),
    },
    notation: Notation::function("sin(A)"),
    equations: |_| "",
    symbol: "sin",
    cost: Cost::Result(15),
};
