//! Transpose.
//!
//! B = Aᵀ, b_ij = a_ji; dA = dBᵀ. Beside a product it costs nothing: it becomes a flag of the product.

use crate::ops::{Body, Derivative, Lowering, Notation, Operation, Rule, Syntax, precedence, shapes};

pub static OP: Operation = Operation {
    name: "transpose",
    syntax: Syntax::Operator,
    operands: &["A"],
    result: "B",
    attributes: &[],
    shape: shapes::transposed,
    body: Body::Primitive {
        derivative: Derivative::Rules(&[Rule::Adjoint("dA = dB.T", "")]),
        lowering: Lowering::Kernel { kernel: "transpose" },
    },
    notation: Notation { template: "Aᵀ", precedence: precedence::ATOM, operands: &[precedence::ATOM] },
    equations: |_| "",
};
