//! Reciprocal of the square root.
//!
//! B = 1 / √A; dA = −dB ∘ B³ / 2, from the output alone. Negative elements give NaN, 0 gives ∞.

use crate::ops::{Body, Cost, Derivative, Lowering, Notation, Operation, Reference, Rule, Scalar, Syntax, shapes};

pub static OP: Operation = Operation {
    name: "rsqrt",
    reference: Reference {
        summary: "Reciprocal of the square root of each element.",
        formula: "b_ij = 1 / √a_ij",
        inputs: &["a: [4, 3]"],
        example: "rsqrt(square(a) + 1)",
    },
    syntax: Syntax::Function,
    operands: &["A"],
    result: "B",
    attributes: &[],
    shape: shapes::SAME,
    body: Body::Primitive {
        derivative: Derivative::Rules(&[Rule::Adjoint("dA = -0.5 * (dB * powi(B, 3))", "(23)")]),
        lowering: Lowering::Elementwise(Scalar::Function("rsqrt")),
    },
    notation: Notation::function("rsqrt(A)"),
    equations: |_| "",
    symbol: "1/√a",
    cost: Cost::Result(2),
};
