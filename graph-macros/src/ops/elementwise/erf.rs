//! The error function, erf a = 2/√π ∫₀ᵃ e^(−t²) dt.
//!
//! dA = dB ∘ 2/√π e^(−A²).

use crate::ops::{Body, Derivative, Lowering, Notation, Operation, Rule, Scalar, Syntax, shapes};

pub static OP: Operation = Operation {
    name: "erf",
    syntax: Syntax::Function,
    operands: &["A"],
    result: "B",
    attributes: &[],
    shape: shapes::same,
    body: Body::Primitive {
        derivative: Derivative::Rules(&[Rule::Adjoint("dA = dB * (1.1283791670955126 * exp(-square(A)))", "(23)")]),
        lowering: Lowering::Elementwise(Scalar::Function("erf")),
    },
    notation: Notation::function("erf(A)"),
    equations: |_| "",
};
