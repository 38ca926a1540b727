//! Square root.
//!
//! B = √A; dA = dB / (2 B), from the output alone. Negative elements give NaN; at 0 the adjoint is infinite.

use crate::ops::{Body, Cost, Derivative, Lowering, Notation, Operation, Reference, Rule, Scalar, Syntax, shapes};

pub static OP: Operation = Operation {
    name: "sqrt",
    reference: Reference {
        summary: "Square root of each element.",
        formula: "b_ij = √a_ij",
        inputs: &["a: [4, 3]"],
        example: "sqrt(square(a) + 1)",
    },
    syntax: Syntax::Function,
    operands: &["A"],
    result: "B",
    attributes: &[],
    shape: shapes::SAME,
    body: Body::Primitive {
        derivative: Derivative::Rules(&[Rule::Adjoint("dA = 0.5 * dB / B", "(23)")]),
        lowering: Lowering::Elementwise(Scalar::Function("sqrt")),
    },
    notation: Notation::function("sqrt(A)"),
    equations: |_| "",
    symbol: "√",
    cost: Cost::Result(1),
};
