//! Trace of a square: the sum of its diagonal.
//!
//! b = Σ_i a_ii, a scalar; dA = db on the diagonal.

use crate::ops::{Body, Cost, Notation, Operation, Reference, Syntax, structure_shapes};

pub static OP: Operation = Operation {
    name: "trace",
    reference: Reference {
        summary: "Trace of a square: the sum of its diagonal.",
        formula: "b = Σ_i a_ii",
        inputs: &["a: [4, 4]"],
        example: "trace(a)",
    },
    syntax: Syntax::Function,
    operands: &["A"],
    result: "B",
    attributes: &[],
    shape: structure_shapes::TRACE,
    body: Body::Composite("sum(diagonal(A))"),
    notation: Notation::function("trace(A)"),
    equations: |_| "",
    symbol: "trace",
    cost: Cost::Operand(1),
};
