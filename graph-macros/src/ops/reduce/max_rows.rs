//! Largest of each column, and NaN where one of them is NaN.
//!
//! b_j = max_i a_ij, one row. The adjoint goes to the elements that are equal to b, shared equally where there are several, as in
//! JAX: dA = dB / n where a = b, of which there are n; else 0.

use crate::graph::shape::Shape;
use crate::ops::{Body, Cost, Derivative, Lowering, Notation, Operation, Reference, Rule, Syntax, shapes};

pub static OP: Operation = Operation {
    name: "max_rows",
    reference: Reference {
        summary: "Largest of each column. Where several are equal they share the adjoint.",
        formula: "b_j = max_i a_ij",
        inputs: &["a: [4, 3]"],
        example: "max_rows(a)",
    },
    syntax: Syntax::Function,
    operands: &["A"],
    result: "B",
    attributes: &[],
    shape: shapes::ONE_ROW,
    body: Body::Primitive {
        derivative: Derivative::Rules(&[Rule::Adjoint("dA = select(equal(A, B), dB / sum_rows(equal(A, B)), 0)", "")]),
        lowering: Lowering::Reduction { kernel: "max_rows", times: Some(|_| Shape::SCALAR) },
    },
    notation: Notation::function("max_rows(A)"),
    equations: |_| "",
    symbol: "max rows",
    cost: Cost::Operand(1),
};
