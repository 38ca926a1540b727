//! Triplet loss of anchors, of rows like them and of rows unlike them: a value for each row.
//!
//! c_i = max(0, |a_i − p_i| − |a_i − n_i| + m), with the margin m = 1 unless given; the distances are √(Σ_j (a_ij − p_ij)² + 10⁻¹²), whose
//! derivative is finite where the rows are equal.
//! Schroff, Kalenichenko, Philbin: FaceNet, 2015.

use crate::ops::{Attribute, Body, Cost, Notation, Operation, Reference, Syntax, shapes};

pub static OP: Operation = Operation {
    name: "triplet",
    reference: Reference {
        summary: "Triplet loss of anchors, positive and negative rows: a value for each row.",
        formula: "c_i = max(0, |a_i − p_i| − |a_i − n_i| + m)",
        inputs: &["a: [4, 3]", "p: [4, 3]", "n: [4, 3]"],
        example: "triplet(a, p, n, 0.5)",
    },
    syntax: Syntax::Function,
    operands: &["A", "P", "N"],
    result: "C",
    attributes: &[Attribute {
        name: "margin",
        default: Some(1.0),
        domain: (|value| value >= 0.0 && value.is_finite(), "a finite number that is not negative"),
    }],
    shape: shapes::ALL_EQUAL_TO_COLUMN,
    body: Body::Composite(
        "relu(sqrt(sum_cols(square(A - P)) + 1e-12) - sqrt(sum_cols(square(A - N)) + 1e-12) + margin)",
    ),
    notation: Notation::function("triplet(A, P, N, margin)"),
    equations: |_| "",
    symbol: "triplet",
    cost: Cost::Operand(8),
};
