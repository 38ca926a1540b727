//! Kullback–Leibler divergence of the target's distribution Y from the probabilities B: a value for each row.
//!
//! c_i = Σ_j y_ij (ln y_ij − ln b_ij), with 0 ln 0 = 0: the cross-entropy less the entropy of Y. dB = −dC ∘ Y / B. After a softmax its
//! cross-entropy is fused, as everywhere.
//! Kullback, Leibler: On information and sufficiency, 1951.

use crate::ops::{Body, Cost, Notation, Operation, Reference, Syntax, shapes};

pub static OP: Operation = Operation {
    name: "kl_div",
    reference: Reference {
        summary: "Kullback–Leibler divergence of a target distribution from probabilities: a value for each row.",
        formula: "c_i = Σ_j y_ij (ln y_ij − ln b_ij)",
        inputs: &["b: [4, 3]", "y: [4, 3]"],
        example: "kl_div(softmax(b), softmax(y))",
    },
    syntax: Syntax::Function,
    operands: &["B", "Y"],
    result: "C",
    attributes: &[],
    shape: shapes::EQUAL_TO_COLUMN,
    body: Body::Composite("sum_cols(xlogy(Y, Y)) + cross_entropy(B, Y)"),
    notation: Notation::function("kl_div(B, Y)"),
    equations: |_| "",
    symbol: "KL",
    cost: Cost::Operand(24),
};
