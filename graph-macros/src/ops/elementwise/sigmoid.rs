//! An activation: B = f(A) (21), b_ij = f(a_ij) (22), dA = dB ∘ f′(A) (23).
//!
//! f(a) = 1 / (1 + e^(−a)); f′ = b (1 − b), from the output alone.

use crate::ops::{Body, Cost, Derivative, Lowering, Notation, Operation, Reference, Rule, Scalar, Syntax, shapes};

pub static OP: Operation = Operation {
    name: "sigmoid",
    reference: Reference {
        summary: "Logistic function of each element.",
        formula: "b_ij = 1 / (1 + e^(−a_ij))",
        inputs: &["a: [4, 3]"],
        example: "sigmoid(a)",
    },
    syntax: Syntax::Function,
    operands: &["A"],
    result: "B",
    attributes: &[],
    shape: shapes::SAME,
    body: Body::Primitive {
        derivative: Derivative::Rules(&[Rule::Adjoint("dA = dB * (B * (1 - B))", "(23)")]),
        lowering: Lowering::Elementwise(Scalar::Function("sigmoid")),
    },
    notation: Notation::function("sigmoid(A)"),
    equations: |_| "(21)",
    symbol: "σ",
    cost: Cost::Result(12),
};
