//! Product of each column.
//!
//! b_j = Π_i a_ij, one row. The derivative by an element is the product of all others, which is the product of those before it and
//! of those behind it: no division, so that it is right where elements are 0, one or several.

use crate::ops::{Body, Cost, Derivative, Lowering, Notation, Operation, Reference, Rule, Syntax, shapes};

pub static OP: Operation = Operation {
    name: "prod_rows",
    reference: Reference {
        summary: "Product of each column. The derivative is right where elements are 0.",
        formula: "b_j = Π_i a_ij",
        inputs: &["a: [4, 3]"],
        example: "prod_rows(a)",
    },
    syntax: Syntax::Function,
    operands: &["A"],
    result: "B",
    attributes: &[],
    shape: shapes::ONE_ROW,
    body: Body::Primitive {
        derivative: Derivative::Rules(&[Rule::Adjoint(
            "dA = dB * (products_before_rows(A) * flip_rows(products_before_rows(flip_rows(A))))",
            "",
        )]),
        lowering: Lowering::Reduction { kernel: "prod_rows", times: None },
    },
    notation: Notation::function("prod_rows(A)"),
    equations: |_| "",
    symbol: "Π rows",
    cost: Cost::Operand(1),
};
