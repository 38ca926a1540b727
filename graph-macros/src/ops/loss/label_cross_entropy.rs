//! Cross-entropy of probabilities and labels: a value for each row.
//!
//! c_i = −ln b_{i, y_i}: what is left of (28) where Y has one 1 in each row. No other probability is looked at.
//! A row without a label, which is ignored, has the loss 0.

use crate::ops::{Body, Cost, Notation, Operation, Reference, Syntax, labels};

pub static OP: Operation = Operation {
    name: "label_cross_entropy",
    reference: Reference {
        summary: "`cross_entropy` where the target is labels.",
        formula: "c_i = −ln b_{i, y_i}",
        inputs: &[],
        example: "",
    },
    syntax: Syntax::Internal,
    operands: &["B", "Y"],
    result: "C",
    attributes: &[],
    shape: labels::OF_EACH_ROW,
    body: Body::Composite("-xlogy(known(Y), gather(B, Y))"),
    notation: Notation::function("cross_entropy(B, Y)"),
    equations: |_| "(29)",
    symbol: "cross-entropy",
    cost: Cost::Result(12),
};
