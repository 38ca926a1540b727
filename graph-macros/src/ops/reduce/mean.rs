//! Mean of all elements.
//!
//! b = Σ_ij a_ij / n over the n elements of A, a scalar; every element of dA is db / n.

use crate::graph::shape::Shape;
use crate::ops::{Body, Derivative, Lowering, Notation, Operation, Rule, Syntax, shapes};

pub static OP: Operation = Operation {
    name: "mean",
    syntax: Syntax::Function,
    operands: &["A"],
    result: "B",
    attributes: &[],
    shape: shapes::scalar,
    body: Body::Primitive {
        derivative: Derivative::Rules(&[Rule::Adjoint("dA = broadcast(dB, A) / size(A)", "")]),
        lowering: Lowering::Reduction { kernel: "mean", times: |_| Shape::SCALAR },
    },
    notation: Notation::function("mean(A)"),
    equations: |_| "",
};
