//! Reciprocal.
//!
//! B = 1 / A; dA = −dB ∘ B², from the output alone. 0 gives ±∞.

use crate::ops::{Body, Cost, Derivative, Lowering, Notation, Operation, Reference, Rule, Scalar, Syntax, shapes};

pub static OP: Operation = Operation {
    name: "recip",
    reference: Reference {
        summary: "Reciprocal of each element.",
        formula: "b_ij = 1 / a_ij",
        inputs: &["a: [4, 3]"],
        example: "recip(square(a) + 1)",
    },
    syntax: Syntax::Function,
    operands: &["A"],
    result: "B",
    attributes: &[],
    shape: shapes::SAME,
    body: Body::Primitive {
        derivative: Derivative::Rules(&[Rule::Adjoint("dA = -(dB * square(B))", "(23)")]),
        lowering: Lowering::Elementwise(Scalar::Function("recip")),
    },
    notation: Notation::function("recip(A)"),
    equations: |_| "",
    symbol: "1/a",
    cost: Cost::Result(1),
};
