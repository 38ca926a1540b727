//! Matrix product.
//!
//! Both factors transposed, without a copy: C = Aᵀ Bᵀ; dA = Bᵀ dCᵀ, dB = dCᵀ Aᵀ.
//!
//! The order matters: dA stays on the left where A was, dB on the right.

use crate::ops::{Body, Derivative, Lowering, Notation, Operation, Rule, Syntax, precedence, shapes};

pub static OP: Operation = Operation {
    name: "matmul_tt",
    syntax: Syntax::Internal,
    operands: &["A", "B"],
    result: "C",
    attributes: &[],
    shape: |application, dims| shapes::product(application, [true, true], dims),
    body: Body::Primitive {
        derivative: Derivative::Rules(&[
            Rule::Adjoint("dA = B.T @ dC.T", "(15)"),
            Rule::Adjoint("dB = dC.T @ A.T", "(16)"),
        ]),
        lowering: Lowering::Kernel { kernel: "matmul_tt" },
    },
    notation: Notation {
        template: "Aᵀ · Bᵀ",
        precedence: precedence::PRODUCT,
        operands: &[precedence::ATOM, precedence::ATOM],
    },
    equations: |_| "(13)",
};
