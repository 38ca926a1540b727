//! Natural logarithm.
//!
//! B = ln A; dA = dB / A. Negative elements give NaN, 0 gives −∞.

use crate::ops::{Body, Derivative, Lowering, Notation, Operation, Rule, Scalar, Syntax, shapes};

pub static OP: Operation = Operation {
    name: "ln",
    syntax: Syntax::Function,
    operands: &["A"],
    result: "B",
    attributes: &[],
    shape: shapes::same,
    body: Body::Primitive {
        derivative: Derivative::Rules(&[Rule::Adjoint("dA = dB / A", "(23)")]),
        lowering: Lowering::Elementwise(Scalar::Function("ln")),
    },
    notation: Notation::function("ln(A)"),
    equations: |_| "",
};
