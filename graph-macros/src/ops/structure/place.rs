//! A matrix of zeros with another in it.
//!
//! b_(top+i)(left+j) = a_ij, 0 elsewhere; dA is that part of dB.

use crate::ops::{Body, Cost, Derivative, Lowering, Notation, Operation, Reference, Rule, Syntax, structure_shapes};

pub static OP: Operation = Operation {
    name: "place",
    reference: Reference {
        summary: "A matrix of zeros with another in it.",
        formula: "b_(top+i)(left+j) = a_ij, 0 elsewhere",
        inputs: &[],
        example: "",
    },
    syntax: Syntax::Internal,
    operands: &["A"],
    result: "B",
    attributes: &[],
    shape: structure_shapes::PLACE,
    body: Body::Primitive {
        derivative: Derivative::Rules(&[Rule::Adjoint("dA = block(dB, top, left, rows(A), cols(A))", "")]),
        lowering: Lowering::Kernel { kernel: "place" },
    },
    notation: Notation::function("place(A, top, left)"),
    equations: |_| "",
    symbol: "place",
    cost: Cost::Free,
};
