//! The upper triangle: what stands below the diagonal is 0.
//!
//! b_ij = a_ij where j ≥ i, else 0; dA = triu(dB).

use crate::ops::{Body, Cost, Derivative, Lowering, Notation, Operation, Reference, Rule, Syntax, shapes};

pub static OP: Operation = Operation {
    name: "triu",
    reference: Reference {
        summary: "The upper triangle: what stands below the diagonal is 0.",
        formula: "b_ij = a_ij where j ≥ i, else 0",
        inputs: &["a: [4, 4]"],
        example: "triu(a)",
    },
    syntax: Syntax::Function,
    operands: &["A"],
    result: "B",
    attributes: &[],
    shape: shapes::SAME,
    body: Body::Primitive {
        derivative: Derivative::Rules(&[Rule::Adjoint("dA = triu(dB)", "")]),
        lowering: Lowering::Kernel { kernel: "triu" },
    },
    notation: Notation::function("triu(A)"),
    equations: |_| "",
    symbol: "triu",
    cost: Cost::Free,
};
