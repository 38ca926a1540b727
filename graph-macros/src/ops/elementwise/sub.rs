//! Difference of matrices.
//!
//! C = A − B; dA = dC, dB = −dC.

use crate::ops::{Body, Derivative, Lowering, Notation, Operation, Rule, Scalar, Syntax, precedence, shapes};

pub static OP: Operation = Operation {
    name: "sub",
    syntax: Syntax::Operator,
    operands: &["A", "B"],
    result: "C",
    attributes: &[],
    shape: shapes::broadcast,
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
};
