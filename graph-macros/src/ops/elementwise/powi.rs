//! Integer power.
//!
//! B = Aⁿ with a whole number n, by repeated squaring; dA = n dB ∘ Aⁿ⁻¹. A negative power of 0 is infinite.

use crate::ops::{
    Attribute, Body, Cost, Derivative, Lowering, Notation, Operation, Reference, Rule, Scalar, Syntax, shapes,
};

pub static OP: Operation = Operation {
    name: "powi",
    reference: Reference {
        summary: "Integer power of each element.",
        formula: "b_ij = a_ij^n",
        inputs: &["a: [4, 3]"],
        example: "powi(a, 3)",
    },
    syntax: Syntax::Function,
    operands: &["A"],
    result: "B",
    attributes: &[Attribute {
        name: "n",
        default: None,
        domain: (
            |value| value != 0.0 && value.fract() == 0.0 && value.abs() <= 1024.0,
            "a whole number from −1024 to 1024 other than 0",
        ),
    }],
    shape: shapes::SAME,
    body: Body::Primitive {
        derivative: Derivative::Rules(&[Rule::Adjoint("dA = n * (dB * powi(A, n - 1))", "(23)")]),
        lowering: Lowering::Elementwise(Scalar::FunctionOfWhole("powi")),
    },
    notation: Notation::function("powi(A, n)"),
    equations: |_| "",
    symbol: "aⁿ",
    cost: Cost::Result(4),
};
