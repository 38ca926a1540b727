//! An activation: B = f(A) (21), b_ij = f(a_ij) (22), dA = dB ∘ f′(A) (23).
//!
//! f(a) = a relu6(a + 3) / 6; f′ = 0 where a ≤ −3, 1 where a ≥ 3, else a/3 + 1/2.
//! Howard et al.: Searching for MobileNetV3, 2019.

use crate::ops::{Body, Cost, Notation, Operation, Reference, Syntax, shapes};

pub static OP: Operation = Operation {
    name: "hard_swish",
    reference: Reference {
        summary: "Swish with the sigmoid in straight pieces.",
        formula: "b_ij = a_ij min(max(a_ij + 3, 0), 6) / 6",
        inputs: &["a: [4, 3]"],
        example: "hard_swish(a)",
    },
    syntax: Syntax::Function,
    operands: &["A"],
    result: "B",
    attributes: &[],
    shape: shapes::SAME,
    body: Body::Composite("A * hard_sigmoid(A)"),
    notation: Notation::function("hard_swish(A)"),
    equations: |_| "(21)",
    symbol: "hard_swish",
    cost: Cost::Result(5),
};
