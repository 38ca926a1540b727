//! ln(1 + a) without cancellation near 0.
//!
//! B = ln(1 + A); dA = dB / (1 + A). Elements below −1 give NaN, −1 gives −∞.

use crate::ops::{Body, Cost, Derivative, Lowering, Notation, Operation, Reference, Rule, Scalar, Syntax, shapes};

pub static OP: Operation = Operation {
    name: "log1p",
    reference: Reference {
        summary: "Natural logarithm of 1 plus each element, exact near 0.",
        formula: "b_ij = ln(1 + a_ij)",
        inputs: &["a: [4, 3]"],
        example: "log1p(square(a))",
    },
    syntax: Syntax::Function,
    operands: &["A"],
    result: "B",
    attributes: &[],
    shape: shapes::SAME,
    body: Body::Primitive {
        derivative: Derivative::Rules(&[Rule::Adjoint("dA = dB / (1 + A)", "(23)")]),
        lowering: Lowering::Elementwise(Scalar::Function("log1p")),
    },
    notation: Notation::function("log1p(A)"),
    equations: |_| "",
    symbol: "log1p",
    cost: Cost::Result(12),
};
