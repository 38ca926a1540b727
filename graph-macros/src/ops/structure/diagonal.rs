//! The diagonal of a square, as a row.
//!
//! b_i = a_ii; dA is 0 beside the diagonal.

use crate::ops::{Body, Cost, Derivative, Lowering, Notation, Operation, Reference, Rule, Syntax, structure_shapes};

pub static OP: Operation = Operation {
    name: "diagonal",
    reference: Reference {
        summary: "The diagonal of a square, as a row.",
        formula: "b_i = a_ii",
        inputs: &["a: [4, 4]"],
        example: "diagonal(a)",
    },
    syntax: Syntax::Function,
    operands: &["A"],
    result: "B",
    attributes: &[],
    shape: structure_shapes::DIAGONAL,
    body: Body::Primitive {
        derivative: Derivative::Rules(&[Rule::Adjoint("dA = diag(dB)", "")]),
        lowering: Lowering::Kernel { kernel: "diagonal" },
    },
    notation: Notation::function("diagonal(A)"),
    equations: |_| "",
    symbol: "diagonal",
    cost: Cost::Free,
};
