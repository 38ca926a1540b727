//! Power, the exponent being a matrix too.
//!
//! C = A^B, c_ij = a_ij^b_ij; dA = dC ∘ B ∘ A^(B−1), and 0 where b is 0; dB = dC ∘ C ∘ ln A, and 0 where a and c are 0.
//!
//! Negative elements of A give NaN unless the exponent is a whole number, and the adjoint of that exponent is NaN: it has no
//! neighbours that the power is defined for.

use crate::ops::{Body, Cost, Derivative, Lowering, Notation, Operation, Reference, Rule, Scalar, Syntax, shapes};

pub static OP: Operation = Operation {
    name: "pow",
    reference: Reference {
        summary: "Power of each element of a matrix, with the element of another as exponent.",
        formula: "c_ij = a_ij^b_ij",
        inputs: &["a: [4, 3]", "b: [4, 3]"],
        example: "pow(square(a) + 1, b)",
    },
    syntax: Syntax::Function,
    operands: &["A", "B"],
    result: "C",
    attributes: &[],
    shape: shapes::BROADCAST,
    body: Body::Primitive {
        derivative: Derivative::Rules(&[
            Rule::Adjoint("dA = select(B != 0, dC * (B * pow(A, B - 1)), 0)", ""),
            Rule::Adjoint("dB = dC * xlogy(C, A)", ""),
        ]),
        lowering: Lowering::Elementwise(Scalar::Function("pow")),
    },
    notation: Notation::function("pow(A, B)"),
    equations: |_| "",
    symbol: "a^b",
    cost: Cost::Result(24),
};
