//! Cosine of the angle between rows: a value for each row.
//!
//! c_i = Σ_j a_ij b_ij / (max(|a_i|, ε) max(|b_i|, ε)), with ε = 10⁻⁸ unless given, so that a row of zeros has similarity 0 to all.

use crate::ops::{Attribute, Body, Cost, Notation, Operation, Reference, Syntax, shapes};

pub static OP: Operation = Operation {
    name: "cosine_similarity",
    reference: Reference {
        summary: "Cosine of the angle between the rows of two matrices: a value for each row, from −1 to 1.",
        formula: "c_i = Σ_j a_ij b_ij / (max(|a_i|, ε) max(|b_i|, ε))",
        inputs: &["a: [4, 3]", "b: [4, 3]"],
        example: "cosine_similarity(a, b)",
    },
    syntax: Syntax::Function,
    operands: &["A", "B"],
    result: "C",
    attributes: &[Attribute {
        name: "eps",
        default: Some(1e-8),
        domain: (|value| value > 0.0 && value.is_finite(), "a finite number above 0"),
    }],
    shape: shapes::EQUAL_TO_COLUMN,
    body: Body::Composite(
        "sum_cols(A * B) * rsqrt(maximum(sum_cols(square(A)), eps * eps)) * rsqrt(maximum(sum_cols(square(B)), eps * eps))",
    ),
    notation: Notation::function("cosine_similarity(A, B, eps)"),
    equations: |_| "",
    symbol: "cosine",
    cost: Cost::Operand(7),
};
