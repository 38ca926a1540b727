//! Logarithm of the softmax of each row, computed with the row's maximum taken off.
//!
//! b_ij = a_ij − ln Σ_k e^a_ik.
//!
//! dA = dB − e^B ∘ rowsum(dB).

use crate::ops::{Body, Cost, Derivative, Lowering, Notation, Operation, Reference, Rule, Syntax, shapes};

pub static OP: Operation = Operation {
    name: "log_softmax",
    reference: Reference {
        summary: "Logarithm of the softmax of each row.",
        formula: "b_ij = a_ij − ln Σ_k e^a_ik",
        inputs: &["a: [4, 3]"],
        example: "log_softmax(a)",
    },
    syntax: Syntax::Function,
    operands: &["A"],
    result: "B",
    attributes: &[],
    shape: shapes::SAME,
    body: Body::Primitive {
        derivative: Derivative::Rules(&[Rule::Adjoint("dA = dB - exp(B) * sum_cols(dB)", "")]),
        lowering: Lowering::Kernel { kernel: "log_softmax" },
    },
    notation: Notation::function("log_softmax(A)"),
    equations: |_| "",
    symbol: "log_softmax",
    cost: Cost::Operand(14),
};
