//! An activation: B = f(A) (21), b_ij = f(a_ij) (22), dA = dB ∘ f′(A) (23).
//!
//! f(a) = a Φ(a) with Φ(a) = (1 + erf(a/√2)) / 2, the exact form; f′ = Φ(a) + a e^(−a²/2) / √(2π).
//! Hendrycks, Gimpel: Gaussian error linear units, 2016.

use crate::ops::{Body, Cost, Derivative, Lowering, Notation, Operation, Reference, Rule, Scalar, Syntax, shapes};

pub static OP: Operation = Operation {
    name: "gelu",
    reference: Reference {
        summary: "Gaussian error linear unit, in its exact form.",
        formula: "b_ij = a_ij Φ(a_ij)",
        inputs: &["a: [4, 3]"],
        example: "gelu(a)",
    },
    syntax: Syntax::Function,
    operands: &["A"],
    result: "B",
    attributes: &[],
    shape: shapes::SAME,
    body: Body::Primitive {
        derivative: Derivative::Rules(&[Rule::Adjoint(
            "dA = dB * (0.5 * (1 + erf(A / sqrt(2))) + A * exp(-0.5 * square(A)) / sqrt(6.283185307179586))",
            "(23)",
        )]),
        lowering: Lowering::Elementwise(Scalar::Function("gelu")),
    },
    notation: Notation::function("gelu(A)"),
    equations: |_| "(21)",
    symbol: "gelu",
    cost: Cost::Result(18),
};
