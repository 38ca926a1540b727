//! The product of all elements to the left, 1 in the first column.
//!
//! B: b_ij = Π_k a_ik over k < j; the adjoint as in [`products_before_rows`](super::products_before_rows), of the transposes.

use crate::ops::{Body, Cost, Derivative, Lowering, Notation, Operation, Reference, Rule, Syntax, shapes};

pub static OP: Operation = Operation {
    name: "products_before_cols",
    reference: Reference {
        summary: "The product of all elements to the left.",
        formula: "b_ij = Π_k a_ik over k < j",
        inputs: &[],
        example: "",
    },
    syntax: Syntax::Internal,
    operands: &["A"],
    result: "B",
    attributes: &[],
    shape: shapes::SAME,
    body: Body::Primitive {
        derivative: Derivative::Rules(&[Rule::Adjoint(
            "dA = B * flip_cols(shift_rows(recurrence_rows(flip_cols(A).T, flip_cols(dB).T)).T)",
            "",
        )]),
        lowering: Lowering::Kernel { kernel: "products_before_cols" },
    },
    notation: Notation::function("products_before_cols(A)"),
    equations: |_| "",
    symbol: "Π before",
    cost: Cost::Operand(1),
};
