//! Smallest of each row, and NaN where one of them is NaN.
//!
//! b_i = min_j a_ij, one column. The adjoint goes to the elements that are equal to b, shared equally where there are several, as in
//! JAX: dA = dB / n where a = b, of which there are n; else 0.

use crate::graph::shape::Shape;
use crate::ops::{Body, Cost, Derivative, Lowering, Notation, Operation, Reference, Rule, Syntax, shapes};

pub static OP: Operation = Operation {
    name: "min_cols",
    reference: Reference {
        summary: "Smallest of each row. Where several are equal they share the adjoint.",
        formula: "b_i = min_j a_ij",
        inputs: &["a: [4, 3]"],
        example: "min_cols(a)",
    },
    syntax: Syntax::Function,
    operands: &["A"],
    result: "B",
    attributes: &[],
    shape: shapes::ONE_COLUMN,
    body: Body::Primitive {
        derivative: Derivative::Rules(&[Rule::Adjoint("dA = select(equal(A, B), dB / sum_cols(equal(A, B)), 0)", "")]),
        lowering: Lowering::Reduction { kernel: "min_cols", times: Some(|_| Shape::SCALAR) },
    },
    notation: Notation::function("min_cols(A)"),
    equations: |_| "",
    symbol: "min cols",
    cost: Cost::Operand(1),
};
