//! Absolute value.
//!
//! B = |A|; dA = dB where a > 0, −dB where a < 0, and 0 at the kink: the subgradient in the middle.

use crate::ops::{Body, Cost, Derivative, Lowering, Notation, Operation, Reference, Rule, Scalar, Syntax, shapes};

pub static OP: Operation = Operation {
    name: "abs",
    reference: Reference {
        summary: "Absolute value of each element.",
        formula: "b_ij = |a_ij|",
        inputs: &["a: [4, 3]"],
        example: "abs(a)",
    },
    syntax: Syntax::Function,
    operands: &["A"],
    result: "B",
    attributes: &[],
    shape: shapes::SAME,
    body: Body::Primitive {
        derivative: Derivative::Rules(&[Rule::Adjoint("dA = select(A, dB, select(-A, -dB, 0))", "(23)")]),
        lowering: Lowering::Elementwise(Scalar::Function("abs")),
    },
    notation: Notation::function("|A|"),
    equations: |_| "",
    symbol: "|a|",
    cost: Cost::Result(1),
};
