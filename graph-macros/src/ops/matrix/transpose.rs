//! Transpose.
//!
//! B = Aᵀ, b_ij = a_ji; dA = dBᵀ. Beside a product it costs nothing: it becomes a flag of the product.

use crate::ops::{Body, Cost, Derivative, Lowering, Notation, Operation, Reference, Rule, Syntax, precedence, shapes};

pub static OP: Operation = Operation {
    name: "transpose",
    reference: Reference {
        summary: "Transpose: rows and columns change places.",
        formula: "b_ij = a_ji",
        inputs: &["a: [4, 3]"],
        example: "a.T",
    },
    syntax: Syntax::Operator,
    operands: &["A"],
    result: "B",
    attributes: &[],
    shape: shapes::TRANSPOSED,
    body: Body::Primitive {
        derivative: Derivative::Rules(&[Rule::Adjoint("dA = dB.T", "")]),
        lowering: Lowering::Kernel { kernel: "transpose" },
    },
    notation: Notation { template: "Aᵀ", precedence: precedence::ATOM, operands: &[precedence::ATOM] },
    equations: |_| "",
    symbol: "ᵀ",
    cost: Cost::Free,
};
