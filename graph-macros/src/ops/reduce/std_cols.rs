//! Standard deviation of each row: the square root of the variance.
//!
//! b_i = √(Σ_j (a_ij − m_i)² / (n − c)) with the mean m_i of the n elements, one column; c is 0 unless given, and 1 for a sample.
//! dA = dB (A − m) / ((n − c) B). Where all elements are equal there is no derivative; it is taken to be 0, as in PyTorch.

use crate::ops::{Attribute, Body, Cost, Derivative, Lowering, Notation, Operation, Reference, Rule, Syntax, shapes};

pub static OP: Operation = Operation {
    name: "std_cols",
    reference: Reference {
        summary: "Standard deviation of each row. With a correction of 1 it is that of a sample.",
        formula: "b_i = √(Σ_j (a_ij − m_i)² / (n − correction)), with the mean m_i",
        inputs: &["a: [4, 3]"],
        example: "std_cols(a)",
    },
    syntax: Syntax::Function,
    operands: &["A"],
    result: "B",
    attributes: &[Attribute {
        name: "correction",
        default: Some(0.0),
        domain: (|value| value >= 0.0 && value.is_finite(), "a finite number that is not negative"),
    }],
    shape: shapes::ONE_COLUMN_OF_SEVERAL,
    body: Body::Primitive {
        derivative: Derivative::Rules(&[Rule::Adjoint(
            "dA = select(B, dB / ((cols(A) - correction) * B), 0) * (A - mean_cols(A))",
            "",
        )]),
        lowering: Lowering::Reduction { kernel: "std_cols", times: None },
    },
    notation: Notation::function("std_cols(A, correction)"),
    equations: |_| "",
    symbol: "std cols",
    cost: Cost::Operand(4),
};
