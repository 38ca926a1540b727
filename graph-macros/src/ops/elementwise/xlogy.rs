//! y ln b, and 0 where y and b are both 0.
//!
//! C = Y ∘ ln B; dY = dC ∘ ln B, dB = dC ∘ Y / B (30).

use crate::ops::{
    Body, Cost, Derivative, Lowering, Notation, Operation, Reference, Rule, Scalar, Syntax, precedence, shapes,
};

pub static OP: Operation = Operation {
    name: "xlogy",
    reference: Reference {
        summary: "A value times the logarithm of another, and 0 where both are 0.",
        formula: "c_ij = y_ij ln b_ij",
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
            Rule::Adjoint("dY = dC * ln(B)", ""),
            Rule::Adjoint("dB = dC * xdivy(Y, B)", "(30)"),
        ]),
        lowering: Lowering::Elementwise(Scalar::Function("xlogy")),
    },
    notation: Notation {
        template: "Y ∘ ln(B)",
        precedence: precedence::PRODUCT,
        operands: &[precedence::PRODUCT, precedence::NONE],
    },
    equations: |_| "(29)",
    symbol: "y ln b",
    cost: Cost::Result(11),
};
