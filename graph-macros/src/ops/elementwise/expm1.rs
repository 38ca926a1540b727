//! e^a − 1 without cancellation near 0.
//!
//! B = e^A − 1; dA = dB ∘ (B + 1), from the output alone.

use crate::ops::{Body, Derivative, Lowering, Notation, Operation, Rule, Scalar, Syntax, shapes};

pub static OP: Operation = Operation {
    name: "expm1",
    syntax: Syntax::Function,
    operands: &["A"],
    result: "B",
    attributes: &[],
    shape: shapes::same,
    body: Body::Primitive {
        derivative: Derivative::Rules(&[Rule::Adjoint("dA = dB * (B + 1)", "(23)")]),
        lowering: Lowering::Elementwise(Scalar::Function("expm1")),
    },
    notation: Notation::function("expm1(A)"),
    equations: |_| "",
};
