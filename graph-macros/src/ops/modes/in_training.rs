//! One value in `forward`, another in `predict`.
//!
//! C = A in the forward pass, C = B in `predict`. The backward pass is the forward pass's: dA = dC, and B has no part
//! in it. It is gone before anything is differentiated: each of the two functions is made from its own choice.

use crate::ops::{
    Body, Cost, Derivative, Lowering, Notation, Operation, Reference, Rule, Scalar, Syntax, precedence, shapes,
};

pub static OP: Operation = Operation {
    name: "in_training",
    reference: Reference {
        summary: "One value in `forward` and `backward`, another in `predict`.",
        formula: "c_ij = a_ij in training, b_ij in `predict`",
        inputs: &["a: [4, 3]"],
        example: "in_training(a - mean(a), a)",
    },
    syntax: Syntax::Function,
    operands: &["A", "B"],
    result: "C",
    attributes: &[],
    shape: shapes::EQUAL,
    body: Body::Primitive {
        derivative: Derivative::Rules(&[Rule::Adjoint("dA = dC", ""), Rule::Flat("`predict` has no backward pass")]),
        lowering: Lowering::Elementwise(Scalar::Identity),
    },
    notation: Notation { template: "A", precedence: precedence::ATOM, operands: &[precedence::ATOM] },
    equations: |_| "",
    symbol: "in training",
    cost: Cost::Free,
};
