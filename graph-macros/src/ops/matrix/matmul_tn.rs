//! Matrix product.
//!
//! The left factor transposed, without a copy: C = Aᵀ B; dA = B dCᵀ, dB = A dC.
//!
//! The order matters: dA stays on the left where A was, dB on the right.

use crate::ops::{Body, Cost, Derivative, Lowering, Notation, Operation, Reference, Rule, Syntax, precedence, shapes};

pub static OP: Operation = Operation {
    name: "matmul_tn",
    reference: Reference {
        summary: "Matrix product, the left factor transposed.",
        formula: "c_ij = Σ_k a_ki b_kj",
        inputs: &[],
        example: "",
    },
    syntax: Syntax::Internal,
    operands: &["A", "B"],
    result: "C",
    attributes: &[],
    shape: shapes::PRODUCT_TN,
    body: Body::Primitive {
        derivative: Derivative::Rules(&[Rule::Adjoint("dA = B @ dC.T", "(15)"), Rule::Adjoint("dB = A @ dC", "(16)")]),
        lowering: Lowering::Product { kernel: "matmul_tn" },
    },
    notation: Notation {
        template: "Aᵀ · B",
        precedence: precedence::PRODUCT,
        operands: &[precedence::ATOM, precedence::FACTOR],
    },
    equations: |_| "(13)",
    symbol: "·",
    cost: Cost::Product,
};
