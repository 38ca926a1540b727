//! The columns added together: a sum for each row.
//!
//! b = A \[1…1\]ᵀ, one column; every column of dA is db.

use crate::graph::shape::{Dim, Shape};
use crate::ops::{Body, Cost, Derivative, Lowering, Notation, Operation, Reference, Rule, Syntax, shapes};

pub static OP: Operation = Operation {
    name: "sum_cols",
    reference: Reference {
        summary: "The columns added together: a sum for each row.",
        formula: "b_i = Σ_j a_ij",
        inputs: &["a: [4, 3]"],
        example: "sum_cols(a)",
    },
    syntax: Syntax::Function,
    operands: &["A"],
    result: "B",
    attributes: &[],
    shape: shapes::ONE_COLUMN,
    body: Body::Primitive {
        derivative: Derivative::Rules(&[Rule::Adjoint("dA = broadcast(dB, A)", "")]),
        lowering: Lowering::Reduction {
            kernel: "sum_cols",
            times: Some(|shape| Shape::new(Dim::ONE, shape.columns.clone())),
        },
    },
    notation: Notation::function("rowsum(A)"),
    equations: |_| "",
    symbol: "Σ cols",
    cost: Cost::Operand(1),
};
