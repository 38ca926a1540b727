//! Matrices beside each other: the columns of one after those of the other.
//!
//! C = \[A B …\]; each operand gets its own columns of dC. Where there are more than two, A stands in the rule of an operand for all before it.

use crate::ops::{Body, Cost, Derivative, Lowering, Notation, Operation, Reference, Rule, Syntax, structure_shapes};

pub static OP: Operation = Operation {
    name: "concat_cols",
    reference: Reference {
        summary: "Matrices beside each other, from left to right; two or more.",
        formula: "C = (A B …)",
        inputs: &["a: [4, 3]", "b: [4, 2]"],
        example: "concat_cols(a, b)",
    },
    syntax: Syntax::Function,
    operands: &["A", "B"],
    result: "C",
    attributes: &[],
    shape: structure_shapes::CONCAT_COLS,
    body: Body::Primitive {
        derivative: Derivative::Rules(&[
            Rule::Adjoint("dA = block(dC, 0, 0, rows(A), cols(A))", ""),
            Rule::Adjoint("dB = block(dC, 0, cols(A), rows(B), cols(B))", ""),
        ]),
        lowering: Lowering::Kernel { kernel: "concat_cols" },
    },
    notation: Notation::function("concat_cols(A, B)"),
    equations: |_| "",
    symbol: "concat cols",
    cost: Cost::Free,
};
