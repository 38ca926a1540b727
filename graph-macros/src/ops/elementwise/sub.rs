//! Difference of matrices.
//!
//! C = A − B; dA = dC, dB = −dC.

use crate::ops::{
    Body, Cost, Derivative, Lowering, Notation, Operation, Reference, Rule, Scalar, Syntax, precedence, shapes,
};

pub static OP: Operation = Operation {
    name: "sub",
    reference: Reference {
        summary: "Difference of matrices, element by element.",
        formula: "c_ij = a_ij − b_ij",
        inputs: &["a: [4, 3]", "b: [3]"],
        example: "a - b",
    },
    syntax: Syntax::Operator,
    operands: &["A", "B"],
    result: "C",
    attributes: &[],
    shape: shapes::BROADCAST,
    body: Body::Primitive {
        derivative: Derivative::Rules(&[Rule::Adjoint("dA = dC", ""), Rule::Adjoint("dB = -dC", "")]),
        lowering: Lowering::Elementwise(Scalar::Infix("-", precedence::SUM)),
    },
    notation: Notation {
        template: "A − B",
        precedence: precedence::SUM,
        operands: &[precedence::SUM, precedence::TERM],
    },
    equations: |_| "",
    symbol: "−",
    cost: Cost::Result(1),
};
