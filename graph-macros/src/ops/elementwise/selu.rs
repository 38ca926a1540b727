//! An activation: B = f(A) (21), b_ij = f(a_ij) (22), dA = dB ∘ f′(A) (23).
//!
//! f(a) = λ a where a > 0, else λ α (e^a − 1), with the λ and α for which mean 0 and variance 1 are a fixed point.
//! Klambauer, Unterthiner, Mayr, Hochreiter: Self-normalizing neural networks, 2017.

use crate::ops::{Body, Cost, Notation, Operation, Reference, Syntax, shapes};

pub static OP: Operation = Operation {
    name: "selu",
    reference: Reference {
        summary: "Scaled exponential linear unit, which keeps mean 0 and variance 1.",
        formula: "b_ij = 1.0507… a_ij where a_ij > 0, else 1.7581… (e^a_ij − 1)",
        inputs: &["a: [4, 3]"],
        example: "selu(a)",
    },
    syntax: Syntax::Function,
    operands: &["A"],
    result: "B",
    attributes: &[],
    shape: shapes::SAME,
    body: Body::Composite("1.0507009873554805 * elu(A, 1.6732632423543772)"),
    notation: Notation::function("selu(A)"),
    equations: |_| "(21)",
    symbol: "selu",
    cost: Cost::Result(13),
};
