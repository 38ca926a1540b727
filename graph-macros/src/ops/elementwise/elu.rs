//! An activation: B = f(A) (21), b_ij = f(a_ij) (22), dA = dB ∘ f′(A) (23).
//!
//! f(a) = a where a > 0, else α (e^a − 1), with α = 1 unless given; f′ = 1 where b > 0, else b + α, from the output
//! alone (which is why α may not be negative).
//! Clevert, Unterthiner, Hochreiter: Exponential linear units, 2015.

use crate::ops::{Attribute, Body, Derivative, Lowering, Notation, Operation, Rule, Scalar, Syntax, shapes};

pub static OP: Operation = Operation {
    name: "elu",
    syntax: Syntax::Function,
    operands: &["A"],
    result: "B",
    attributes: &[Attribute {
        name: "alpha",
        default: 1.0,
        domain: (|value| value >= 0.0 && value.is_finite(), "a finite number that is not negative"),
    }],
    shape: shapes::same,
    body: Body::Primitive {
        derivative: Derivative::Rules(&[Rule::Adjoint("dA = select(B, dB, dB * (B + alpha))", "(23)")]),
        lowering: Lowering::Elementwise(Scalar::Function("elu")),
    },
    notation: Notation::function("elu(A, alpha)"),
    equations: |_| "(21)",
};
