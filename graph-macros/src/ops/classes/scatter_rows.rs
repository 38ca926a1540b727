//! Rows added up by their labels: the adjoint of [`embedding`](super::embedding).
//!
//! c_kj = Σ_{i: y_i = k} a_ij, which is Yᵀ · A with the labels as a matrix Y of zeros and ones, without a product.
//! dA = Y · dC: each row gets that of its class.

use crate::ops::{Body, Cost, Derivative, Lowering, Notation, Operation, Reference, Rule, Syntax, precedence, shapes};

pub static OP: Operation = Operation {
    name: "scatter_rows",
    reference: Reference {
        summary: "Rows added up by their labels: the adjoint of `embedding`.",
        formula: "c_kj = Σ_i a_ij over the rows of class k",
        inputs: &[],
        example: "",
    },
    syntax: Syntax::Internal,
    operands: &["Y", "A"],
    result: "C",
    attributes: &[],
    shape: shapes::PRODUCT_TN,
    body: Body::Primitive {
        derivative: Derivative::Rules(&[
            Rule::Adjoint("dY = A @ dC.T", ""),
            Rule::Adjoint("dA = embedding(dC, Y)", ""),
        ]),
        lowering: Lowering::Kernel { kernel: "scatter_rows" },
    },
    notation: Notation {
        template: "Yᵀ · A",
        precedence: precedence::PRODUCT,
        operands: &[precedence::ATOM, precedence::FACTOR],
    },
    equations: |_| "",
    symbol: "scatter",
    cost: Cost::Last(1),
};
