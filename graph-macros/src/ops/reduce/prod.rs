//! Product of all elements.
//!
//! b = Π_ij a_ij, a scalar. The rows are multiplied first; see [`prod_cols`](super::prod_cols) for the derivative.

use crate::ops::{Body, Cost, Notation, Operation, Reference, Syntax, shapes};

pub static OP: Operation = Operation {
    name: "prod",
    reference: Reference {
        summary: "Product of all elements.",
        formula: "b = Π_ij a_ij",
        inputs: &["a: [4, 3]"],
        example: "prod(a)",
    },
    syntax: Syntax::Function,
    operands: &["A"],
    result: "B",
    attributes: &[],
    shape: shapes::SCALAR,
    body: Body::Composite("prod_rows(prod_cols(A))"),
    notation: Notation::function("prod(A)"),
    equations: |_| "",
    symbol: "Π",
    cost: Cost::Operand(1),
};
