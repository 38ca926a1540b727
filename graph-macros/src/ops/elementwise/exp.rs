//! Exponential.
//!
//! B = e^A; dA = dB ∘ B, from the output alone.

use crate::ops::{Body, Derivative, Lowering, Notation, Operation, Rule, Scalar, Syntax, shapes};

pub static OP: Operation = Operation {
    name: "exp",
    syntax: Syntax::Function,
    operands: &["A"],
    result: "B",
    attributes: &[],
    shape: shapes::same,
    body: Body::Primitive {
        derivative: Derivative::Rules(&[Rule::Adjoint("dA = dB * B", "(23)")]),
        lowering: Lowering::Elementwise(Scalar::Function("exp")),
    },
    notation: Notation::function("exp(A)"),
    equations: |_| "",
};
