//! Running sum from the end, down the rows: the adjoint of [`cumsum_rows`](super::cumsum_rows).
//!
//! b_ij = Σ_k a_kj over k ≥ i; da_ij = Σ_k db_kj over k ≤ i.

use crate::ops::{Body, Cost, Derivative, Lowering, Notation, Operation, Reference, Rule, Syntax, shapes};

pub static OP: Operation = Operation {
    name: "tailsum_rows",
    reference: Reference {
        summary: "Running sum from the end, down the rows.",
        formula: "b_ij = Σ_k a_kj over k ≥ i",
        inputs: &[],
        example: "",
    },
    syntax: Syntax::Internal,
    operands: &["A"],
    result: "B",
    attributes: &[],
    shape: shapes::SAME,
    body: Body::Primitive {
        derivative: Derivative::Rules(&[Rule::Adjoint("dA = cumsum_rows(dB)", "")]),
        lowering: Lowering::Kernel { kernel: "tailsum_rows" },
    },
    notation: Notation::function("tailsum_rows(A)"),
    equations: |_| "",
    symbol: "tailsum rows",
    cost: Cost::Operand(1),
};
