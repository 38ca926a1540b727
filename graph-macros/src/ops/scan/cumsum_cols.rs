//! Running sum across the columns.
//!
//! b_ij = Σ_k a_ik over k ≤ j; da_ij = Σ_k db_ik over k ≥ j.

use crate::ops::{Body, Cost, Derivative, Lowering, Notation, Operation, Reference, Rule, Syntax, shapes};

pub static OP: Operation = Operation {
    name: "cumsum_cols",
    reference: Reference {
        summary: "Running sum across the columns.",
        formula: "b_ij = Σ_k a_ik over k ≤ j",
        inputs: &["a: [4, 3]"],
        example: "cumsum_cols(a)",
    },
    syntax: Syntax::Function,
    operands: &["A"],
    result: "B",
    attributes: &[],
    shape: shapes::SAME,
    body: Body::Primitive {
        derivative: Derivative::Rules(&[Rule::Adjoint("dA = tailsum_cols(dB)", "")]),
        lowering: Lowering::Kernel { kernel: "cumsum_cols" },
    },
    notation: Notation::function("cumsum_cols(A)"),
    equations: |_| "",
    symbol: "cumsum cols",
    cost: Cost::Operand(1),
};
