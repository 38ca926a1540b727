//! Natural logarithm.
//!
//! B = ln A; dA = dB / A. Negative elements give NaN, 0 gives −∞.

use crate::ops::{Body, Cost, Derivative, Lowering, Notation, Operation, Reference, Rule, Scalar, Syntax, shapes};

pub static OP: Operation = Operation {
    name: "ln",
    reference: Reference {
        summary: "Natural logarithm of each element.",
        formula: "b_ij = ln a_ij",
        inputs: &["a: [4, 3]"],
        example: "ln(square(a) + 1)",
    },
    syntax: Syntax::Function,
    operands: &["A"],
    result: "B",
    attributes: &[],
    shape: shapes::SAME,
    body: Body::Primitive {
        derivative: Derivative::Rules(&[Rule::Adjoint("dA = dB / A", "(23)")]),
        lowering: Lowering::Elementwise(Scalar::Function("ln")),
    },
    notation: Notation::function("ln(A)"),
    equations: |_| "",
    symbol: "ln",
    cost: Cost::Result(10),
};
