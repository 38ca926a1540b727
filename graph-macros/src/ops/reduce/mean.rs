//! Mean of all elements.
//!
//! b = Σ_ij a_ij / n over the n elements of A, a scalar; every element of dA is db / n.

use crate::graph::shape::Shape;
use crate::ops::{Body, Cost, Derivative, Lowering, Notation, Operation, Reference, Rule, Syntax, shapes};

pub static OP: Operation = Operation {
    name: "mean",
    reference: Reference {
        summary: "Mean of all elements.",
        formula: "b = Σ_ij a_ij / n",
        inputs: &["a: [4, 3]"],
        example: "mean(a)",
    },
    syntax: Syntax::Function,
    operands: &["A"],
    result: "B",
    attributes: &[],
    shape: shapes::SCALAR,
    body: Body::Primitive {
        derivative: Derivative::Rules(&[Rule::Adjoint("dA = broadcast(dB, A) / size(A)", "")]),
        lowering: Lowering::Reduction { kernel: "mean", times: Some(|_| Shape::SCALAR) },
    },
    notation: Notation::function("mean(A)"),
    equations: |_| "",
    symbol: "mean",
    cost: Cost::Operand(1),
};
