//! An activation: B = f(A) (21), b_ij = f(a_ij) (22), dA = dB ∘ f′(A) (23).
//!
//! f(a) = ln(1 + e^a); f′ = σ(a) = 1 − e^(−b), from the output alone.

use crate::ops::{Body, Cost, Derivative, Lowering, Notation, Operation, Reference, Rule, Scalar, Syntax, shapes};

pub static OP: Operation = Operation {
    name: "softplus",
    reference: Reference {
        summary: "Smooth rectifier.",
        formula: "b_ij = ln(1 + e^a_ij)",
        inputs: &["a: [4, 3]"],
        example: "softplus(a)",
    },
    syntax: Syntax::Function,
    operands: &["A"],
    result: "B",
    attributes: &[],
    shape: shapes::SAME,
    body: Body::Primitive {
        derivative: Derivative::Rules(&[Rule::Adjoint("dA = -(dB * expm1(-B))", "(23)")]),
        lowering: Lowering::Elementwise(Scalar::Function("softplus")),
    },
    notation: Notation::function("softplus(A)"),
    equations: |_| "(21)",
    symbol: "softplus",
    cost: Cost::Result(22),
};
