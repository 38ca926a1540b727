//! Square of each element.
//!
//! B = A ∘ A; dA = 2 dB ∘ A.

use crate::ops::{Body, Cost, Derivative, Lowering, Notation, Operation, Reference, Rule, Scalar, Syntax, shapes};

pub static OP: Operation = Operation {
    name: "square",
    reference: Reference {
        summary: "Square of each element.",
        formula: "b_ij = a_ij²",
        inputs: &["a: [4, 3]"],
        example: "square(a)",
    },
    syntax: Syntax::Function,
    operands: &["A"],
    result: "B",
    attributes: &[],
    shape: shapes::SAME,
    body: Body::Primitive {
        derivative: Derivative::Rules(&[Rule::Adjoint("dA = 2 * (dB * A)", "(23)")]),
        lowering: Lowering::Elementwise(Scalar::Function("square")),
    },
    notation: Notation::function("square(A)"),
    equations: |_| "",
    symbol: "a²",
    cost: Cost::Result(1),
};
