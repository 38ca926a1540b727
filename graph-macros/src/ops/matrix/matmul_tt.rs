//! Matrix product.
//!
//! Both factors transposed, without a copy: C = Aᵀ Bᵀ; dA = Bᵀ dCᵀ, dB = dCᵀ Aᵀ.
//!
//! The order matters: dA stays on the left where A was, dB on the right.

use crate::ops::{Body, Cost, Derivative, Lowering, Notation, Operation, Reference, Rule, Syntax, precedence, shapes};

pub static OP: Operation = Operation {
    name: "matmul_tt",
    reference: Reference {
        summary: "Matrix product, both factors transposed.",
        formula: "c_ij = Σ_k a_ki b_jk",
        inputs: &[],
        example: "",
    },
    syntax: Syntax::Internal,
    operands: &["A", "B"],
    result: "C",
    attributes: &[],
    shape: shapes::PRODUCT_TT,
    body: Body::Primitive {
        derivative: Derivative::Rules(&[
            Rule::Adjoint("dA = B.T @ dC.T", "(15)"),
            Rule::Adjoint("dB = dC.T @ A.T", "(16)"),
        ]),
        lowering: Lowering::Product { kernel: "matmul_tt" },
    },
    notation: Notation {
        template: "Aᵀ · Bᵀ",
        precedence: precedence::PRODUCT,
        operands: &[precedence::ATOM, precedence::ATOM],
    },
    equations: |_| "(13)",
    symbol: "·",
    cost: Cost::Product,
};
