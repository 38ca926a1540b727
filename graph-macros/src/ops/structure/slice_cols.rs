//! Some columns: from one, counted from 0, to before another.
//!
//! b_ij = a_i(from+j); dA is dB in its place, and 0 elsewhere.

use crate::ops::{Body, Cost, Notation, Operation, Reference, Syntax, structure_shapes};

pub static OP: Operation = Operation {
    name: "slice_cols",
    reference: Reference {
        summary: "Some columns: from one, counted from 0, to before another.",
        formula: "b_ij = a_i(from+j)",
        inputs: &["a: [4, 3]"],
        example: "slice_cols(a, 0, 2)",
    },
    syntax: Syntax::Function,
    operands: &["A"],
    result: "B",
    attributes: &[],
    shape: structure_shapes::SLICE_COLS,
    body: Body::Composite("block(A, 0, from, rows(A), to - from)"),
    notation: Notation::function("slice_cols(A, from, to)"),
    equations: |_| "",
    symbol: "slice cols",
    cost: Cost::Free,
};
