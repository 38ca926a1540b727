//! Where the largest element of each column is: the number of its row, counted from 0.
//!
//! b_j = the first i with a_ij = max_i a_ij, one row; a NaN counts as the largest. It is piecewise constant.

use crate::ops::{Body, Cost, Derivative, Lowering, Notation, Operation, Reference, Rule, Syntax, shapes};

pub static OP: Operation = Operation {
    name: "argmax_rows",
    reference: Reference {
        summary: "Where the largest element of each column is: the number of its row, counted from 0.",
        formula: "b_j = the first i with a_ij = max_i a_ij",
        inputs: &["a: [4, 3]"],
        example: "argmax_rows(a)",
    },
    syntax: Syntax::Function,
    operands: &["A"],
    result: "B",
    attributes: &[],
    shape: shapes::ONE_ROW,
    body: Body::Primitive {
        derivative: Derivative::Rules(&[Rule::Flat("a position is piecewise constant")]),
        lowering: Lowering::Reduction { kernel: "argmax_rows", times: None },
    },
    notation: Notation::function("argmax_rows(A)"),
    equations: |_| "",
    symbol: "argmax rows",
    cost: Cost::Operand(1),
};
