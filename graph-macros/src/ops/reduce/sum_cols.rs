//! The columns added together: a sum for each row.
//!
//! b = A \[1…1\]ᵀ, one column; every column of dA is db.

use crate::graph::shape::{Dim, Shape};
use crate::ops::{Body, Derivative, Lowering, Notation, Operation, Rule, Syntax, shapes};

pub static OP: Operation = Operation {
    name: "sum_cols",
    syntax: Syntax::Function,
    operands: &["A"],
    result: "B",
    attributes: &[],
    shape: shapes::one_column,
    body: Body::Primitive {
        derivative: Derivative::Rules(&[Rule::Adjoint("dA = broadcast(dB, A)", "")]),
        lowering: Lowering::Reduction {
            kernel: "sum_cols",
            times: |shape| Shape::new(Dim::ONE, shape.columns.clone()),
        },
    },
    notation: Notation::function("rowsum(A)"),
    equations: |_| "",
};
