//! Hadamard product, and scaling by a scalar that stretches.
//!
//! C = A ∘ B, c_ij = a_ij b_ij (17, 18).
//!
//! dA = dC ∘ B (19), dB = dC ∘ A (20).

use crate::ops::{
    Body, Cost, Derivative, Lowering, Notation, Operation, Reference, Rule, Scalar, Syntax, precedence, shapes,
};

pub static OP: Operation = Operation {
    name: "mul",
    reference: Reference {
        summary: "Hadamard product: the product of elements, and scaling by a number.",
        formula: "c_ij = a_ij b_ij",
        inputs: &["a: [4, 3]", "b: [4, 3]"],
        example: "a * b",
    },
    syntax: Syntax::Operator,
    operands: &["A", "B"],
    result: "C",
    attributes: &[],
    shape: shapes::BROADCAST,
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
    symbol: "∘",
    cost: Cost::Result(1),
};
