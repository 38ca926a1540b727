//! Mean of each column.
//!
//! b_j = Σ_i a_ij / R, one row; dA = dB / R, stretched.

use crate::graph::shape::Shape;
use crate::ops::{Body, Cost, Derivative, Lowering, Notation, Operation, Reference, Rule, Syntax, shapes};

pub static OP: Operation = Operation {
    name: "mean_rows",
    reference: Reference {
        summary: "Mean of each column.",
        formula: "b_j = Σ_i a_ij / R",
        inputs: &["a: [4, 3]"],
        example: "mean_rows(a)",
    },
    syntax: Syntax::Function,
    operands: &["A"],
    result: "B",
    attributes: &[],
    shape: shapes::ONE_ROW,
    body: Body::Primitive {
        derivative: Derivative::Rules(&[Rule::Adjoint("dA = broadcast(dB, A) / rows(A)", "")]),
        lowering: Lowering::Reduction { kernel: "mean_rows", times: Some(|_| Shape::SCALAR) },
    },
    notation: Notation::function("mean_rows(A)"),
    equations: |_| "",
    symbol: "mean rows",
    cost: Cost::Operand(1),
};
