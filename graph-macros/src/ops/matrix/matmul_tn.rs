//! Matrix product.
//!
//! The left factor transposed, without a copy: C = Aᵀ B; dA = B dCᵀ, dB = A dC.
//!
//! The order matters: dA stays on the left where A was, dB on the right.

use crate::ops::{Body, Derivative, Lowering, Notation, Operation, Rule, Syntax, precedence, shapes};

pub static OP: Operation = Operation {
    name: "matmul_tn",
    syntax: Syntax::Internal,
    operands: &["A", "B"],
    result: "C",
    attributes: &[],
    shape: |application, dims| shapes::product(application, [true, false], dims),
    body: Body::Primitive {
        derivative: Derivative::Rules(&[Rule::Adjoint("dA = B @ dC.T", "(15)"), Rule::Adjoint("dB = A @ dC", "(16)")]),
        lowering: Lowering::Kernel { kernel: "matmul_tn" },
    },
    notation: Notation {
        template: "Aᵀ · B",
        precedence: precedence::PRODUCT,
        operands: &[precedence::ATOM, precedence::FACTOR],
    },
    equations: |_| "(13)",
};
