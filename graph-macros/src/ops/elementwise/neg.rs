//! Negation.
//!
//! B = −A; dA = −dB.

use crate::ops::{Body, Derivative, Lowering, Notation, Operation, Rule, Scalar, Syntax, precedence, shapes};

pub static OP: Operation = Operation {
    name: "neg",
    syntax: Syntax::Operator,
    operands: &["A"],
    result: "B",
    attributes: &[],
    shape: shapes::same,
    body: Body::Primitive {
        derivative: Derivative::Rules(&[Rule::Adjoint("dA = -dB", "")]),
        lowering: Lowering::Elementwise(Scalar::Negation),
    },
    notation: Notation { template: "−A", precedence: precedence::PREFIX, operands: &[precedence::PREFIX] },
    equations: |_| "",
};
