//! Where the largest element of each row is: the number of its column, counted from 0.
//!
//! b_i = the first j with a_ij = max_j a_ij, one column; a NaN counts as the largest. It is piecewise constant.

use crate::ops::{Body, Cost, Derivative, Lowering, Notation, Operation, Reference, Rule, Syntax, shapes};

pub static OP: Operation = Operation {
    name: "argmax_cols",
    reference: Reference {
        summary: "Where the largest element of each row is: the number of its column, counted from 0.",
        formula: "b_i = the first j with a_ij = max_j a_ij",
        inputs: &["a: [4, 3]"],
        example: "argmax_cols(a)",
    },
    syntax: Syntax::Function,
    operands: &["A"],
    result: "B",
    attributes: &[],
    shape: shapes::ONE_COLUMN,
    body: Body::Primitive {
        derivative: Derivative::Rules(&[Rule::Flat("a position is piecewise constant")]),
        lowering: Lowering::Reduction { kernel: "argmax_cols", times: None },
    },
    notation: Notation::function("argmax_cols(A)"),
    equations: |_| "",
    symbol: "argmax cols",
    cost: Cost::Operand(1),
};
