//! What stands in a matrix from a place on: rows and columns of it.
//!
//! b_ij = a_(top+i)(left+j); dA is dB in its place, and 0 elsewhere.

use crate::ops::{Body, Cost, Derivative, Lowering, Notation, Operation, Reference, Rule, Syntax, structure_shapes};

pub static OP: Operation = Operation {
    name: "block",
    reference: Reference {
        summary: "A part of a matrix.",
        formula: "b_ij = a_(top+i)(left+j)",
        inputs: &[],
        example: "",
    },
    syntax: Syntax::Internal,
    operands: &["A"],
    result: "B",
    attributes: &[],
    shape: structure_shapes::BLOCK,
    body: Body::Primitive {
        derivative: Derivative::Rules(&[Rule::Adjoint("dA = place(dB, top, left, rows(A), cols(A))", "")]),
        lowering: Lowering::Kernel { kernel: "block" },
    },
    notation: Notation::function("A[top.., left..]"),
    equations: |_| "",
    symbol: "block",
    cost: Cost::Free,
};
