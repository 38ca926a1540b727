//! Some rows: from one, counted from 0, to before another.
//!
//! b_ij = a_(from+i)j; dA is dB in its place, and 0 elsewhere.

use crate::ops::{Body, Cost, Notation, Operation, Reference, Syntax, structure_shapes};

pub static OP: Operation = Operation {
    name: "slice_rows",
    reference: Reference {
        summary: "Some rows: from one, counted from 0, to before another.",
        formula: "b_ij = a_(from+i)j",
        inputs: &["a: [4, 3]"],
        example: "slice_rows(a, 1, 3)",
    },
    syntax: Syntax::Function,
    operands: &["A"],
    result: "B",
    attributes: &[],
    shape: structure_shapes::SLICE_ROWS,
    body: Body::Composite("block(A, from, 0, to - from, cols(A))"),
    notation: Notation::function("slice_rows(A, from, to)"),
    equations: |_| "",
    symbol: "slice rows",
    cost: Cost::Free,
};
