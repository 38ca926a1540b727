//! Variance of each row, in two passes.
//!
//! b_i = Σ_j (a_ij − m_i)² / (n − c) with the mean m_i of the n elements, one column; c is 0 unless given, and 1 for a sample (Bessel’s
//! correction). dA = 2 dB (A − m) / (n − c).

use crate::ops::{Attribute, Body, Cost, Derivative, Lowering, Notation, Operation, Reference, Rule, Syntax, shapes};

pub static OP: Operation = Operation {
    name: "var_cols",
    reference: Reference {
        summary: "Variance of each row. With a correction of 1 it is that of a sample.",
        formula: "b_i = Σ_j (a_ij − m_i)² / (n − correction), with the mean m_i",
        inputs: &["a: [4, 3]"],
        example: "var_cols(a)",
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
            "dA = 2 / (cols(A) - correction) * dB * (A - mean_cols(A))",
            "",
        )]),
        lowering: Lowering::Reduction { kernel: "var_cols", times: None },
    },
    notation: Notation::function("var_cols(A, correction)"),
    equations: |_| "",
    symbol: "var cols",
    cost: Cost::Operand(4),
};
