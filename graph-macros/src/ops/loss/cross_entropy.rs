//! Cross-entropy of the probabilities B and the target Y: a value for each row, whose sum is the seed's L.
//!
//! c_i = −Σ_j y_ij ln b_ij (28, 29); dB = −dC ∘ Y / B (30). A zero target contributes 0, even at probability 0:
//! a row without a label, all zero, is ignored.
//!
//! After a softmax the two are one operation, see [`softmax_cross_entropy`](super::softmax_cross_entropy).

use crate::ops::{Body, Cost, Notation, Operation, Reference, Syntax, shapes};

pub static OP: Operation = Operation {
    name: "cross_entropy",
    reference: Reference {
        summary: "Cross-entropy of probabilities and a target: a value for each row, and 0 for one whose target is all zero.",
        formula: "c_i = −Σ_j y_ij ln b_ij",
        inputs: &["b: [4, 3]", "y: [4, 3]"],
        example: "cross_entropy(softmax(b), y)",
    },
    syntax: Syntax::Function,
    operands: &["B", "Y"],
    result: "C",
    attributes: &[],
    shape: shapes::EQUAL_TO_COLUMN,
    body: Body::Composite("-sum_cols(xlogy(Y, B))"),
    notation: Notation::function("cross_entropy(B, Y)"),
    equations: |_| "(29)",
    symbol: "cross-entropy",
    cost: Cost::Operand(12),
};
