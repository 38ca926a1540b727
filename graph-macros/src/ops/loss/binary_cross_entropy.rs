//! Mean of the cross-entropies of two classes, from probabilities.
//!
//! c = Σ_ij (−y_ij ln b_ij − (1 − y_ij) ln(1 − b_ij)) / n, a scalar; a zero target contributes 0 even at probability 0. After a sigmoid the
//! two are one operation, [`binary_cross_entropy_with_logits`](super::binary_cross_entropy_with_logits).

use crate::ops::{Body, Cost, Notation, Operation, Reference, Syntax, shapes};

pub static OP: Operation = Operation {
    name: "binary_cross_entropy",
    reference: Reference {
        summary: "Mean cross-entropy of probabilities of two classes and a target from 0 to 1: a scalar.",
        formula: "c = Σ_ij (−y_ij ln b_ij − (1 − y_ij) ln(1 − b_ij)) / n",
        inputs: &["b: [4, 3]", "y: [4, 3]"],
        example: "binary_cross_entropy(sigmoid(b), y)",
    },
    syntax: Syntax::Function,
    operands: &["B", "Y"],
    result: "C",
    attributes: &[],
    shape: shapes::EQUAL_TO_SCALAR,
    body: Body::Composite("-mean(xlogy(Y, B) + xlogy(1 - Y, 1 - B))"),
    notation: Notation::function("binary_cross_entropy(B, Y)"),
    equations: |_| "",
    symbol: "binary cross-entropy",
    cost: Cost::Operand(26),
};
