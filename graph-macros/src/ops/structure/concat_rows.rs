//! Matrices below each other: the rows of one after those of the other.
//!
//! C has the rows of A, then those of B, and so on; each operand gets its own rows of dC. Where there are more than two, A stands in the rule
//! of an operand for all before it.

use crate::ops::{Body, Cost, Derivative, Lowering, Notation, Operation, Reference, Rule, Syntax, structure_shapes};

pub static OP: Operation = Operation {
    name: "concat_rows",
    reference: Reference {
        summary: "Matrices below each other, from top to bottom; two or more.",
        formula: "C = the rows of A, then those of B, …",
        inputs: &["a: [4, 3]", "b: [2, 3]"],
        example: "concat_rows(a, b)",
    },
    syntax: Syntax::Function,
    operands: &["A", "B"],
    result: "C",
    attributes: &[],
    shape: structure_shapes::CONCAT_ROWS,
    body: Body::Primitive {
        derivative: Derivative::Rules(&[
            Rule::Adjoint("dA = block(dC, 0, 0, rows(A), cols(A))", ""),
            Rule::Adjoint("dB = block(dC, rows(A), 0, rows(B), cols(B))", ""),
        ]),
        lowering: Lowering::Kernel { kernel: "concat_rows" },
    },
    notation: Notation::function("concat_rows(A, B)"),
    equations: |_| "",
    symbol: "concat rows",
    cost: Cost::Free,
};
