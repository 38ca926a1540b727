//! Sum of all elements.
//!
//! b = Σ_ij a_ij, a scalar; every element of dA is db.

use crate::ops::{Body, Cost, Derivative, Lowering, Notation, Operation, Reference, Rule, Syntax, shapes};

pub static OP: Operation = Operation {
    name: "sum",
    reference: Reference {
        summary: "Sum of all elements.",
        formula: "b = Σ_ij a_ij",
        inputs: &["a: [4, 3]"],
        example: "sum(a)",
    },
    syntax: Syntax::Function,
    operands: &["A"],
    result: "B",
    attributes: &[],
    shape: shapes::SCALAR,
    body: Body::Primitive {
        derivative: Derivative::Rules(&[Rule::Adjoint("dA = broadcast(dB, A)", "")]),
        lowering: Lowering::Reduction { kernel: "sum", times: Some(Clone::clone) },
    },
    notation: Notation::function("sum(A)"),
    equations: |_| "",
    symbol: "Σ",
    cost: Cost::Operand(1),
};
