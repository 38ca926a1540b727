//! The element of each row that its label chooses.
//!
//! c_i = a_{i, y_i}, which is Σ_j a_ij y_ij with the labels as a matrix Y of zeros and ones; dA = dC ∘ Y: each adjoint goes
//! to the element that was chosen.

use crate::ops::{Body, Cost, Derivative, Lowering, Notation, Operation, Reference, Rule, Syntax, labels};

pub static OP: Operation = Operation {
    name: "gather",
    reference: Reference {
        summary: "The element of each row that its label chooses.",
        formula: "c_i = a_{i, y_i}",
        inputs: &["a: [4, 3]", "labels y: [4] in 3"],
        example: "gather(a, y)",
    },
    syntax: Syntax::Function,
    operands: &["A", "Y"],
    result: "C",
    attributes: &[],
    shape: labels::OF_EACH_ROW,
    body: Body::Primitive {
        derivative: Derivative::Rules(&[Rule::Adjoint("dA = dC * one_hot(Y)", ""), Rule::Adjoint("dY = dC * A", "")]),
        lowering: Lowering::Kernel { kernel: "gather" },
    },
    notation: Notation::function("gather(A, Y)"),
    equations: |_| "",
    symbol: "gather",
    cost: Cost::Free,
};
