//! The row of a table for each label.
//!
//! c_ij = a_{y_i, j}, which is Y · A with the labels as a matrix Y of zeros and ones, without a product: it costs as much
//! as its result has elements. dA = Yᵀ · dC, which adds each row of dC to the row of the table that it came from.

use crate::ops::{Body, Cost, Derivative, Lowering, Notation, Operation, Reference, Rule, Syntax, labels};

pub static OP: Operation = Operation {
    name: "embedding",
    reference: Reference {
        summary: "The row of a table for each label.",
        formula: "c_ij = a_{y_i, j}",
        inputs: &["a: [5, 3]", "labels y: [4] in 5"],
        example: "embedding(a, y)",
    },
    syntax: Syntax::Function,
    operands: &["A", "Y"],
    result: "C",
    attributes: &[],
    shape: labels::ROW_FOR_EACH,
    body: Body::Primitive {
        derivative: Derivative::Rules(&[
            Rule::Adjoint("dA = scatter_rows(Y, dC)", ""),
            Rule::Adjoint("dY = dC @ A.T", ""),
        ]),
        lowering: Lowering::Kernel { kernel: "embedding" },
    },
    notation: Notation::function("embedding(A, Y)"),
    equations: |_| "",
    symbol: "embedding",
    cost: Cost::Free,
};
