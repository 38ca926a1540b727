//! Logarithm of the sum of exponentials of each column, with the largest taken off.
//!
//! b_j = ln Σ_i e^a_ij, one row; dA = dB ∘ e^(A − B).

use crate::ops::{Body, Cost, Derivative, Lowering, Notation, Operation, Reference, Rule, Syntax, shapes};

pub static OP: Operation = Operation {
    name: "logsumexp_rows",
    reference: Reference {
        summary: "Logarithm of the sum of exponentials of each column; it does not overflow.",
        formula: "b_j = ln Σ_i e^a_ij",
        inputs: &["a: [4, 3]"],
        example: "logsumexp_rows(a)",
    },
    syntax: Syntax::Function,
    operands: &["A"],
    result: "B",
    attributes: &[],
    shape: shapes::ONE_ROW,
    body: Body::Primitive {
        derivative: Derivative::Rules(&[Rule::Adjoint("dA = dB * exp(A - B)", "")]),
        lowering: Lowering::Reduction { kernel: "logsumexp_rows", times: None },
    },
    notation: Notation::function("logsumexp_rows(A)"),
    equations: |_| "",
    symbol: "logsumexp rows",
    cost: Cost::Operand(14),
};
