//! Zeros around a matrix: so many rows above and below, so many columns to the left and to the right.
//!
//! b_(top+i)(left+j) = a_ij, 0 elsewhere; dA is that part of dB.

use crate::ops::{Body, Cost, Notation, Operation, Reference, Syntax, structure_shapes};

pub static OP: Operation = Operation {
    name: "pad",
    reference: Reference {
        summary: "Zeros around a matrix: rows above and below, columns to the left and to the right.",
        formula: "b_(top+i)(left+j) = a_ij, 0 elsewhere",
        inputs: &["a: [4, 3]"],
        example: "pad(a, 1, 1, 0, 2)",
    },
    syntax: Syntax::Function,
    operands: &["A"],
    result: "B",
    attributes: &[],
    shape: structure_shapes::PAD,
    body: Body::Composite("place(A, top, left, top + rows(A) + bottom, left + cols(A) + right)"),
    notation: Notation::function("pad(A, top, bottom, left, right)"),
    equations: |_| "",
    symbol: "pad",
    cost: Cost::Free,
};
