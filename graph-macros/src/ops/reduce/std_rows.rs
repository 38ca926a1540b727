//! Standard deviation of each column: the square root of the variance.
//!
//! b_j = √(Σ_i (a_ij − m_j)² / (n − c)) with the mean m_j of the n elements, one row; c is 0 unless given, and 1 for a sample.
//! dA = dB (A − m) / ((n − c) B). Where all elements are equal there is no derivative; it is taken to be 0, as in PyTorch.

use crate::ops::{Attribute, Body, Cost, Derivative, Lowering, Notation, Operation, Reference, Rule, Syntax, shapes};

pub static OP: Operation = Operation {
    name: "std_rows",
    reference: Reference {
        summary: "Standard deviation of each column. With a correction of 1 it is that of a sample.",
        formula: "b_j = √(Σ_i (a_ij − m_j)² / (n − correction)), with the mean m_j",
        inputs: &["a: [4, 3]"],
        example: "std_rows(a)",
    },
    syntax: Syntax::Function,
    operands: &["A"],
    result: "B",
    attributes: &[Attribute {
        name: "correction",
        default: Some(0.0),
        domain: (|value| value >= 0.0 && value.is_finite(), "a finite number that is not negative"),
    }],
    shape: shapes::ONE_ROW_OF_SEVERAL,
    body: Body::Primitive {
        derivative: Derivative::Rules(&[Rule::Adjoint(
            "dA = select(B, dB / ((rows(A) - correction) * B), 0) * (A - mean_rows(A))",
            "",
        )]),
        lowering: Lowering::Reduction { kernel: "std_rows", times: None },
    },
    notation: Notation::function("std_rows(A, correction)"),
    equations: |_| "",
    symbol: "std rows",
    cost: Cost::Operand(4),
};
