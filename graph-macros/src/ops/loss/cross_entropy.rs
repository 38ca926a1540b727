//! Cross-entropy of the probabilities B and the target Y: a value for each row, whose sum is the seed's L.
//!
//! c_i = −Σ_j y_ij ln b_ij (28, 29); dB = −dC ∘ Y / B (30). A zero target contributes 0, even at probability 0.
//!
//! After a softmax the two are one operation, see [`softmax_cross_entropy`](super::softmax_cross_entropy).

use crate::ops::{Body, Notation, Operation, Syntax, shapes};

pub static OP: Operation = Operation {
    name: "cross_entropy",
    syntax: Syntax::Function,
    operands: &["B", "Y"],
    result: "C",
    attributes: &[],
    shape: shapes::equal_to_column,
    body: Body::Composite("-sum_cols(xlogy(Y, B))"),
    notation: Notation::function("cross_entropy(B, Y)"),
    equations: |_| "(29)",
};
