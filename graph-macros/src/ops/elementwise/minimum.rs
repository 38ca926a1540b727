//! The smaller of two.
//!
//! C = min(A, B), and NaN where either is NaN. The adjoint goes to the smaller one; where they are equal each gets half of it, the
//! subgradient in the middle.

use crate::ops::{Body, Cost, Derivative, Lowering, Notation, Operation, Reference, Rule, Scalar, Syntax, shapes};

pub static OP: Operation = Operation {
    name: "minimum",
    reference: Reference {
        summary: "The smaller of two elements.",
        formula: "c_ij = min(a_ij, b_ij)",
        inputs: &["a: [4, 3]", "b: [4, 3]"],
        example: "minimum(a, b)",
    },
    syntax: Syntax::Function,
    operands: &["A", "B"],
    result: "C",
    attributes: &[],
    shape: shapes::BROADCAST,
    body: Body::Primitive {
        derivative: Derivative::Rules(&[
            Rule::Adjoint("dA = select(A < B, dC, select(A == B, 0.5 * dC, 0))", ""),
            Rule::Adjoint("dB = select(B < A, dC, select(A == B, 0.5 * dC, 0))", ""),
        ]),
        lowering: Lowering::Elementwise(Scalar::Function("minimum")),
    },
    notation: Notation::function("minimum(A, B)"),
    equations: |_| "",
    symbol: "min",
    cost: Cost::Result(1),
};
