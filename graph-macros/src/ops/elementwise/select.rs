//! A choice for each element: b where a > 0, else c.
//!
//! D = select(A, B, C); dB = select(A, dD, 0), dC = select(A, 0, dD). In A it is piecewise constant.

use crate::ops::{Body, Derivative, Lowering, Notation, Operation, Rule, Scalar, Syntax, shapes};

pub static OP: Operation = Operation {
    name: "select",
    syntax: Syntax::Internal,
    operands: &["A", "B", "C"],
    result: "D",
    attributes: &[],
    shape: shapes::broadcast,
    body: Body::Primitive {
        derivative: Derivative::Rules(&[
            Rule::Flat("it is piecewise constant in A"),
            Rule::Adjoint("dB = select(A, dD, 0)", ""),
            Rule::Adjoint("dC = select(A, 0, dD)", ""),
        ]),
        lowering: Lowering::Elementwise(Scalar::Function("select")),
    },
    notation: Notation::function("(A > 0 ? B : C)"),
    equations: |_| "",
};
