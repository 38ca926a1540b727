//! Standard deviation of all elements: the square root of the variance.
//!
//! b = √(Σ_ij (a_ij − m)² / (n − c)) with the mean m of the n elements, a scalar; c is 0 unless given, and 1 for a sample.
//! dA = dB (A − m) / ((n − c) B). Where all elements are equal there is no derivative; it is taken to be 0, as in PyTorch.

use crate::ops::{Attribute, Body, Cost, Derivative, Lowering, Notation, Operation, Reference, Rule, Syntax, shapes};

pub static OP: Operation = Operation {
    name: "std",
    reference: Reference {
        summary: "Standard deviation of all elements. With a correction of 1 it is that of a sample.",
        formula: "b = √(Σ_ij (a_ij − m)² / (n − correction)), with the mean m",
        inputs: &["a: [4, 3]"],
        example: "std(a)",
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
        derivative: Derivative::Rules(&[Rule::Adjoint(
            "dA = select(B, dB / ((size(A) - correction) * B), 0) * (A - mean(A))",
            "",
        )]),
        lowering: Lowering::Reduction { kernel: "std", times: None },
    },
    notation: Notation::function("std(A, correction)"),
    equations: |_| "",
    symbol: "std",
    cost: Cost::Operand(4),
};
