//! The rows added together: a sum for each column.
//!
//! b = \[1…1\] A, one row; every row of dA is db.

use crate::graph::shape::{Dim, Shape};
use crate::ops::{Body, Derivative, Lowering, Notation, Operation, Rule, Syntax, precedence, shapes};

pub static OP: Operation = Operation {
    name: "sum_rows",
    syntax: Syntax::Function,
    operands: &["A"],
    result: "B",
    attributes: &[],
    shape: shapes::one_row,
    body: Body::Primitive {
        derivative: Derivative::Rules(&[Rule::Adjoint("dA = broadcast(dB, A)", "")]),
        lowering: Lowering::Reduction { kernel: "sum_rows", times: |shape| Shape::new(shape.rows.clone(), Dim::ONE) },
    },
    notation: Notation { template: "[1…1] · A", precedence: precedence::PRODUCT, operands: &[precedence::FACTOR] },
    equations: |_| "",
};
