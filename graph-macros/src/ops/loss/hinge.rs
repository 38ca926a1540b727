//! Mean hinge loss of scores and classes −1 and 1.
//!
//! c = Σ_ij max(0, 1 − y_ij a_ij) / n, a scalar; dA = −dc Y / n where 1 − y a > 0, else 0.
//! Cortes, Vapnik: Support-vector networks, 1995.

use crate::ops::{Body, Cost, Notation, Operation, Reference, Syntax, shapes};

pub static OP: Operation = Operation {
    name: "hinge",
    reference: Reference {
        summary: "Mean hinge loss of scores and of classes that are −1 or 1: a scalar.",
        formula: "c = Σ_ij max(0, 1 − y_ij a_ij) / n",
        inputs: &["a: [4, 3]", "y: [4, 3]"],
        example: "hinge(a, y)",
    },
    syntax: Syntax::Function,
    operands: &["A", "Y"],
    result: "C",
    attributes: &[],
    shape: shapes::EQUAL_TO_SCALAR,
    body: Body::Composite("mean(relu(1 - A * Y))"),
    notation: Notation::function("hinge(A, Y)"),
    equations: |_| "",
    symbol: "hinge",
    cost: Cost::Operand(4),
};
