//! Variance of each column, in two passes.
//!
//! b_j = Σ_i (a_ij − m_j)² / (n − c) with the mean m_j of the n elements, one row; c is 0 unless given, and 1 for a sample (Bessel’s
//! correction). dA = 2 dB (A − m) / (n − c).

use crate::ops::{Attribute, Body, Cost, Derivative, Lowering, Notation, Operation, Reference, Rule, Syntax, shapes};

pub static OP: Operation = Operation {
    name: "var_rows",
    reference: Reference {
        summary: "Variance of each column. With a correction of 1 it is that of a sample.",
        formula: "b_j = Σ_i (a_ij − m_j)² / (n − correction), with the mean m_j",
        inputs: &["a: [4, 3]"],
        example: "var_rows(a)",
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
            "dA = 2 / (rows(A) - correction) * dB * (A - mean_rows(A))",
            "",
        )]),
        lowering: Lowering::Reduction { kernel: "var_rows", times: None },
    },
    notation: Notation::function("var_rows(A, correction)"),
    equations: |_| "",
    symbol: "var rows",
    cost: Cost::Operand(4),
};
