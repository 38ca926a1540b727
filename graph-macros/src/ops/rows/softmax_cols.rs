//! Softmax of each column, computed with the column’s maximum taken off.
//!
//! b_ij = e^a_ij / Σ_k e^a_kj.
//!
//! dA = B ∘ (dB − colsum(dB ∘ B)).

use crate::ops::{Body, Cost, Derivative, Lowering, Notation, Operation, Reference, Rule, Syntax, shapes};

pub static OP: Operation = Operation {
    name: "softmax_cols",
    reference: Reference {
        summary: "Softmax of each column.",
        formula: "b_ij = e^a_ij / Σ_k e^a_kj",
        inputs: &["a: [4, 3]"],
        example: "softmax_cols(a)",
    },
    syntax: Syntax::Function,
    operands: &["A"],
    result: "B",
    attributes: &[],
    shape: shapes::SAME,
    body: Body::Primitive {
        derivative: Derivative::Rules(&[Rule::Adjoint("dA = B * (dB - sum_rows(dB * B))", "")]),
        lowering: Lowering::Kernel { kernel: "softmax_cols" },
    },
    notation: Notation::function("softmax_cols(A)"),
    equations: |_| "",
    symbol: "softmax cols",
    cost: Cost::Operand(14),
};
