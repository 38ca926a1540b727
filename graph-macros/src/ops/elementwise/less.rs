//! Comparison, written `a < b`: 1 where it holds, 0 where it does not.
//!
//! C = \[A < B\], and NaN where either is NaN, so that a NaN is not hidden. It has no derivative: where it is not constant
//! it jumps.

use crate::ops::{
    Body, Cost, Derivative, Lowering, Notation, Operation, Reference, Rule, Scalar, Syntax, precedence, shapes,
};

pub static OP: Operation = Operation {
    name: "less",
    reference: Reference {
        summary: "1 where an element is less than another, else 0.",
        formula: "c_ij = 1 where a_ij < b_ij, else 0",
        inputs: &["a: [4, 3]", "b: [4, 3]"],
        example: "a < b",
    },
    syntax: Syntax::Operator,
    operands: &["A", "B"],
    result: "C",
    attributes: &[],
    shape: shapes::BROADCAST,
    body: Body::Primitive {
        derivative: Derivative::Rules(&[
            Rule::Flat("it is piecewise constant"),
            Rule::Flat("it is piecewise constant"),
        ]),
        lowering: Lowering::Elementwise(Scalar::Function("less")),
    },
    notation: Notation {
        template: "[A < B]",
        precedence: precedence::ATOM,
        operands: &[precedence::SUM, precedence::SUM],
    },
    equations: |_| "",
    symbol: "<",
    cost: Cost::Result(1),
};
