//! A square with a row on its diagonal, 0 elsewhere.
//!
//! b_ii = a_i; dA is the diagonal of dB.

use crate::ops::{Body, Cost, Derivative, Lowering, Notation, Operation, Reference, Rule, Syntax, structure_shapes};

pub static OP: Operation = Operation {
    name: "diag",
    reference: Reference {
        summary: "A square with a row on its diagonal, 0 elsewhere.",
        formula: "b_ii = a_i, 0 elsewhere",
        inputs: &["a: [4]"],
        example: "diag(a)",
    },
    syntax: Syntax::Function,
    operands: &["A"],
    result: "B",
    attributes: &[],
    shape: structure_shapes::DIAG,
    body: Body::Primitive {
        derivative: Derivative::Rules(&[Rule::Adjoint("dA = diagonal(dB)", "")]),
        lowering: Lowering::Kernel { kernel: "diag" },
    },
    notation: Notation::function("diag(A)"),
    equations: |_| "",
    symbol: "diag",
    cost: Cost::Free,
};
