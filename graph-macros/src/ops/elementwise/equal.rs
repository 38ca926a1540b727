//! 1 where two are equal, else 0.
//!
//! C = \[A = B\]. It is piecewise constant.

use crate::ops::{Body, Cost, Derivative, Lowering, Notation, Operation, Reference, Rule, Scalar, Syntax, shapes};

pub static OP: Operation = Operation {
    name: "equal",
    reference: Reference {
        summary: "1 where two are equal, else 0.",
        formula: "c_ij = 1 where a_ij = b_ij, else 0",
        inputs: &[],
        example: "",
    },
    syntax: Syntax::Internal,
    operands: &["A", "B"],
    result: "C",
    attributes: &[],
    shape: shapes::BROADCAST,
    body: Body::Primitive {
        derivative: Derivative::Rules(&[
            Rule::Flat("it is piecewise constant"),
            Rule::Flat("it is piecewise constant"),
        ]),
        lowering: Lowering::Elementwise(Scalar::Function("equal")),
    },
    notation: Notation::function("[A = B]"),
    equations: |_| "",
    symbol: "=",
    cost: Cost::Result(1),
};
