//! The product of all elements above, 1 in the first row.
//!
//! B: b_ij = Π_k a_kj over k < i, so b_(i+1)j = a_ij b_ij. Its adjoint runs from the last row to the first: l_i = db_i + a_i l_(i+1), and da_i = l_(i+1) b_i.

use crate::ops::{Body, Cost, Derivative, Lowering, Notation, Operation, Reference, Rule, Syntax, shapes};

pub static OP: Operation = Operation {
    name: "products_before_rows",
    reference: Reference {
        summary: "The product of all elements above.",
        formula: "b_ij = Π_k a_kj over k < i",
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
            "dA = B * flip_rows(shift_rows(recurrence_rows(flip_rows(A), flip_rows(dB))))",
            "",
        )]),
        lowering: Lowering::Kernel { kernel: "products_before_rows" },
    },
    notation: Notation::function("products_before_rows(A)"),
    equations: |_| "",
    symbol: "Π before",
    cost: Cost::Operand(1),
};
