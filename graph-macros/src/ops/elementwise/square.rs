//! Square of each element.
//!
//! B = A ∘ A; dA = 2 dB ∘ A.

use crate::ops::{Body, Derivative, Lowering, Notation, Operation, Rule, Scalar, Syntax, shapes};

pub static OP: Operation = Operation {
    name: "square",
    syntax: Syntax::Function,
    operands: &["A"],
    result: "B",
    attributes: &[],
    shape: shapes::same,
    body: Body::Primitive {
        derivative: Derivative::Rules(&[Rule::Adjoint("dA = 2 * (dB * A)", "(23)")]),
        lowering: Lowering::Elementwise(Scalar::Function("square")),
    },
    notation: Notation::function("square(A)"),
    equations: |_| "",
};
