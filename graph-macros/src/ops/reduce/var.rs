//! Variance of all elements, in two passes.
//!
//! b = Σ_ij (a_ij − m)² / (n − c) with the mean m of the n elements, a scalar; c is 0 unless given, and 1 for a sample (Bessel’s
//! correction). dA = 2 dB (A − m) / (n − c).

use crate::ops::{Attribute, Body, Cost, Derivative, Lowering, Notation, Operation, Reference, Rule, Syntax, shapes};

pub static OP: Operation = Operation {
    name: "var",
    reference: Reference {
        summary: "Variance of all elements. With a correction of 1 it is that of a sample.",
        formula: "b = Σ_ij (a_ij − m)² / (n − correction), with the mean m",
        inputs: &["a: [4, 3]"],
        example: "var(a)",
    },
    syntax: Syntax::Function,
    operands: &["A"],
    result: "B",
    attributes: &[Attribute {
        name: "correction",
        default: Some(0.0),
        domain: (|value| value >= 0.0 && value.is_finite(), "a finite number that is not negative"),
    }],
    shape: shapes::SCALAR_OF_SEVERAL,
    body: Body::Primitive {
        derivative: Derivative::Rules(&[Rule::Adjoint("dA = 2 / (size(A) - correction) * dB * (A - mean(A))", "")]),
        lowering: Lowering::Reduction { kernel: "var", times: None },
    },
    notation: Notation::function("var(A, correction)"),
    equations: |_| "",
    symbol: "var",
    cost: Cost::Operand(4),
};
