//! A choice for each element by a mask: b where a > 0, else c, and NaN where a is NaN.
//!
//! D = select(A, B, C); dB = select(A, dD, 0), dC = select(A, 0, dD). In A it is piecewise constant.

use crate::ops::{
    Body, Cost, Derivative, Lowering, Notation, Operation, Reference, Rule, Scalar, ShapeRule, Syntax, precedence,
    shapes,
};

pub static OP: Operation = Operation {
    name: "select",
    reference: Reference {
        summary: "A choice for each element, by a mask: of the second where the first is positive, else of the third.",
        formula: "d_ij = b_ij where a_ij > 0, else c_ij",
        inputs: &["mask: [4, 1]", "a: [4, 3]"],
        example: "select(mask, a, 0)",
    },
    syntax: Syntax::Function,
    operands: &["A", "B", "C"],
    result: "D",
    attributes: &[],
    shape: ShapeRule { signature: "[R, C], [R, C], [R, C] → [R, C], where a 1 stretches", ..shapes::BROADCAST },
    body: Body::Primitive {
        derivative: Derivative::Rules(&[
            Rule::Flat("it is piecewise constant in the mask"),
            Rule::Adjoint("dB = select(A, dD, 0)", ""),
            Rule::Adjoint("dC = select(A, 0, dD)", ""),
        ]),
        lowering: Lowering::Elementwise(Scalar::Function("select")),
    },
    notation: Notation {
        template: "(A > 0 ? B : C)",
        precedence: precedence::ATOM,
        operands: &[precedence::SUM, precedence::NONE, precedence::NONE],
    },
    equations: |_| "",
    symbol: "select",
    cost: Cost::Result(1),
};
