//! The sum of the tiles of which a matrix is laid: the adjoint of [`repeat`](super::repeat).
//!
//! b_ij = Σ a_kl over k = i mod R, l = j mod C; dA is dB in every tile.

use crate::ops::{Body, Cost, Derivative, Lowering, Notation, Operation, Reference, Rule, Syntax, structure_shapes};

pub static OP: Operation = Operation {
    name: "sum_tiles",
    reference: Reference {
        summary: "The sum of the tiles of which a matrix is laid.",
        formula: "b_ij = Σ a_kl over k = i mod rows, l = j mod columns",
        inputs: &[],
        example: "",
    },
    syntax: Syntax::Internal,
    operands: &["A"],
    result: "B",
    attributes: &[],
    shape: structure_shapes::SUM_TILES,
    body: Body::Primitive {
        derivative: Derivative::Rules(&[Rule::Adjoint("dA = repeat(dB, rows(A) / rows(B), cols(A) / cols(B))", "")]),
        lowering: Lowering::Kernel { kernel: "sum_tiles" },
    },
    notation: Notation::function("sum_tiles(A)"),
    equations: |_| "",
    symbol: "Σ tiles",
    cost: Cost::Operand(1),
};
