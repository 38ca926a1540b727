//! Cross-entropy with a weight for each class: a value for each row.
//!
//! c_i = −Σ_j w_j y_ij ln b_ij, which is that of B and of Y ∘ W: after a softmax it is fused as [`cross_entropy`](super::cross_entropy) is.
//! With labels write `cross_entropy(b, y) * embedding(w.T, y)`. The mean over the weights is `sum(c) / sum(y * w)`.

use crate::ops::{Body, Cost, Notation, Operation, Reference, Syntax, shapes};

pub static OP: Operation = Operation {
    name: "weighted_cross_entropy",
    reference: Reference {
        summary: "Cross-entropy with a weight for each class: a value for each row.",
        formula: "c_i = −Σ_j w_j y_ij ln b_ij",
        inputs: &["b: [4, 3]", "y: [4, 3]", "w: [3]"],
        example: "weighted_cross_entropy(softmax(b), y, w)",
    },
    syntax: Syntax::Function,
    operands: &["B", "Y", "W"],
    result: "C",
    attributes: &[],
    shape: shapes::EQUAL_WEIGHTED_TO_COLUMN,
    body: Body::Composite("cross_entropy(B, Y * W)"),
    notation: Notation::function("weighted_cross_entropy(B, Y, W)"),
    equations: |_| "",
    symbol: "cross-entropy",
    cost: Cost::Operand(13),
};
