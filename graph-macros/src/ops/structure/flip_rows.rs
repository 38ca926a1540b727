//! The rows in reverse order: upside down.
//!
//! b_ij = a_(R+1−i)j; dA = flip_rows(dB).

use crate::ops::{Body, Cost, Derivative, Lowering, Notation, Operation, Reference, Rule, Syntax, shapes};

pub static OP: Operation = Operation {
    name: "flip_rows",
    reference: Reference {
        summary: "The rows in reverse order: upside down.",
        formula: "b_ij = a_(R+1−i)j",
        inputs: &["a: [4, 3]"],
        example: "flip_rows(a)",
    },
    syntax: Syntax::Function,
    operands: &["A"],
    result: "B",
    attributes: &[],
    shape: shapes::SAME,
    body: Body::Primitive {
        derivative: Derivative::Rules(&[Rule::Adjoint("dA = flip_rows(dB)", "")]),
        lowering: Lowering::Kernel { kernel: "flip_rows" },
    },
    notation: Notation::function("flip_rows(A)"),
    equations: |_| "",
    symbol: "flip rows",
    cost: Cost::Free,
};
