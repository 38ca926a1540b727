//! An activation: B = f(A) (21), b_ij = f(a_ij) (22), dA = dB ∘ f′(A) (23).
//!
//! f(a) = a where a > 0, else α (e^a − 1), with α = 1 unless given; f′ = 1 where b > 0, else b + α, from the output
//! alone (which is why α may not be negative).
//! Clevert, Unterthiner, Hochreiter: Exponential linear units, 2015.

use crate::ops::{
    Attribute, Body, Cost, Derivative, Lowering, Notation, Operation, Reference, Rule, Scalar, Syntax, shapes,
};

pub static OP: Operation = Operation {
    name: "elu",
    reference: Reference {
        summary: "Exponential linear unit.",
        formula: "b_ij = a_ij where a_ij > 0, else α (e^a_ij − 1)",
        inputs: &["a: [4, 3]"],
        example: "elu(a)",
    },
    syntax: Syntax::Function,
    operands: &["A"],
    result: "B",
    attributes: &[Attribute {
        name: "alpha",
        default: Some(1.0),
        domain: (|value| value >= 0.0 && value.is_finite(), "a finite number that is not negative"),
    }],
    shape: shapes::SAME,
    body: Body::Primitive {
        derivative: Derivative::Rules(&[Rule::Adjoint("dA = select(B, dB, dB * (B + alpha))", "(23)")]),
        lowering: Lowering::Elementwise(Scalar::Function("elu")),
    },
    notation: Notation::function("elu(A, alpha)"),
    equations: |_| "(21)",
    symbol: "elu",
    cost: Cost::Result(12),
};
