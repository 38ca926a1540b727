//! Cosine.
//!
//! B = cos A; dA = −dB ∘ sin A.

use crate::ops::{Body, Cost, Derivative, Lowering, Notation, Operation, Reference, Rule, Scalar, Syntax, shapes};

pub static OP: Operation = Operation {
    name: "cos",
    reference: Reference {
        summary: "Cosine of each element, in radians.",
        formula: "b_ij = cos a_ij",
        inputs: &["a: [4, 3]"],
        example: "cos(a)",
    },
    syntax: Syntax::Function,
    operands: &["A"],
    result: "B",
    attributes: &[],
    shape: shapes::SAME,
    body: Body::Primitive {
        derivative: Derivative::Rules(&[Rule::Adjoint("dA = -(dB * sin(A))", "(23)")]),
        lowering: Lowering::Elementwise(Scalar::Function("cos")),
    },
    notation: Notation::function("cos(A)"),
    equations: |_| "",
    symbol: "cos",
    cost: Cost::Result(15),
};
