//! The value itself, through which no gradient goes.
//!
//! B = A; dA = 0, by intention.

use crate::ops::{Body, Derivative, Lowering, Notation, Operation, Scalar, Syntax, precedence, shapes};

pub static OP: Operation = Operation {
    name: "detach",
    syntax: Syntax::Function,
    operands: &["A"],
    result: "B",
    attributes: &[],
    shape: shapes::same,
    body: Body::Primitive { derivative: Derivative::Stops, lowering: Lowering::Elementwise(Scalar::Identity) },
    notation: Notation { template: "A", precedence: precedence::ATOM, operands: &[precedence::ATOM] },
    equations: |_| "",
};
