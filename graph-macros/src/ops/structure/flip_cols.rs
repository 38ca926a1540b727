//! The columns in reverse order: left and right change sides.
//!
//! b_ij = a_i(C+1−j); dA = flip_cols(dB).

use crate::ops::{Body, Cost, Derivative, Lowering, Notation, Operation, Reference, Rule, Syntax, shapes};

pub static OP: Operation = Operation {
    name: "flip_cols",
    reference: Reference {
        summary: "The columns in reverse order: left and right change sides.",
        formula: "b_ij = a_i(C+1−j)",
        inputs: &["a: [4, 3]"],
        example: "flip_cols(a)",
    },
    syntax: Syntax::Function,
    operands: &["A"],
    result: "B",
    attributes: &[],
    shape: shapes::SAME,
    body: Body::Primitive {
        derivative: Derivative::Rules(&[Rule::Adjoint("dA = flip_cols(dB)", "")]),
        lowering: Lowering::Kernel { kernel: "flip_cols" },
    },
    notation: Notation::function("flip_cols(A)"),
    equations: |_| "",
    symbol: "flip cols",
    cost: Cost::Free,
};
