//! `softmax_cross_entropy_of` where the target is labels.
//!
//! c_i = ln s_i − (a_{i, y_i} − m_i), with m_i = max_k a_ik and ln s_i = −ln max_k b_ik; 0 in a row without a label, whatever is in it.

use crate::ops::{Body, Cost, Derivative, Lowering, Notation, Operation, Reference, Rule, Syntax, shapes};

pub static OP: Operation = Operation {
    name: "label_softmax_cross_entropy_of",
    reference: Reference {
        summary: "`softmax_cross_entropy` where the target is labels and the softmax is there already.",
        formula: "c_i = ln Σ_k e^a_ik − a_{i, y_i}",
        inputs: &[],
        example: "",
    },
    syntax: Syntax::Internal,
    operands: &["A", "Y", "B"],
    result: "C",
    attributes: &[],
    shape: shapes::ALL_EQUAL_TO_COLUMN,
    body: Body::Primitive {
        derivative: Derivative::Rules(&[
            Rule::Adjoint("dA = select(known(Y), dC * (softmax(A) - Y), 0)", "(32)"),
            Rule::Adjoint("dY = -(dC * A)", ""),
            Rule::Flat("it is the softmax of A, and what depends on it is part of dA"),
        ]),
        lowering: Lowering::Losses { kernel: "label_softmax_cross_entropy_of" },
    },
    notation: Notation::function("softmax_cross_entropy(A, Y)"),
    equations: |_| "(29)",
    symbol: "softmax + cross-entropy",
    cost: Cost::Operand(2),
};
