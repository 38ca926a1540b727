//! Elementwise quotient.
//!
//! C = A / B, c_ij = a_ij / b_ij.
//!
//! dA = dC / B, dB = −dC ∘ C / B, since ∂(a/b)/∂b = −(a/b)/b.

use crate::ops::{Body, Derivative, Lowering, Notation, Operation, Rule, Scalar, Syntax, precedence, shapes};

pub static OP: Operation = Operation {
    name: "div",
    syntax: Syntax::Operator,
    operands: &["A", "B"],
    result: "C",
    attributes: &[],
    shape: shapes::broadcast,
    body: Body::Primitive {
        derivative: Derivative::Rules(&[Rule::Adjoint("dA = dC / B", ""), Rule::Adjoint("dB = -(dC * C / B)", "")]),
        lowering: Lowering::Elementwise(Scalar::Infix("/", precedence::PRODUCT)),
    },
    notation: Notation {
        template: "A / B",
        precedence: precedence::PRODUCT,
        operands: &[precedence::PRODUCT, precedence::FACTOR],
    },
    equations: |_| "",
};
