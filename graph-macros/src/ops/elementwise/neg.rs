//! Negation.
//!
//! B = −A; dA = −dB.

use crate::ops::{
    Body, Cost, Derivative, Lowering, Notation, Operation, Reference, Rule, Scalar, Syntax, precedence, shapes,
};

pub static OP: Operation = Operation {
    name: "neg",
    reference: Reference {
        summary: "Negation of each element.",
        formula: "b_ij = −a_ij",
        inputs: &["a: [4, 3]"],
        example: "-a",
    },
    syntax: Syntax::Operator,
    operands: &["A"],
    result: "B",
    attributes: &[],
    shape: shapes::SAME,
    body: Body::Primitive {
        derivative: Derivative::Rules(&[Rule::Adjoint("dA = -dB", "")]),
        lowering: Lowering::Elementwise(Scalar::Negation),
    },
    notation: Notation { template: "−A", precedence: precedence::PREFIX, operands: &[precedence::PREFIX] },
    equations: |_| "",
    symbol: "−",
    cost: Cost::Result(1),
};
