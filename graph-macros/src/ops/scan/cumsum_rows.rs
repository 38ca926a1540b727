//! Running sum down the rows.
//!
//! b_ij = Σ_k a_kj over k ≤ i; da_ij = Σ_k db_kj over k ≥ i.

use crate::ops::{Body, Cost, Derivative, Lowering, Notation, Operation, Reference, Rule, Syntax, shapes};

pub static OP: Operation = Operation {
    name: "cumsum_rows",
    reference: Reference {
        summary: "Running sum down the rows.",
        formula: "b_ij = Σ_k a_kj over k ≤ i",
        inputs: &["a: [4, 3]"],
        example: "cumsum_rows(a)",
    },
    syntax: Syntax::Function,
    operands: &["A"],
    result: "B",
    attributes: &[],
    shape: shapes::SAME,
    body: Body::Primitive {
        derivative: Derivative::Rules(&[Rule::Adjoint("dA = tailsum_rows(dB)", "")]),
        lowering: Lowering::Kernel { kernel: "cumsum_rows" },
    },
    notation: Notation::function("cumsum_rows(A)"),
    equations: |_| "",
    symbol: "cumsum rows",
    cost: Cost::Operand(1),
};
