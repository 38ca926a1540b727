//! An activation: B = f(A) (21), b_ij = f(a_ij) (22), dA = dB ∘ f′(A) (23).
//!
//! f(a) = a where a > 0, else α (e^(a/α) − 1), with α = 1 unless given; f′ = 1 where b > 0, else b/α + 1, from the output alone.
//! It has a continuous derivative for every α.
//! Barron: Continuously differentiable exponential linear units, 2017.

use crate::ops::{
    Attribute, Body, Cost, Derivative, Lowering, Notation, Operation, Reference, Rule, Scalar, Syntax, shapes,
};

pub static OP: Operation = Operation {
    name: "celu",
    reference: Reference {
        summary: "Exponential linear unit without a kink.",
        formula: "b_ij = a_ij where a_ij > 0, else α (e^(a_ij/α) − 1)",
        inputs: &["a: [4, 3]"],
        example: "celu(a)",
    },
    syntax: Syntax::Function,
    operands: &["A"],
    result: "B",
    attributes: &[Attribute {
        name: "alpha",
        default: Some(1.0),
        domain: (|value| value > 0.0 && value.is_finite(), "a finite number above 0"),
    }],
    shape: shapes::SAME,
    body: Body::Primitive {
        derivative: Derivative::Rules(&[Rule::Adjoint("dA = select(B, dB, dB * (B / alpha + 1))", "(23)")]),
        lowering: Lowering::Elementwise(Scalar::Function("celu")),
    },
    notation: Notation::function("celu(A, alpha)"),
    equations: |_| "(21)",
    symbol: "celu",
    cost: Cost::Result(13),
};
