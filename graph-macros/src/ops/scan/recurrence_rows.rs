//! A linear recurrence down the rows.
//!
//! C: c_i = a_i c_(i−1) + b_i, row by row, with c_1 = b_1.
//!
//! dB runs from the last row to the first: db_i = dc_i + a_(i+1) db_(i+1); and da_i = db_i c_(i−1).

use crate::ops::{Body, Cost, Derivative, Lowering, Notation, Operation, Reference, Rule, Syntax, shapes};

pub static OP: Operation = Operation {
    name: "recurrence_rows",
    reference: Reference {
        summary: "A linear recurrence down the rows.",
        formula: "c_ij = a_ij c_(i−1)j + b_ij",
        inputs: &[],
        example: "",
    },
    syntax: Syntax::Internal,
    operands: &["A", "B"],
    result: "C",
    attributes: &[],
    shape: shapes::EQUAL,
    body: Body::Primitive {
        derivative: Derivative::Rules(&[
            Rule::Adjoint(
                "dA = flip_rows(recurrence_rows(shift_rows(flip_rows(A)), flip_rows(dC))) * shift_rows(C)",
                "",
            ),
            Rule::Adjoint("dB = flip_rows(recurrence_rows(shift_rows(flip_rows(A)), flip_rows(dC)))", ""),
        ]),
        lowering: Lowering::Kernel { kernel: "recurrence_rows" },
    },
    notation: Notation::function("recurrence_rows(A, B)"),
    equations: |_| "",
    symbol: "recurrence",
    cost: Cost::Result(2),
};
