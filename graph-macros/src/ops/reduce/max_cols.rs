//! Largest of each row, and NaN where one of them is NaN.
//!
//! b_i = max_j a_ij, one column. The adjoint goes to the elements that are equal to b, shared equally where there are several, as in
//! JAX: dA = dB / n where a = b, of which there are n; else 0.

use crate::graph::shape::Shape;
use crate::ops::{Body, Cost, Derivative, Lowering, Notation, Operation, Reference, Rule, Syntax, shapes};

pub static OP: Operation = Operation {
    name: "max_cols",
    reference: Reference {
        summary: "Largest of each row. Where several are equal they share the adjoint.",
        formula: "b_i = max_j a_ij",
        inputs: &["a: [4, 3]"],
        example: "max_cols(a)",
    },
    syntax: Syntax::Function,
    operands: &["A"],
    result: "B",
    attributes: &[],
    shape: shapes::ONE_COLUMN,
    body: Body::Primitive {
        derivative: Derivative::Rules(&[Rule::Adjoint("dA = select(equal(A, B), dB / sum_cols(equal(A, B)), 0)", "")]),
        lowering: Lowering::Reduction { kernel: "max_cols", times: Some(|_| Shape::SCALAR) },
    },
    notation: Notation::function("max_cols(A)"),
    equations: |_| "",
    symbol: "max cols",
    cost: Cost::Operand(1),
};
