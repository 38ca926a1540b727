//! e^a − 1 without cancellation near 0.
//!
//! B = e^A − 1; dA = dB ∘ (B + 1), from the output alone.

use crate::ops::{Body, Cost, Derivative, Lowering, Notation, Operation, Reference, Rule, Scalar, Syntax, shapes};

pub static OP: Operation = Operation {
    name: "expm1",
    reference: Reference {
        summary: "Exponential of each element less 1, exact near 0.",
        formula: "b_ij = e^a_ij − 1",
        inputs: &["a: [4, 3]"],
        example: "expm1(a)",
    },
    syntax: Syntax::Function,
    operands: &["A"],
    result: "B",
    attributes: &[],
    shape: shapes::SAME,
    body: Body::Primitive {
        derivative: Derivative::Rules(&[Rule::Adjoint("dA = dB * (B + 1)", "(23)")]),
        lowering: Lowering::Elementwise(Scalar::Function("expm1")),
    },
    notation: Notation::function("expm1(A)"),
    equations: |_| "",
    symbol: "expm1",
    cost: Cost::Result(10),
};
