//! y / b, and 0 where y and b are both 0.
//!
//! C = Y / B; dY = dC / B, dB = −dC ∘ C / B.

use crate::ops::{
    Body, Cost, Derivative, Lowering, Notation, Operation, Reference, Rule, Scalar, Syntax, precedence, shapes,
};

pub static OP: Operation = Operation {
    name: "xdivy",
    reference: Reference {
        summary: "A quotient that is 0 where both are 0.",
        formula: "c_ij = y_ij / b_ij",
        inputs: &[],
        example: "",
    },
    syntax: Syntax::Internal,
    operands: &["Y", "B"],
    result: "C",
    attributes: &[],
    shape: shapes::BROADCAST,
    body: Body::Primitive {
        derivative: Derivative::Rules(&[
            Rule::Adjoint("dY = xdivy(dC, B)", ""),
            Rule::Adjoint("dB = -(dC * xdivy(C, B))", ""),
        ]),
        lowering: Lowering::Elementwise(Scalar::Function("xdivy")),
    },
    notation: Notation {
        template: "Y / B",
        precedence: precedence::PRODUCT,
        operands: &[precedence::PRODUCT, precedence::FACTOR],
    },
    equations: |_| "",
    symbol: "/",
    cost: Cost::Result(1),
};
