//! Mean of a loss that is quadratic near 0 and linear beyond δ.
//!
//! c = Σ_ij h(a_ij − b_ij) / n, a scalar, with h(r) = r²/2 where |r| ≤ δ, else δ (|r| − δ/2), and δ = 1 unless given. With s = r kept
//! between −δ and δ that is h = s (r − s/2), and h′ = s.
//! Huber: Robust estimation of a location parameter, 1964.

use crate::ops::{Attribute, Body, Cost, Notation, Operation, Reference, Syntax, shapes};

pub static OP: Operation = Operation {
    name: "huber",
    reference: Reference {
        summary: "Mean squared error halved where it is small, and linear where it is above `delta`: a scalar.",
        formula: "c = Σ_ij h(a_ij − b_ij) / n, with h(r) = r²/2 where |r| ≤ δ, else δ (|r| − δ/2)",
        inputs: &["a: [4, 3]", "b: [4, 3]"],
        example: "huber(a, b, 0.5)",
    },
    syntax: Syntax::Function,
    operands: &["A", "B"],
    result: "C",
    attributes: &[Attribute {
        name: "delta",
        default: Some(1.0),
        domain: (|value| value > 0.0 && value.is_finite(), "a finite number above 0"),
    }],
    shape: shapes::EQUAL_TO_SCALAR,
    body: Body::Composite("mean(clamp(A - B, -delta, delta) * (A - B - 0.5 * clamp(A - B, -delta, delta)))"),
    notation: Notation::function("huber(A, B, delta)"),
    equations: |_| "",
    symbol: "huber",
    cost: Cost::Operand(9),
};
