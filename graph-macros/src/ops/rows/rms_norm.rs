//! Root mean square normalisation: each row with mean square 1.
//!
//! b_ij = a_ij / √(Σ_k a_ik² / C + ε); ε = 1e-5 unless given. The gain is the user’s: `rms_norm(x) * g`.
//! Zhang, Sennrich: Root mean square layer normalization, 2019.
//!
//! Differentiated as it stands: dA = (dB − B ∘ rowmean(dB ∘ B)) / √(…).

use crate::ops::{Attribute, Body, Cost, Notation, Operation, Reference, Syntax, shapes};

pub static OP: Operation = Operation {
    name: "rms_norm",
    reference: Reference {
        summary: "Root mean square normalisation: each row with mean square 1; a gain is written behind it.",
        formula: "b_ij = a_ij / √(Σ_k a_ik² / C + eps)",
        inputs: &["a: [4, 3]"],
        example: "rms_norm(a)",
    },
    syntax: Syntax::Function,
    operands: &["A"],
    result: "B",
    attributes: &[Attribute {
        name: "eps",
        default: Some(1e-5),
        domain: (|value| value >= 0.0 && value.is_finite(), "a finite number that is not negative"),
    }],
    shape: shapes::SAME,
    body: Body::Composite("A / sqrt(mean_cols(square(A)) + eps)"),
    notation: Notation::function("rms_norm(A, eps)"),
    equations: |_| "",
    symbol: "rms_norm",
    cost: Cost::Operand(4),
};
