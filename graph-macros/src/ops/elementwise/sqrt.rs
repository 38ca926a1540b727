//! Square root.
//!
//! B = √A; dA = dB / (2 B), from the output alone. Negative elements give NaN; at 0 the adjoint is infinite.

use crate::ops::{Body, Derivative, Lowering, Notation, Operation, Rule, Scalar, Syntax, shapes};

pub static OP: Operation = Operation {
    name: "sqrt",
    syntax: Syntax::Function,
    operands: &["A"],
    result: "B",
    attributes: &[],
    shape: shapes::same,
    body: Body::Primitive {
        derivative: Derivative::Rules(&[Rule::Adjoint("dA = 0.5 * dB / B", "(23)")]),
        lowering: Lowering::Elementwise(Scalar::Function("sqrt")),
    },
    notation: Notation::function("sqrt(A)"),
    equations: |_| "",
};
