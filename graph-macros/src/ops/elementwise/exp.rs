//! Exponential.
//!
//! B = e^A; dA = dB ∘ B, from the output alone.

use crate::ops::{Body, Cost, Derivative, Lowering, Notation, Operation, Reference, Rule, Scalar, Syntax, shapes};

pub static OP: Operation = Operation {
    name: "exp",
    reference: Reference {
        summary: "Exponential of each element.",
        formula: "b_ij = e^a_ij",
        inputs: &["a: [4, 3]"],
        example: "exp(a)",
    },
    syntax: Syntax::Function,
    operands: &["A"],
    result: "B",
    attributes: &[],
    shape: shapes::SAME,
    body: Body::Primitive {
        derivative: Derivative::Rules(&[Rule::Adjoint("dA = dB * B", "(23)")]),
        lowering: Lowering::Elementwise(Scalar::Function("exp")),
    },
    notation: Notation::function("exp(A)"),
    equations: |_| "",
    symbol: "exp",
    cost: Cost::Result(10),
};
