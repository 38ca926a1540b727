//! Mean of the cross-entropies of two classes, from logits.
//!
//! c = Σ_ij (−y_ij ln σ(a_ij) − (1 − y_ij) ln(1 − σ(a_ij))) / n, a scalar: the mean of
//! [`sigmoid_cross_entropy`](super::sigmoid_cross_entropy), which has a value for each element, for weights and masks.
//!
//! dA = dc (σ(A) − Y) / n.

use crate::ops::{Body, Cost, Notation, Operation, Reference, Syntax, shapes};

pub static OP: Operation = Operation {
    name: "binary_cross_entropy_with_logits",
    reference: Reference {
        summary: "Mean cross-entropy of the sigmoid of logits and a target from 0 to 1, for all sizes of logits: a scalar.",
        formula: "c = Σ_ij (−y_ij ln σ(a_ij) − (1 − y_ij) ln(1 − σ(a_ij))) / n",
        inputs: &["a: [4, 3]", "y: [4, 3]"],
        example: "binary_cross_entropy_with_logits(a, y)",
    },
    syntax: Syntax::Function,
    operands: &["A", "Y"],
    result: "C",
    attributes: &[],
    shape: shapes::EQUAL_TO_SCALAR,
    body: Body::Composite("mean(sigmoid_cross_entropy(A, Y))"),
    notation: Notation::function("binary_cross_entropy_with_logits(A, Y)"),
    equations: |_| "",
    symbol: "binary cross-entropy",
    cost: Cost::Operand(26),
};
