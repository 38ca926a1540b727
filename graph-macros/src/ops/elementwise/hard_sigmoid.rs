//! An activation: B = f(A) (21), b_ij = f(a_ij) (22), dA = dB ∘ f′(A) (23).
//!
//! f(a) = relu6(a + 3) / 6, the sigmoid in three straight pieces; f′ = 1/6 where −3 < a < 3, else 0.
//! Howard et al.: Searching for MobileNetV3, 2019.

use crate::ops::{Body, Cost, Notation, Operation, Reference, Syntax, shapes};

pub static OP: Operation = Operation {
    name: "hard_sigmoid",
    reference: Reference {
        summary: "Sigmoid in three straight pieces.",
        formula: "b_ij = min(max(a_ij + 3, 0), 6) / 6",
        inputs: &["a: [4, 3]"],
        example: "hard_sigmoid(a)",
    },
    syntax: Syntax::Function,
    operands: &["A"],
    result: "B",
    attributes: &[],
    shape: shapes::SAME,
    body: Body::Composite("relu6(A + 3) / 6"),
    notation: Notation::function("hard_sigmoid(A)"),
    equations: |_| "(21)",
    symbol: "hard_sigmoid",
    cost: Cost::Result(4),
};
