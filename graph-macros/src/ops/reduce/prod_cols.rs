//! Product of each row.
//!
//! b_i = Π_j a_ij, one column. The derivative by an element is the product of all others, which is the product of those before it and
//! of those behind it: no division, so that it is right where elements are 0, one or several.

use crate::ops::{Body, Cost, Derivative, Lowering, Notation, Operation, Reference, Rule, Syntax, shapes};

pub static OP: Operation = Operation {
    name: "prod_cols",
    reference: Reference {
        summary: "Product of each row. The derivative is right where elements are 0.",
        formula: "b_i = Π_j a_ij",
        inputs: &["a: [4, 3]"],
        example: "prod_cols(a)",
    },
    syntax: Syntax::Function,
    operands: &["A"],
    result: "B",
    attributes: &[],
    shape: shapes::ONE_COLUMN,
    body: Body::Primitive {
        derivative: Derivative::Rules(&[Rule::Adjoint(
            "dA = dB * (products_before_cols(A) * flip_cols(products_before_cols(flip_cols(A))))",
            "",
        )]),
        lowering: Lowering::Reduction { kernel: "prod_cols", times: None },
    },
    notation: Notation::function("prod_cols(A)"),
    equations: |_| "",
    symbol: "Π cols",
    cost: Cost::Operand(1),
};
