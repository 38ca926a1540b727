//! A choice for each element: b where a > 0, else c.
//!
//! D = select(A, B, C); dB = select(A, dD, 0), dC = select(A, 0, dD). In A it is piecewise constant.

use crate::ops::{Body, Cost, Derivative, Lowering, Notation, Operation, Reference, Rule, Scalar, Syntax, shapes};

pub static OP: Operation = Operation {
    name: "select",
    reference: Reference {
        summary: "A choice for each element, by the sign of another.",
        formula: "d_ij = b_ij where a_ij > 0, else c_ij",
        inputs: &[],
        example: "",
    },
    syntax: Syntax::Internal,
    operands: &["A", "B", "C"],
    result: "D",
    attributes: &[],
    shape: shapes::BROADCAST,
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
    symbol: "select",
    cost: Cost::Result(1),
};
