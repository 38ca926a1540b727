//! Mean of each row.
//!
//! b_i = Σ_j a_ij / C, one column; dA = dB / C, stretched.

use crate::graph::shape::Shape;
use crate::ops::{Body, Cost, Derivative, Lowering, Notation, Operation, Reference, Rule, Syntax, shapes};

pub static OP: Operation = Operation {
    name: "mean_cols",
    reference: Reference {
        summary: "Mean of each row.",
        formula: "b_i = Σ_j a_ij / C",
        inputs: &["a: [4, 3]"],
        example: "mean_cols(a)",
    },
    syntax: Syntax::Function,
    operands: &["A"],
    result: "B",
    attributes: &[],
    shape: shapes::ONE_COLUMN,
    body: Body::Primitive {
        derivative: Derivative::Rules(&[Rule::Adjoint("dA = broadcast(dB, A) / cols(A)", "")]),
        lowering: Lowering::Reduction { kernel: "mean_cols", times: Some(|_| Shape::SCALAR) },
    },
    notation: Notation::function("mean_cols(A)"),
    equations: |_| "",
    symbol: "mean cols",
    cost: Cost::Operand(1),
};
