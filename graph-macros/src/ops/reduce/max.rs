//! Largest of all elements, and NaN where one of them is NaN.
//!
//! b = max_ij a_ij, a scalar. The adjoint goes to the elements that are equal to b, shared equally where there are several, as in
//! JAX: dA = dB / n where a = b, of which there are n; else 0.

use crate::graph::shape::Shape;
use crate::ops::{Body, Cost, Derivative, Lowering, Notation, Operation, Reference, Rule, Syntax, shapes};

pub static OP: Operation = Operation {
    name: "max",
    reference: Reference {
        summary: "Largest of all elements. Where several are equal they share the adjoint.",
        formula: "b = max_ij a_ij",
        inputs: &["a: [4, 3]"],
        example: "max(a)",
    },
    syntax: Syntax::Function,
    operands: &["A"],
    result: "B",
    attributes: &[],
    shape: shapes::SCALAR,
    body: Body::Primitive {
        derivative: Derivative::Rules(&[Rule::Adjoint("dA = select(equal(A, B), dB / sum(equal(A, B)), 0)", "")]),
        lowering: Lowering::Reduction { kernel: "max", times: Some(|_| Shape::SCALAR) },
    },
    notation: Notation::function("max(A)"),
    equations: |_| "",
    symbol: "max",
    cost: Cost::Operand(1),
};
