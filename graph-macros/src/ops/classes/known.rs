//! Which rows have a label: 1 for those, 0 for the ignored ones.
//!
//! b_i = Σ_j y_ij with the labels as a matrix Y of zeros and ones: an ignored row of it is all zero.

use crate::ops::{Body, Cost, Derivative, Lowering, Notation, Operation, Reference, Rule, Syntax, shapes};

pub static OP: Operation = Operation {
    name: "known",
    reference: Reference {
        summary: "Which rows have a label.",
        formula: "b_i = 1 where row i has a label, else 0",
        inputs: &[],
        example: "",
    },
    syntax: Syntax::Internal,
    operands: &["Y"],
    result: "B",
    attributes: &[],
    shape: shapes::ONE_COLUMN,
    body: Body::Primitive {
        derivative: Derivative::Rules(&[Rule::Flat("a row has a label or it has none")]),
        lowering: Lowering::Kernel { kernel: "known" },
    },
    notation: Notation::function("known(Y)"),
    equations: |_| "",
    symbol: "known",
    cost: Cost::Free,
};
