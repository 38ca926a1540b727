//! Softmax, then cross-entropy, as one operation on the logits A and the target Y: a value for each row.
//!
//! c_i = −Σ_j y_ij (a_ij − ln Σ_k e^a_ik), with the row's maximum taken off: it takes no logarithm of 0.
//!
//! dA = dC ∘ (rowsum(Y) ∘ B − Y) with B = softmax(A) (31), which is B − Y where each row of Y sums to 1 (32); it
//! divides by no probability. dY = −dC ∘ log_softmax(A).

use crate::ops::{Body, Cost, Derivative, Lowering, Notation, Operation, Reference, Rule, Syntax, shapes};

pub static OP: Operation = Operation {
    name: "softmax_cross_entropy",
    reference: Reference {
        summary: "Cross-entropy of the softmax of logits and a target, as one operation: a value for each row.",
        formula: "c_i = −Σ_j y_ij (a_ij − ln Σ_k e^a_ik)",
        inputs: &["a: [4, 3]", "y: [4, 3]"],
        example: "softmax_cross_entropy(a, y)",
    },
    syntax: Syntax::Function,
    operands: &["A", "Y"],
    result: "C",
    attributes: &[],
    shape: shapes::EQUAL_TO_COLUMN,
    body: Body::Primitive {
        derivative: Derivative::Rules(&[
            Rule::Adjoint("dA = dC * (sum_cols(Y) * softmax(A) - Y)", "(32)"),
            Rule::Adjoint("dY = -(dC * log_softmax(A))", ""),
        ]),
        lowering: Lowering::Losses { kernel: "softmax_cross_entropy" },
    },
    notation: Notation::function("softmax_cross_entropy(A, Y)"),
    equations: |_| "(29)",
    symbol: "softmax + cross-entropy",
    cost: Cost::Operand(16),
};
