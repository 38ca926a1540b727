//! An activation: B = f(A) (21), b_ij = f(a_ij) (22), dA = dB ∘ f′(A) (23).
//!
//! f(a) = max(0, a), and NaN for NaN; f′ = 1 where b > 0, else 0, from the output alone.

use crate::ops::{Body, Cost, Derivative, Lowering, Notation, Operation, Reference, Rule, Scalar, Syntax, shapes};

pub static OP: Operation = Operation {
    name: "relu",
    reference: Reference {
        summary: "Rectifier: each element, or 0 where it is negative.",
        formula: "b_ij = max(0, a_ij)",
        inputs: &["a: [4, 3]"],
        example: "relu(a)",
    },
    syntax: Syntax::Function,
    operands: &["A"],
    result: "B",
    attributes: &[],
    shape: shapes::SAME,
    body: Body::Primitive {
        derivative: Derivative::Rules(&[Rule::Adjoint("dA = select(B, dB, 0)", "(23)")]),
        lowering: Lowering::Elementwise(Scalar::Finishing { function: "relu", finish: "Relu" }),
    },
    notation: Notation::function("relu(A)"),
    equations: |_| "(21)",
    symbol: "relu",
    cost: Cost::Result(1),
};
