//! Matrix product.
//!
//! The right factor transposed, without a copy: C = A Bᵀ; dA = dC B, dB = dCᵀ A.
//!
//! The order matters: dA stays on the left where A was, dB on the right.

use crate::ops::{Body, Cost, Derivative, Lowering, Notation, Operation, Reference, Rule, Syntax, precedence, shapes};

pub static OP: Operation = Operation {
    name: "matmul_nt",
    reference: Reference {
        summary: "Matrix product, the right factor transposed.",
        formula: "c_ij = Σ_k a_ik b_jk",
        inputs: &[],
        example: "",
    },
    syntax: Syntax::Internal,
    operands: &["A", "B"],
    result: "C",
    attributes: &[],
    shape: shapes::PRODUCT_NT,
    body: Body::Primitive {
        derivative: Derivative::Rules(&[Rule::Adjoint("dA = dC @ B", "(15)"), Rule::Adjoint("dB = dC.T @ A", "(16)")]),
        lowering: Lowering::Product { kernel: "matmul_nt" },
    },
    notation: Notation {
        template: "A · Bᵀ",
        precedence: precedence::PRODUCT,
        operands: &[precedence::PRODUCT, precedence::ATOM],
    },
    equations: |_| "(13)",
    symbol: "·",
    cost: Cost::Product,
};
