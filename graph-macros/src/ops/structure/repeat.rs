//! The matrix several times, below itself and beside itself, as tiles are laid.
//!
//! b_ij = a_(i mod R)(j mod C); dA is the sum of the tiles of dB.

use crate::ops::{Body, Cost, Derivative, Lowering, Notation, Operation, Reference, Rule, Syntax, structure_shapes};

pub static OP: Operation = Operation {
    name: "repeat",
    reference: Reference {
        summary: "The matrix several times, below itself and beside itself, as tiles are laid.",
        formula: "b_ij = a_(i mod R)(j mod C), i and j counted from 0",
        inputs: &["a: [4, 3]"],
        example: "repeat(a, 2, 3)",
    },
    syntax: Syntax::Function,
    operands: &["A"],
    result: "B",
    attributes: &[],
    shape: structure_shapes::REPEAT,
    body: Body::Primitive {
        derivative: Derivative::Rules(&[Rule::Adjoint("dA = sum_tiles(dB, rows(A), cols(A))", "")]),
        lowering: Lowering::Kernel { kernel: "repeat" },
    },
    notation: Notation::function("repeat(A, down, across)"),
    equations: |_| "",
    symbol: "repeat",
    cost: Cost::Free,
};
