//! Logarithm of the softmax of each row, computed with the row's maximum taken off.
//!
//! b_ij = a_ij − ln Σ_k e^a_ik.
//!
//! dA = dB − e^B ∘ rowsum(dB).

use crate::ops::{Body, Derivative, Lowering, Notation, Operation, Rule, Syntax, shapes};

pub static OP: Operation = Operation {
    name: "log_softmax",
    syntax: Syntax::Function,
    operands: &["A"],
    result: "B",
    attributes: &[],
    shape: shapes::same,
    body: Body::Primitive {
        derivative: Derivative::Rules(&[Rule::Adjoint("dA = dB - exp(B) * sum_cols(dB)", "")]),
        lowering: Lowering::Kernel { kernel: "log_softmax" },
    },
    notation: Notation::function("log_softmax(A)"),
    equations: |_| "",
};
