//! Mean squared error.
//!
//! c = Σ_ij (a_ij − b_ij)² / n over the n elements, a scalar; dA = 2 dc (A − B) / n.

use crate::ops::{Body, Notation, Operation, Syntax, shapes};

pub static OP: Operation = Operation {
    name: "mse",
    syntax: Syntax::Function,
    operands: &["A", "B"],
    result: "C",
    attributes: &[],
    shape: shapes::equal_to_scalar,
    body: Body::Composite("mean(square(A - B))"),
    notation: Notation::function("mse(A, B)"),
    equations: |_| "",
};
