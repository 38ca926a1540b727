//! Power with an exponent that is a number.
//!
//! B = Aᵖ; dA = p dB ∘ Aᵖ⁻¹. Negative elements give NaN unless p is a whole number; at 0 the adjoint is infinite for
//! p < 1.

use crate::ops::{
    Attribute, Body, Cost, Derivative, Lowering, Notation, Operation, Reference, Rule, Scalar, Syntax, shapes,
};

pub static OP: Operation = Operation {
    name: "powf",
    reference: Reference {
        summary: "Power of each element, with a number as exponent.",
        formula: "b_ij = a_ij^p",
        inputs: &["a: [4, 3]"],
        example: "powf(square(a) + 1, 0.75)",
    },
    syntax: Syntax::Function,
    operands: &["A"],
    result: "B",
    attributes: &[Attribute {
        name: "p",
        default: None,
        domain: (|value| value != 0.0 && value.is_finite(), "a finite number other than 0"),
    }],
    shape: shapes::SAME,
    body: Body::Primitive {
        derivative: Derivative::Rules(&[Rule::Adjoint("dA = p * (dB * powf(A, p - 1))", "(23)")]),
        lowering: Lowering::Elementwise(Scalar::Function("pow")),
    },
    notation: Notation::function("powf(A, p)"),
    equations: |_| "",
    symbol: "aᵖ",
    cost: Cost::Result(24),
};
