//! Labels as a matrix: a 1 in the place of each row's class, 0 elsewhere.
//!
//! b_ij = 1 where j is the class of row i, else 0. It is formed only where a whole matrix is needed: loops read labels as
//! they are, and a product with it picks rows, see [`embedding`](super::embedding).

use crate::ops::{
    Body, Cost, Derivative, Lowering, Notation, Operation, Reference, Rule, Scalar, Syntax, precedence, shapes,
};

pub static OP: Operation = Operation {
    name: "one_hot",
    reference: Reference {
        summary: "Labels as a matrix: a 1 in the place of each row's class.",
        formula: "b_ij = 1 where j is the class of row i, else 0",
        inputs: &["labels y: [4] in 3"],
        example: "one_hot(y)",
    },
    syntax: Syntax::Function,
    operands: &["Y"],
    result: "B",
    attributes: &[],
    shape: shapes::ShapeRule { signature: "labels [R] in C → [R, C]", ..shapes::SAME },
    body: Body::Primitive {
        derivative: Derivative::Rules(&[Rule::Adjoint("dY = dB", "")]),
        lowering: Lowering::Elementwise(Scalar::Identity),
    },
    notation: Notation { template: "Y", precedence: precedence::ATOM, operands: &[precedence::ATOM] },
    equations: |_| "",
    symbol: "one-hot",
    cost: Cost::Free,
};
