//! Softmax of each row, computed with the row's maximum taken off.
//!
//! b_ij = e^a_ij / Σ_k e^a_ik (24, 25).
//!
//! dA = B ∘ (dB − diag(dB Bᵀ)) (26, 27): the diagonal is the row sums of dB ∘ B.

use crate::ops::{Body, Cost, Derivative, Lowering, Notation, Operation, Reference, Rule, Syntax, shapes};

pub static OP: Operation = Operation {
    name: "softmax",
    reference: Reference {
        summary: "Softmax of each row.",
        formula: "b_ij = e^a_ij / Σ_k e^a_ik",
        inputs: &["a: [4, 3]"],
        example: "softmax(a)",
    },
    syntax: Syntax::Function,
    operands: &["A"],
    result: "B",
    attributes: &[],
    shape: shapes::SAME,
    body: Body::Primitive {
        derivative: Derivative::Rules(&[Rule::Adjoint("dA = B * (dB - sum_cols(dB * B))", "(27)")]),
        lowering: Lowering::Kernel { kernel: "softmax" },
    },
    notation: Notation::function("softmax(A)"),
    equations: |_| "(24)",
    symbol: "softmax",
    cost: Cost::Operand(14),
};
