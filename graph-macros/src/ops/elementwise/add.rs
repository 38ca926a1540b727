//! Sum of matrices, and of a matrix and a row, a column or a scalar that stretches.
//!
//! C = A + B, c_ij = a_ij + b_ij (1, 2); with a row b: c_ij = a_ij + b_j (5, 6).
//!
//! dA = dC (3, 7), dB = dC (4); a stretched row gets db = \[1…1\] dC (9), which the differentiating pass adds.

use crate::ops::{
    Body, Cost, Derivative, Lowering, Notation, Operation, Reference, Rule, Scalar, Syntax, precedence, shapes,
};

pub static OP: Operation = Operation {
    name: "add",
    reference: Reference {
        summary: "Sum of matrices, element by element.",
        formula: "c_ij = a_ij + b_ij",
        inputs: &["a: [4, 3]", "b: [3]"],
        example: "a + b",
    },
    syntax: Syntax::Operator,
    operands: &["A", "B"],
    result: "C",
    attributes: &[],
    shape: shapes::BROADCAST,
    body: Body::Primitive {
        derivative: Derivative::Rules(&[Rule::Adjoint("dA = dC", "(3)"), Rule::Adjoint("dB = dC", "(4)")]),
        lowering: Lowering::Elementwise(Scalar::Infix("+", precedence::SUM)),
    },
    notation: Notation {
        template: "A + B",
        precedence: precedence::SUM,
        operands: &[precedence::SUM, precedence::SUM],
    },
    equations: |shapes| match shapes {
        [a, b] if a == b => "(1)",
        [a, b] if a.columns == b.columns && (a.rows.is_one() || b.rows.is_one()) => "(5)",
        _ => "",
    },
    symbol: "+",
    cost: Cost::Result(1),
};
