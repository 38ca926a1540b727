//! An activation: B = f(A) (21), b_ij = f(a_ij) (22), dA = dB ∘ f′(A) (23).
//!
//! f(a) = a / (1 + |a|); f′ = 1 / (1 + |a|)², from the input: (1 − |b|)² would lose its digits far out, where softsign is still
//! alive.
//! Bergstra, Desjardins, Lamblin, Bengio: Quadratic polynomials learn better image features, 2009.

use crate::ops::{Body, Cost, Derivative, Lowering, Notation, Operation, Reference, Rule, Scalar, Syntax, shapes};

pub static OP: Operation = Operation {
    name: "softsign",
    reference: Reference {
        summary: "Sigmoid that levels off slowly.",
        formula: "b_ij = a_ij / (1 + |a_ij|)",
        inputs: &["a: [4, 3]"],
        example: "softsign(a)",
    },
    syntax: Syntax::Function,
    operands: &["A"],
    result: "B",
    attributes: &[],
    shape: shapes::SAME,
    body: Body::Primitive {
        derivative: Derivative::Rules(&[Rule::Adjoint("dA = dB / square(1 + abs(A))", "(23)")]),
        lowering: Lowering::Elementwise(Scalar::Function("softsign")),
    },
    notation: Notation::function("softsign(A)"),
    equations: |_| "(21)",
    symbol: "softsign",
    cost: Cost::Result(3),
};
