//! An activation: B = f(A) (21), b_ij = f(a_ij) (22), dA = dB ∘ f′(A) (23).
//!
//! f′ = 1 − b², from the output alone.

use crate::ops::{Body, Cost, Derivative, Lowering, Notation, Operation, Reference, Rule, Scalar, Syntax, shapes};

pub static OP: Operation = Operation {
    name: "tanh",
    reference: Reference {
        summary: "Hyperbolic tangent of each element.",
        formula: "b_ij = tanh a_ij",
        inputs: &["a: [4, 3]"],
        example: "tanh(a)",
    },
    syntax: Syntax::Function,
    operands: &["A"],
    result: "B",
    attributes: &[],
    shape: shapes::SAME,
    body: Body::Primitive {
        derivative: Derivative::Rules(&[Rule::Adjoint("dA = dB * (1 - B * B)", "(23)")]),
        lowering: Lowering::Elementwise(Scalar::Function("tanh")),
    },
    notation: Notation::function("tanh(A)"),
    equations: |_| "(21)",
    symbol: "tanh",
    cost: Cost::Result(12),
};
