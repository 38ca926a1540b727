//! The same elements in another shape, in the order in which one reads: row by row, as in NumPy.
//!
//! The k-th element of B is the k-th of A; dA is dB in the shape of A. Memory is column by column, so it is a copy, as a transpose is.

use crate::ops::{Body, Cost, Derivative, Lowering, Notation, Operation, Reference, Rule, Syntax, structure_shapes};

pub static OP: Operation = Operation {
    name: "reshape",
    reference: Reference {
        summary: "The same elements in another shape, in the order in which one reads: row by row, as in NumPy.",
        formula: "the k-th element of B, row by row, is the k-th of A",
        inputs: &["a: [4, 3]"],
        example: "reshape(a, [2, 6])",
    },
    syntax: Syntax::Function,
    operands: &["A"],
    result: "B",
    attributes: &[],
    shape: structure_shapes::RESHAPE,
    body: Body::Primitive {
        derivative: Derivative::Rules(&[Rule::Adjoint("dA = reshape(dB, rows(A), cols(A))", "")]),
        lowering: Lowering::Kernel { kernel: "reshape" },
    },
    notation: Notation::function("reshape(A, [rows, columns])"),
    equations: |_| "",
    symbol: "reshape",
    cost: Cost::Free,
};
