//! Sigmoid, then the cross-entropy of two classes, as one operation on the logits A and the probabilities Y: a value for each element.
//!
//! c = −y ln σ(a) − (1 − y) ln(1 − σ(a)) = max(a, 0) − a y + ln(1 + e^(−|a|)), which takes no logarithm of 0.
//!
//! dA = dC ∘ (σ(A) − Y); dY = −dC ∘ A.

use crate::ops::{Body, Cost, Derivative, Lowering, Notation, Operation, Reference, Rule, Scalar, Syntax, shapes};

pub static OP: Operation = Operation {
    name: "sigmoid_cross_entropy",
    reference: Reference {
        summary: "Cross-entropy of the sigmoid of logits and a target from 0 to 1, as one operation: a value for each element.",
        formula: "c_ij = max(a_ij, 0) − a_ij y_ij + ln(1 + e^(−|a_ij|))",
        inputs: &["a: [4, 3]", "y: [4, 3]"],
        example: "sigmoid_cross_entropy(a, y)",
    },
    syntax: Syntax::Function,
    operands: &["A", "Y"],
    result: "C",
    attributes: &[],
    shape: shapes::BROADCAST,
    body: Body::Primitive {
        derivative: Derivative::Rules(&[
            Rule::Adjoint("dA = dC * (sigmoid(A) - Y)", ""),
            Rule::Adjoint("dY = -(dC * A)", ""),
        ]),
        lowering: Lowering::Elementwise(Scalar::Function("sigmoid_cross_entropy")),
    },
    notation: Notation::function("sigmoid_cross_entropy(A, Y)"),
    equations: |_| "",
    symbol: "sigmoid + cross-entropy",
    cost: Cost::Result(25),
};
