//! Softmax of each row, computed with the row's maximum taken off.
//!
//! b_ij = e^a_ij / Σ_k e^a_ik (24, 25).
//!
//! dA = B ∘ (dB − diag(dB Bᵀ)) (26, 27): the diagonal is the row sums of dB ∘ B.

use crate::ops::{Body, Derivative, Lowering, Notation, Operation, Rule, Syntax, shapes};

pub static OP: Operation = Operation {
    name: "softmax",
    syntax: Syntax::Function,
    operands: &["A"],
    result: "B",
    attributes: &[],
    shape: shapes::same,
    body: Body::Primitive {
        derivative: Derivative::Rules(&[Rule::Adjoint("dA = B * (dB - sum_cols(dB * B))", "(27)")]),
        lowering: Lowering::Kernel { kernel: "softmax" },
    },
    notation: Notation::function("softmax(A)"),
    equations: |_| "(24)",
};
