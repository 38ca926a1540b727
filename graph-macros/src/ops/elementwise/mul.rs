//! Hadamard product, and scaling by a scalar that stretches.
//!
//! C = A ∘ B, c_ij = a_ij b_ij (17, 18).
//!
//! dA = dC ∘ B (19), dB = dC ∘ A (20).

use crate::ops::{Body, Derivative, Lowering, Notation, Operation, Rule, Scalar, Syntax, precedence, shapes};

pub static OP: Operation = Operation {
    name: "mul",
    syntax: Syntax::Operator,
    operands: &["A", "B"],
    result: "C",
    attributes: &[],
    shape: shapes::broadcast,
    body: Body::Primitive {
        derivative: Derivative::Rules(&[Rule::Adjoint("dA = dC * B", "(19)"), Rule::Adjoint("dB = dC * A", "(20)")]),
        lowering: Lowering::Elementwise(Scalar::Infix("*", precedence::PRODUCT)),
    },
    notation: Notation {
        template: "A ∘ B",
        precedence: precedence::PRODUCT,
        operands: &[precedence::PRODUCT, precedence::FACTOR],
    },
    equations: |_| "(17)",
};
