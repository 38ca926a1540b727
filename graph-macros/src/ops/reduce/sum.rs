//! Sum of all elements.
//!
//! b = Σ_ij a_ij, a scalar; every element of dA is db.

use crate::ops::{Body, Derivative, Lowering, Notation, Operation, Rule, Syntax, shapes};

pub static OP: Operation = Operation {
    name: "sum",
    syntax: Syntax::Function,
    operands: &["A"],
    result: "B",
    attributes: &[],
    shape: shapes::scalar,
    body: Body::Primitive {
        derivative: Derivative::Rules(&[Rule::Adjoint("dA = broadcast(dB, A)", "")]),
        lowering: Lowering::Reduction { kernel: "sum", times: Clone::clone },
    },
    notation: Notation::function("sum(A)"),
    equations: |_| "",
};
