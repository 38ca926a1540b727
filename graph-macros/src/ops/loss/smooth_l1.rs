//! Mean of the absolute error, rounded off below β.
//!
//! c = Σ_ij h(a_ij − b_ij) / n, a scalar, with h(r) = r²/(2β) where |r| ≤ β, else |r| − β/2, and β = 1 unless given:
//! [`huber`](super::huber) over β.
//! Girshick: Fast R-CNN, 2015.

use crate::ops::{Attribute, Body, Cost, Notation, Operation, Reference, Syntax, shapes};

pub static OP: Operation = Operation {
    name: "smooth_l1",
    reference: Reference {
        summary: "Mean absolute error, rounded off below `beta`: a scalar.",
        formula: "c = Σ_ij h(a_ij − b_ij) / n, with h(r) = r²/(2β) where |r| ≤ β, else |r| − β/2",
        inputs: &["a: [4, 3]", "b: [4, 3]"],
        example: "smooth_l1(a, b, 0.5)",
    },
    syntax: Syntax::Function,
    operands: &["A", "B"],
    result: "C",
    attributes: &[Attribute {
        name: "beta",
        default: Some(1.0),
        domain: (|value| value > 0.0 && value.is_finite(), "a finite number above 0"),
    }],
    shape: shapes::EQUAL_TO_SCALAR,
    body: Body::Composite("huber(A, B, beta) / beta"),
    notation: Notation::function("smooth_l1(A, B, beta)"),
    equations: |_| "",
    symbol: "smooth_l1",
    cost: Cost::Operand(9),
};
