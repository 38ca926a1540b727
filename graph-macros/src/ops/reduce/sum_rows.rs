//! The rows added together: a sum for each column.
//!
//! b = \[1…1\] A, one row; every row of dA is db.

use crate::graph::shape::{Dim, Shape};
use crate::ops::{Body, Cost, Derivative, Lowering, Notation, Operation, Reference, Rule, Syntax, precedence, shapes};

pub static OP: Operation = Operation {
    name: "sum_rows",
    reference: Reference {
        summary: "The rows added together: a sum for each column.",
        formula: "b_j = Σ_i a_ij",
        inputs: &["a: [4, 3]"],
        example: "sum_rows(a)",
    },
    syntax: Syntax::Function,
    operands: &["A"],
    result: "B",
    attributes: &[],
    shape: shapes::ONE_ROW,
    body: Body::Primitive {
        derivative: Derivative::Rules(&[Rule::Adjoint("dA = broadcast(dB, A)", "")]),
        lowering: Lowering::Reduction {
            kernel: "sum_rows",
            times: Some(|shape| Shape::new(shape.rows.clone(), Dim::ONE)),
        },
    },
    notation: Notation { template: "[1…1] · A", precedence: precedence::PRODUCT, operands: &[precedence::FACTOR] },
    equations: |_| "",
    symbol: "Σ rows",
    cost: Cost::Operand(1),
};
