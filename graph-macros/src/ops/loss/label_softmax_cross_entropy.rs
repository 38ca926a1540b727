//! Softmax, then cross-entropy, as one operation on the logits A and labels: a value for each row.
//!
//! c_i = ln Σ_k e^a_ik − a_{i, y_i}, with the row's maximum taken off: it takes no logarithm of 0, and reads one element of
//! each row beside those that the sum needs.
//!
//! A row without a label, which is ignored, has the loss 0, whatever is in it.
//!
//! dA = dC ∘ (B − Y) with B = softmax(A) (32), for the rows of Y sum to 1; 0 in a row that is ignored, so that a NaN in it, as a
//! row of padding may have, reaches no parameter.

use crate::ops::{Body, Cost, Derivative, Lowering, Notation, Operation, Reference, Rule, Syntax, labels};

pub static OP: Operation = Operation {
    name: "label_softmax_cross_entropy",
    reference: Reference {
        summary: "`softmax_cross_entropy` where the target is labels.",
        formula: "c_i = ln Σ_k e^a_ik − a_{i, y_i}",
        inputs: &[],
        example: "",
    },
    syntax: Syntax::Internal,
    operands: &["A", "Y"],
    result: "C",
    attributes: &[],
    shape: labels::OF_EACH_ROW,
    body: Body::Primitive {
        derivative: Derivative::Rules(&[
            Rule::Adjoint("dA = select(known(Y), dC * (softmax(A) - Y), 0)", "(32)"),
            Rule::Adjoint("dY = -(dC * A)", ""),
        ]),
        lowering: Lowering::Losses { kernel: "label_softmax_cross_entropy" },
    },
    notation: Notation::function("softmax_cross_entropy(A, Y)"),
    equations: |_| "(29)",
    symbol: "softmax + cross-entropy",
    cost: Cost::Operand(16),
};
