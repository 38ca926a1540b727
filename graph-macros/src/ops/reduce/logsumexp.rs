//! Logarithm of the sum of exponentials of all elements, with the largest taken off.
//!
//! b = ln Σ_ij e^a_ij, a scalar; dA = dB ∘ e^(A − B).

use crate::ops::{Body, Cost, Derivative, Lowering, Notation, Operation, Reference, Rule, Syntax, shapes};

pub static OP: Operation = Operation {
    name: "logsumexp",
    reference: Reference {
        summary: "Logarithm of the sum of exponentials of all elements; it does not overflow.",
        formula: "b = ln Σ_ij e^a_ij",
        inputs: &["a: [4, 3]"],
        example: "logsumexp(a)",
    },
    syntax: Syntax::Function,
    operands: &["A"],
    result: "B",
    attributes: &[],
    shape: shapes::SCALAR,
    body: Body::Primitive {
        derivative: Derivative::Rules(&[Rule::Adjoint("dA = dB * exp(A - B)", "")]),
        lowering: Lowering::Reduction { kernel: "logsumexp", times: None },
    },
    notation: Notation::function("logsumexp(A)"),
    equations: |_| "",
    symbol: "logsumexp",
    cost: Cost::Operand(14),
};
