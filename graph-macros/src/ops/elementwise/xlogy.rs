//! y ln b, and 0 where y and b are both 0.
//!
//! C = Y ∘ ln B; dY = dC ∘ ln B, dB = dC ∘ Y / B (30).

use crate::ops::{Body, Derivative, Lowering, Notation, Operation, Rule, Scalar, Syntax, precedence, shapes};

pub static OP: Operation = Operation {
    name: "xlogy",
    syntax: Syntax::Internal,
    operands: &["Y", "B"],
    result: "C",
    attributes: &[],
    shape: shapes::broadcast,
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
};
