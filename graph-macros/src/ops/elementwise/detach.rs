//! The value itself, through which no gradient goes.
//!
//! B = A; dA = 0, by intention.

use crate::ops::{
    Body, Cost, Derivative, Lowering, Notation, Operation, Reference, Scalar, Syntax, precedence, shapes,
};

pub static OP: Operation = Operation {
    name: "detach",
    reference: Reference {
        summary: "The value itself, through which no gradient goes.",
        formula: "b_ij = a_ij",
        inputs: &["a: [4, 3]"],
        example: "a * detach(a)",
    },
    syntax: Syntax::Function,
    operands: &["A"],
    result: "B",
    attributes: &[],
    shape: shapes::SAME,
    body: Body::Primitive { derivative: Derivative::Stops, lowering: Lowering::Elementwise(Scalar::Identity) },
    notation: Notation { template: "A", precedence: precedence::ATOM, operands: &[precedence::ATOM] },
    equations: |_| "",
    symbol: "detach",
    cost: Cost::Free,
};
