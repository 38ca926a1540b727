//! An activation: B = f(A) (21), b_ij = f(a_ij) (22), dA = dB ∘ f′(A) (23).
//!
//! f(a) = a σ(a), also called swish; f′ = s + b (1 − s) with s = σ(a).
//! Elfwing, Uchibe, Doya: Sigmoid-weighted linear units, 2018.

use crate::ops::{Body, Cost, Derivative, Lowering, Notation, Operation, Reference, Rule, Scalar, Syntax, shapes};

pub static OP: Operation = Operation {
    name: "silu",
    reference: Reference {
        summary: "Sigmoid-weighted linear unit, also called swish.",
        formula: "b_ij = a_ij σ(a_ij)",
        inputs: &["a: [4, 3]"],
        example: "silu(a)",
    },
    syntax: Syntax::Function,
    operands: &["A"],
    result: "B",
    attributes: &[],
    shape: shapes::SAME,
    body: Body::Primitive {
        derivative: Derivative::Rules(&[Rule::Adjoint("dA = dB * (sigmoid(A) + B * (1 - sigmoid(A)))", "(23)")]),
        lowering: Lowering::Elementwise(Scalar::Function("silu")),
    },
    notation: Notation::function("silu(A)"),
    equations: |_| "(21)",
    symbol: "silu",
    cost: Cost::Result(13),
};
