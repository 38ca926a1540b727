//! Smallest of all elements, and NaN where one of them is NaN.
//!
//! b = min_ij a_ij, a scalar. The adjoint goes to the elements that are equal to b, shared equally where there are several, as in
//! JAX: dA = dB / n where a = b, of which there are n; else 0.

use crate::graph::shape::Shape;
use crate::ops::{Body, Cost, Derivative, Lowering, Notation, Operation, Reference, Rule, Syntax, shapes};

pub static OP: Operation = Operation {
    name: "min",
    reference: Reference {
        summary: "Smallest of all elements. Where several are equal they share the adjoint.",
        formula: "b = min_ij a_ij",
        inputs: &["a: [4, 3]"],
        example: "min(a)",
    },
    syntax: Syntax::Function,
    operands: &["A"],
    result: "B",
    attributes: &[],
    shape: shapes::SCALAR,
    body: Body::Primitive {
        derivative: Derivative::Rules(&[Rule::Adjoint("dA = select(equal(A, B), dB / sum(equal(A, B)), 0)", "")]),
        lowering: Lowering::Reduction { kernel: "min", times: Some(|_| Shape::SCALAR) },
    },
    notation: Notation::function("min(A)"),
    equations: |_| "",
    symbol: "min",
    cost: Cost::Operand(1),
};
