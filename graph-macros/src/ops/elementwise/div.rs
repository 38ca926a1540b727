//! Elementwise quotient.
//!
//! C = A / B, c_ij = a_ij / b_ij.
//!
//! dA = dC / B, dB = −dC ∘ C / B, since ∂(a/b)/∂b = −(a/b)/b.

use crate::ops::{
    Body, Cost, Derivative, Lowering, Notation, Operation, Reference, Rule, Scalar, Syntax, precedence, shapes,
};

pub static OP: Operation = Operation {
    name: "div",
    reference: Reference {
        summary: "Quotient of matrices, element by element.",
        formula: "c_ij = a_ij / b_ij",
        inputs: &["a: [4, 3]", "b: [4, 1]"],
        example: "a / b",
    },
    syntax: Syntax::Operator,
    operands: &["A", "B"],
    result: "C",
    attributes: &[],
    shape: shapes::BROADCAST,
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
    symbol: "/",
    cost: Cost::Result(1),
};
