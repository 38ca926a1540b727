//! Running sum from the end, across the columns: the adjoint of [`cumsum_cols`](super::cumsum_cols).
//!
//! b_ij = Σ_k a_ik over k ≥ j; da_ij = Σ_k db_ik over k ≤ j.

use crate::ops::{Body, Cost, Derivative, Lowering, Notation, Operation, Reference, Rule, Syntax, shapes};

pub static OP: Operation = Operation {
    name: "tailsum_cols",
    reference: Reference {
        summary: "Running sum from the end, across the columns.",
        formula: "b_ij = Σ_k a_ik over k ≥ j",
        inputs: &[],
        example: "",
    },
    syntax: Syntax::Internal,
    operands: &["A"],
    result: "B",
    attributes: &[],
    shape: shapes::SAME,
    body: Body::Primitive {
        derivative: Derivative::Rules(&[Rule::Adjoint("dA = cumsum_cols(dB)", "")]),
        lowering: Lowering::Kernel { kernel: "tailsum_cols" },
    },
    notation: Notation::function("tailsum_cols(A)"),
    equations: |_| "",
    symbol: "tailsum cols",
    cost: Cost::Operand(1),
};
