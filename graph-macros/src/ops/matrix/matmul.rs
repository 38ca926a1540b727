//! Matrix product.
//!
//! C = A B (13), c_ij = Σ_k a_ik b_kj (14); dA = dC Bᵀ (15), dB = Aᵀ dC (16).
//!
//! The order matters: dA stays on the left where A was, dB on the right.

use crate::ops::{Body, Cost, Derivative, Lowering, Notation, Operation, Reference, Rule, Syntax, precedence, shapes};

pub static OP: Operation = Operation {
    name: "matmul",
    reference: Reference {
        summary: "Matrix product.",
        formula: "c_ij = Σ_k a_ik b_kj",
        inputs: &["a: [4, 3]", "b: [3, 2]"],
        example: "a @ b",
    },
    syntax: Syntax::Operator,
    operands: &["A", "B"],
    result: "C",
    attributes: &[],
    shape: shapes::PRODUCT,
    body: Body::Primitive {
        derivative: Derivative::Rules(&[
            Rule::Adjoint("dA = dC @ B.T", "(15)"),
            Rule::Adjoint("dB = A.T @ dC", "(16)"),
        ]),
        lowering: Lowering::Product { kernel: "matmul" },
    },
    notation: Notation {
        template: "A · B",
        precedence: precedence::PRODUCT,
        operands: &[precedence::PRODUCT, precedence::FACTOR],
    },
    equations: |_| "(13)",
    symbol: "·",
    cost: Cost::Product,
};
