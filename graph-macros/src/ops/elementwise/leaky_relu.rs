//! An activation: B = f(A) (21), b_ij = f(a_ij) (22), dA = dB ∘ f′(A) (23).
//!
//! f(a) = a where a > 0, else α a, with α = 0.01 unless given; f′ = 1 where b > 0, else α, from the output alone
//! (which is why α may not be negative).
//! Maas, Hannun, Ng: Rectifier nonlinearities improve neural network acoustic models, 2013.

use crate::ops::{
    Attribute, Body, Cost, Derivative, Lowering, Notation, Operation, Reference, Rule, Scalar, Syntax, shapes,
};

pub static OP: Operation = Operation {
    name: "leaky_relu",
    reference: Reference {
        summary: "Rectifier that lets a part of what is negative through.",
        formula: "b_ij = a_ij where a_ij > 0, else α a_ij",
        inputs: &["a: [4, 3]"],
        example: "leaky_relu(a, 0.1)",
    },
    syntax: Syntax::Function,
    operands: &["A"],
    result: "B",
    attributes: &[Attribute {
        name: "alpha",
        default: Some(0.01),
        domain: (|value| value >= 0.0 && value.is_finite(), "a finite number that is not negative"),
    }],
    shape: shapes::SAME,
    body: Body::Primitive {
        derivative: Derivative::Rules(&[Rule::Adjoint("dA = select(B, dB, alpha * dB)", "(23)")]),
        lowering: Lowering::Elementwise(Scalar::Function("leaky_relu")),
    },
    notation: Notation::function("leaky_relu(A, alpha)"),
    equations: |_| "(21)",
    symbol: "leaky_relu",
    cost: Cost::Result(2),
};
