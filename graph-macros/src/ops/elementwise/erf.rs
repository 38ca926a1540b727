//! The error function, erf a = 2/√π ∫₀ᵃ e^(−t²) dt.
//!
//! dA = dB ∘ 2/√π e^(−A²).

use crate::ops::{Body, Cost, Derivative, Lowering, Notation, Operation, Reference, Rule, Scalar, Syntax, shapes};

pub static OP: Operation = Operation {
    name: "erf",
    reference: Reference {
        summary: "Error function of each element.",
        formula: "b_ij = 2/√π ∫₀^a_ij e^(−t²) dt",
        inputs: &["a: [4, 3]"],
        example: "erf(a)",
    },
    syntax: Syntax::Function,
    operands: &["A"],
    result: "B",
    attributes: &[],
    shape: shapes::SAME,
    body: Body::Primitive {
        derivative: Derivative::Rules(&[Rule::Adjoint("dA = dB * (1.1283791670955126 * exp(-square(A)))", "(23)")]),
        lowering: Lowering::Elementwise(Scalar::Function("erf")),
    },
    notation: Notation::function("erf(A)"),
    equations: |_| "",
    symbol: "erf",
    cost: Cost::Result(15),
};
