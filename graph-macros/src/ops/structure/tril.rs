//! The lower triangle: what stands above the diagonal is 0.
//!
//! b_ij = a_ij where j ≤ i, else 0; dA = tril(dB).

use crate::ops::{Body, Cost, Derivative, Lowering, Notation, Operation, Reference, Rule, Syntax, shapes};

pub static OP: Operation = Operation {
    name: "tril",
    reference: Reference {
        summary: "The lower triangle: what stands above the diagonal is 0.",
        formula: "b_ij = a_ij where j ≤ i, else 0",
        inputs: &["a: [4, 4]"],
        example: "tril(a)",
    },
    syntax: Syntax::Function,
    operands: &["A"],
    result: "B",
    attributes: &[],
    shape: shapes::SAME,
    body: Body::Primitive {
        derivative: Derivative::Rules(&[Rule::Adjoint("dA = tril(dB)", "")]),
        lowering: Lowering::Kernel { kernel: "tril" },
    },
    notation: Notation::function("tril(A)"),
    equations: |_| "",
    symbol: "tril",
    cost: Cost::Free,
};
