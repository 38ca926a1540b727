//! A matrix stretched to the shape of another: `broadcast(a, b)` has the elements of a and the shape of b.
//!
//! C = A, stretched; dA = dC, which the differentiating pass adds up over what was stretched.

use crate::ops::{
    Body, Cost, Derivative, Lowering, Notation, Operation, Reference, Rule, Scalar, Syntax, precedence, shapes,
};

pub static OP: Operation = Operation {
    name: "broadcast",
    reference: Reference {
        summary: "A matrix stretched to the shape of another.",
        formula: "b_ij = a_ij",
        inputs: &[],
        example: "",
    },
    syntax: Syntax::Internal,
    operands: &["A"],
    result: "C",
    attributes: &[],
    shape: shapes::SAME,
    body: Body::Primitive {
        derivative: Derivative::Rules(&[Rule::Adjoint("dA = dC", "")]),
        lowering: Lowering::Elementwise(Scalar::Identity),
    },
    notation: Notation { template: "A", precedence: precedence::ATOM, operands: &[precedence::ATOM] },
    equations: |_| "",
    symbol: "stretch",
    cost: Cost::Free,
};
