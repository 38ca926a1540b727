//! Logarithm of the softmax of each column, computed with the column’s maximum taken off.
//!
//! b_ij = a_ij − ln Σ_k e^a_kj.
//!
//! dA = dB − e^B ∘ colsum(dB).

use crate::ops::{Body, Cost, Derivative, Lowering, Notation, Operation, Reference, Rule, Syntax, shapes};

pub static OP: Operation = Operation {
    name: "log_softmax_cols",
    reference: Reference {
        summary: "Logarithm of the softmax of each column.",
        formula: "b_ij = a_ij − ln Σ_k e^a_kj",
        inputs: &["a: [4, 3]"],
        example: "log_softmax_cols(a)",
    },
    syntax: Syntax::Function,
    operands: &["A"],
    result: "B",
    attributes: &[],
    shape: shapes::SAME,
    body: Body::Primitive {
        derivative: Derivative::Rules(&[Rule::Adjoint("dA = dB - exp(B) * sum_rows(dB)", "")]),
        lowering: Lowering::Kernel { kernel: "log_softmax_cols" },
    },
    notation: Notation::function("log_softmax_cols(A)"),
    equations: |_| "",
    symbol: "log_softmax cols",
    cost: Cost::Operand(14),
};
