//! Logarithm of the sum of exponentials of each row, with the largest taken off.
//!
//! b_i = ln Σ_j e^a_ij, one column; dA = dB ∘ e^(A − B).

use crate::ops::{Body, Cost, Derivative, Lowering, Notation, Operation, Reference, Rule, Syntax, shapes};

pub static OP: Operation = Operation {
    name: "logsumexp_cols",
    reference: Reference {
        summary: "Logarithm of the sum of exponentials of each row; it does not overflow.",
        formula: "b_i = ln Σ_j e^a_ij",
        inputs: &["a: [4, 3]"],
        example: "logsumexp_cols(a)",
    },
    syntax: Syntax::Function,
    operands: &["A"],
    result: "B",
    attributes: &[],
    shape: shapes::ONE_COLUMN,
    body: Body::Primitive {
        derivative: Derivative::Rules(&[Rule::Adjoint("dA = dB * exp(A - B)", "")]),
        lowering: Lowering::Reduction { kernel: "logsumexp_cols", times: None },
    },
    notation: Notation::function("logsumexp_cols(A)"),
    equations: |_| "",
    symbol: "logsumexp cols",
    cost: Cost::Operand(14),
};
