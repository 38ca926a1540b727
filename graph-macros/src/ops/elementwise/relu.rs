//! An activation: B = f(A) (21), b_ij = f(a_ij) (22), dA = dB ∘ f′(A) (23).
//!
//! f(a) = max(0, a), and NaN for NaN; f′ = 1 where b > 0, else 0, from the output alone.

use crate::ops::{Body, Derivative, Lowering, Notation, Operation, Rule, Scalar, Syntax, shapes};

pub static OP: Operation = Operation {
    name: "relu",
    syntax: Syntax::Function,
    operands: &["A"],
    result: "B",
    attributes: &[],
    shape: shapes::same,
    body: Body::Primitive {
        derivative: Derivative::Rules(&[Rule::Adjoint("dA = select(B, dB, 0)", "(23)")]),
        lowering: Lowering::Elementwise(Scalar::Function("relu")),
    },
    notation: Notation::function("relu(A)"),
    equations: |_| "(21)",
};
